#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs evaluate-passages on seconds of video, and makes the mistakes people make.
# usage: evaluate-passages_test.sh PATH-TO-EVALUATE-PASSAGES
set -eu
program=$1
# shellcheck source-path=SCRIPTDIR source=../expect.sh
. "$(dirname "$0")/../expect.sh"
enter_temporary_folder

cat >scenes.txt <<'END'
street: seed=4 plates=1 speed=2 num-buffers=25 ! video/x-raw,width=320,height=240,framerate=10/1
empty: plates=0 num-buffers=5 ! video/x-raw,width=160,height=120,framerate=10/1
END
echo 'typo: sped=2 num-buffers=2' >typo.txt

expect 0 ' (100.00 %) have exactly one event' \
  "$program" scenes.txt 'queue ! deepocr regions=meta' --attach-regions --json figures.json
grep -q '"stray_events": 0' figures.json
expect 0 '0 of 0 events' "$program" scenes.txt 'deepocr regions=meta' --only empty --failures
expect 2 'scenes' "$program"
expect 1 "no file 'none.txt'" "$program" none.txt
expect 1 "'typo' cannot run" "$program" typo.txt
expect 1 'no element "nonesuch"' "$program" scenes.txt nonesuch
expect 1 "'street' failed: " "$program" scenes.txt 'deepocr regions=meta model=none.pt'
expect 1 "contains 'night'" "$program" scenes.txt --only night
expect 1 'figures.json' "$program" scenes.txt identity --json none/figures.json
