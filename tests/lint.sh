#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Checks how the sources read: tests/lint.sh format|headers|scripts|tidy [--all]
#
# `tidy` looks at what differs from the branch's upstream, or from the last commit where there is
# none; with --all at everything.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source-path=SCRIPTDIR source=../scripts/steps.sh
source scripts/steps.sh

tidy_build=build-lint
source_folders=(lib gst training examples tests)

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
  find scripts tests examples .ci \( -name '*.sh' -o -path '.ci/run' \) \
    -exec shellcheck --external-sources {} +
}

changed_sources() {
  local base
  base=$(git rev-parse --verify --quiet '@{upstream}' || git rev-parse --verify HEAD)
  { git diff --name-only --diff-filter=d "$base" -- "${source_folders[@]}" &&
    git ls-files --others --exclude-standard -- "${source_folders[@]}"; } | sort -u
}

# Files that Meson compiles, of those on stdin. Headers are looked at through them.
compiled() {
  grep -E '\.(c|cpp)$' | while read -r file; do
    if grep --quiet --fixed-strings "\"../$file\"" "$tidy_build/compile_commands.json"; then
      echo "$file"
    fi
  done
}

# The checks that take most of the time in LibTorch's headers, and find little in what uses them.
slow_in_libtorch='-performance-unnecessary-value-param,-bugprone-stringview-nullptr'
slow_in_libtorch+=',-bugprone-undelegated-constructor,-bugprone-suspicious-semicolon'

tidy_one() {
  local file=$1 checks=''
  grep --quiet --extended-regexp '<(torch|ATen|c10)/' "$file" && checks=$slow_in_libtorch
  echo "    clang-tidy $file"
  clang-tidy --quiet -p "$tidy_build" ${checks:+--checks="$checks"} "$file" 2>&1 |
    grep --invert-match --extended-regexp '^[0-9]+ warnings? generated\.$|^Suppressed ' || true
  return "${PIPESTATUS[0]}"
}

lint_tidy() {
  local files
  # Without precompiled headers: clang cannot read those of another compiler.
  configure "$tidy_build" -Db_pch=false -Dintrospection=disabled
  if [[ ${1:-} == --all ]]; then
    mapfile -t files < <(sources | compiled)
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
    sed --quiet '3,6s/^# \?//p' "${BASH_SOURCE[0]}" >&2
    exit 2
    ;;
esac
