# SPDX-License-Identifier: MIT
# How the scripts say what they do, stop with one sentence, and build. Sourced, never run.
# shellcheck shell=bash

step_name='starting'
step_log='' # the file that holds the words of the step's program, where they are not on the screen

# step NAME [LOG]: announces what comes next.
step() {
  step_name=$1
  step_log=${2:-}
  printf '==> %s\n' "$step_name"
}

fail() {
  trap - ERR
  printf '%s: %s\n' "${0##*/}" "$1" >&2
  exit 1
}

# The last lines of the log come first, so that the sentence is what a reader sees last.
fail_step() {
  local where='its output is above'
  if [[ -n $step_log ]]; then
    tail --lines=20 "$step_log" >&2 || true
    where="its whole output is in $step_log"
  fi
  fail "failed at the step '$step_name'; $where"
}

stop_at_errors() {
  set -E # functions inherit the trap
  trap fail_step ERR
}

# Compilers of LibTorch's headers need up to 2 GB each, so memory may allow fewer than the cores.
parallel_jobs() {
  local cores gigabytes
  cores=$(nproc)
  gigabytes=$(awk '/^MemAvailable/ { print int($2 / 1048576) }' /proc/meminfo)
  local by_memory=$((gigabytes / 2 > 0 ? gigabytes / 2 : 1))
  echo "${JOBS:-$((cores < by_memory ? cores : by_memory))}"
}

# configure FOLDER OPTION…: once; what a user changes there afterwards stays.
configure() {
  local folder=$1
  shift
  [[ ! -f $folder/build.ninja ]] || return 0
  step "Configuring $folder" "$folder/configure.log"
  mkdir -p "$folder"
  meson setup "$folder" "$@" >"$folder/configure.log" 2>&1
}

build() {
  step "Building $1"
  echo "    The first time takes many minutes: LibTorch's headers are large"
  ninja -C "$1" -j "$(parallel_jobs)"
}
