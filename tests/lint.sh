#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Checks how the sources read: tests/lint.sh format|headers|scripts|tidy [--all]
#
# `tidy` looks at what differs from the branch's upstream, or from the last commit where there is
# none; with --all at everything. Tests are left out: most of what it finds there, and most of its
# time, is in the macros of the test frameworks.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source-path=SCRIPTDIR source=../.ci/steps.sh
source .ci/steps.sh

tidy_build=build-lint
source_folders=(lib gst training examples tests)
tidied_folders=(lib gst training examples)

sources() { find "${source_folders[@]}" -name '*.[ch]' -o -name '*.cpp' | sort; }

lint_format() {
  sources | xargs clang-format --dry-run --Werror --style=file
}

# Every source begins with its licence and one line of purpose.
lint_headers() {
  local file status=0
  while read -r file; do
    if ! head --lines=3 "$file" | grep --quiet 'SPDX-License-Identifier: MIT'; then
      echo "$file: its licence line is missing: SPDX-License-Identifier: MIT"
      status=1
    fi
  done < <(sources && find . -path './build*' -prune -o \( -name meson.build -o -name '*.sh' \) -print)
  return "$status"
}

lint_scripts() {
  find tests examples .ci \( -name '*.sh' -o -path '.ci/run' \) \
    -exec shellcheck --external-sources {} +
}

changed_sources() {
  local base
  if ! git rev-parse --verify --quiet HEAD >/dev/null 2>&1; then
    echo '    This is no checkout of git, so nothing counts as changed; there is --all' >&2
    return
  fi
  base=$(git rev-parse --verify --quiet '@{upstream}' 2>/dev/null || git rev-parse HEAD)
  git diff --name-only --diff-filter=d "$base" -- "${tidied_folders[@]}"
  git ls-files --others --exclude-standard -- "${tidied_folders[@]}"
}

all_sources() { find "${tidied_folders[@]}" -type f | sort; }

# Files that Meson compiles, of those on stdin. Headers are looked at through them.
compiled() {
  local file
  while read -r file; do
    if grep --quiet --fixed-strings "\"../$file\"" "$tidy_build/compile_commands.json"; then
      echo "$file"
    fi
  done
}

# For files that include LibTorch: all checks take a minute for each of them, nearly all of it in
# LibTorch's headers. These find the most for a third of the time.
libtorch_checks='-*,clang-analyzer-core.*,clang-analyzer-cplusplus.*,readability-function-size'
libtorch_checks+=',bugprone-use-after-move,bugprone-unused-return-value,performance-move-const-arg'
libtorch_checks+=',performance-unnecessary-copy-initialization'

tidy_one() {
  local file=$1 checks='' output status=0
  grep --quiet --extended-regexp '<(torch|ATen|c10)/' "$file" && checks=$libtorch_checks
  output=$(clang-tidy --quiet -p "$tidy_build" ${checks:+--checks="$checks"} "$file" 2>&1) ||
    status=$?
  echo "    clang-tidy $file"
  grep --invert-match --extended-regexp '^[0-9]+ warnings? generated\.$|^Suppressed ' \
    <<<"$output" || true
  return "$status"
}

lint_tidy() {
  local files
  # Without precompiled headers: clang cannot read those of another compiler.
  configure "$tidy_build" -Db_pch=false -Dintrospection=disabled
  if [[ ${1:-} == --all ]]; then
    mapfile -t files < <(all_sources | compiled)
  else
    mapfile -t files < <(changed_sources | compiled)
  fi
  echo "    ${#files[@]} files"
  ((${#files[@]} == 0)) ||
    printf '%s\n' "${files[@]}" | xargs --max-args=1 --max-procs="$(parallel_jobs)" \
      tests/lint.sh tidy-one
}

case ${1:-} in
  format | headers | scripts | tidy) "lint_$1" "${@:2}" ;;
  tidy-one) tidy_one "$2" ;;
  *)
    sed --quiet '3,7s/^# \?//p' "${BASH_SOURCE[0]}" >&2
    exit 2
    ;;
esac
