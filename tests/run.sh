#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs what is missing, builds, and runs every test:
#   tests/run.sh [--lint-all] [--sanitize] [-- OPTION OF meson test…]
#
# --lint-all  runs clang-tidy on every file (takes long); without it, on the changed ones
# --sanitize  also runs the tests of the libraries and elements under address and undefined
#             behaviour sanitizers
# The environment variable JOBS limits how many compilers run at once.
# The last line says how many passed and failed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source-path=SCRIPTDIR source=../.ci/steps.sh
source .ci/steps.sh
# shellcheck source-path=SCRIPTDIR source=../.ci/packages.sh
source .ci/packages.sh

passed=0
failed=0
skipped=0
failures=()

# check NAME COMMAND…: a check that passes or fails as a whole.
check() {
  local name=$1
  shift
  step "$name"
  if "$@"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    failures+=("$name")
  fi
}

# run_tests NAME FOLDER OPTION…: what Meson tests, counted by case.
run_tests() {
  local name=$1 folder=$2 log=$2/meson-logs/testlog.json counts
  shift 2
  step "$name"
  rm -f "$log"
  if ! meson test -C "$folder" --no-rebuild --print-errorlogs --timeout-multiplier 3 "$@"; then
    failures+=("$name; the words of the tests are in ${log%.json}.txt")
  fi
  counts=(0 1 0) # Meson could not even start them
  [[ ! -f $log ]] || read -r -a counts < <(python3 tests/count-tests.py "$log")
  passed=$((passed + counts[0]))
  failed=$((failed + counts[1]))
  skipped=$((skipped + counts[2]))
}

run_sanitized_tests() {
  configure build-sanitize -Db_sanitize=address,undefined -Db_lundef=false -Dtests=enabled \
    -Dtraining=disabled -Dintrospection=disabled -Dexamples=disabled -Dbenchmarks=disabled
  build build-sanitize
  # Plugins load into the test itself: the plugin scanner was built without the sanitizers.
  GST_REGISTRY_FORK=no \
    ASAN_OPTIONS=detect_leaks=0 \
    UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 \
    run_tests 'Testing under sanitizers' build-sanitize "$@"
}

parse_options() {
  lint=()
  sanitize=no
  while (($# > 0)); do
    case $1 in
      --lint-all) lint=(--all) ;;
      --sanitize) sanitize=yes ;;
      --)
        shift
        break
        ;;
      *)
        sed --quiet '3,11s/^# \?//p' "${BASH_SOURCE[0]}" >&2
        exit 2
        ;;
    esac
    shift
  done
  meson_options=("$@")
}

# At the end, whatever its cause: a step that could not be finished counts as one failure.
finish() {
  local status=$? failure
  trap - ERR EXIT
  if ((status != 0)); then
    failed=$((failed + 1))
    failures+=("the step '$step_name'")
  fi
  echo
  for failure in "${failures[@]}"; do echo "Failed: $failure"; done
  ((skipped == 0)) || echo "$skipped skipped"
  echo "$passed passed, $failed failed"
  exit $((failed > 0))
}

parse_options "$@"
stop_at_errors
trap finish EXIT
mkdir -p build-tests
step 'Looking for packages' build-tests/apt.log
install_packages build-tests/apt.log \
  "${build_packages[@]}" "${test_packages[@]}" "${typeface_packages[@]}"
configure build-tests -Dwerror=true -Dtests=enabled -Ddocs=enabled
build build-tests
run_tests 'Testing' build-tests "${meson_options[@]}"
[[ $sanitize == no ]] || run_sanitized_tests "${meson_options[@]}"
check 'Looking at the format of the sources' tests/lint.sh format
check 'Looking for licence lines' tests/lint.sh headers
check 'Looking at the scripts' tests/lint.sh scripts
check 'Looking for mistakes with clang-tidy' tests/lint.sh tidy "${lint[@]}"
