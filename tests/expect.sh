# SPDX-License-Identifier: MIT
# How shell tests run a program and look at what it says. Sourced, never run; the test sets
# `program`, whose path is not worth showing.
# shellcheck shell=sh

# Works in a folder of its own, which is gone afterwards.
enter_temporary_folder() {
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  cd "$folder" || exit
}

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
  # shellcheck disable=SC2154 # set by the test
  echo "ok: $*" | sed "s|$program|${program##*/}|"
}
