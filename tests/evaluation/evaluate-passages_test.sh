#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs evaluate-passages on seconds of video, and makes the mistakes people make.
# usage: evaluate-passages_test.sh PATH-TO-EVALUATE-PASSAGES
set -eu
evaluate=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

expect() { # expect EXIT-STATUS WORDS COMMAND...
  status=$1 words=$2
  shift 2
  actual=0
  "$@" >output.txt 2>&1 || actual=$?
  if [ "$actual" != "$status" ] || ! grep -qF -- "$words" output.txt; then
    echo "FAILED: $* gave $actual instead of $status, or no '$words':"
    cat output.txt
    exit 1
  fi
  echo "ok: $*" | sed "s|$evaluate|evaluate-passages|"
}

cat >scenes.txt <<'END'
street: seed=4 plates=1 speed=2 num-buffers=25 ! video/x-raw,width=320,height=240,framerate=10/1
empty: plates=0 num-buffers=5 ! video/x-raw,width=160,height=120,framerate=10/1
END
echo 'typo: sped=2 num-buffers=2' >typo.txt

expect 0 ' (100.00 %) have exactly one event' \
  "$evaluate" scenes.txt 'queue ! deepocr regions=meta' --attach-regions --json figures.json
grep -q '"stray_events": 0' figures.json
expect 0 '0 of 0 events' "$evaluate" scenes.txt 'deepocr regions=meta' --only empty --failures
expect 2 'scenes' "$evaluate"
expect 1 "no file 'none.txt'" "$evaluate" none.txt
expect 1 "'typo' cannot run" "$evaluate" typo.txt
expect 1 'no element "nonesuch"' "$evaluate" scenes.txt nonesuch
expect 1 "'street' failed: " "$evaluate" scenes.txt 'deepocr regions=meta model=none.pt'
expect 1 "contains 'night'" "$evaluate" scenes.txt --only night
expect 1 'figures.json' "$evaluate" scenes.txt identity --json none/figures.json
