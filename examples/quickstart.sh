#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs what is missing, builds, reads plates and draws them into a copy of the video:
#   examples/quickstart.sh [--region X,Y,WIDTH,HEIGHT] [PHOTOGRAPH|VIDEO|/dev/videoN|URI]
#
# Without an input it renders a camera's view of a street. Plates are found wherever they are;
# --region says where to look instead, in pixels.
# Ctrl+C ends a camera's stream.
set -euo pipefail
caller_folder=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source-path=SCRIPTDIR source=../.ci/steps.sh
source .ci/steps.sh
# shellcheck source-path=SCRIPTDIR source=../.ci/packages.sh
source .ci/packages.sh

region=''
input=''
while (($# > 0)); do
  case $1 in
    --region)
      region=${2:-}
      [[ $region =~ ^[0-9]+(,[0-9]+){3}$ ]] || fail '--region wants X,Y,WIDTH,HEIGHT in pixels'
      shift
      ;;
    -*)
      sed --quiet '3,8s/^# \?//p' "${BASH_SOURCE[0]}" >&2
      exit 2
      ;;
    *) input=$1 ;;
  esac
  shift
done
if [[ -n $input && $input != *://* ]]; then
  file=$(cd "$caller_folder" && realpath --canonicalize-existing --quiet "$input") ||
    fail "there is no file or device '$input'"
  [[ -r $file && ! -d $file ]] || fail "'$input' cannot be read"
  input=$file
fi

# quoted TEXT: as a value in a launch line.
quoted() {
  local text=${1//\\/\\\\}
  printf '"%s"' "${text//\"/\\\"}"
}

is_still() {
  [[ -f $input && $(gst-typefind-1.0 "$input" 2>/dev/null) == *' - image/'* ]]
}

launch_line() {
  local regions=auto
  [[ -z $region ]] || regions="fixed fixed-regions=\"$region\""
  case $input in
    '') printf 'platetestsrc attach-regions=false num-buffers=150 seed=1' ;;
    *://*) printf 'uridecodebin uri=%s ! videoconvert' "$(quoted "$input")" ;;
    /dev/*) printf 'v4l2src device=%s ! decodebin ! videoconvert' "$(quoted "$input")" ;;
    *) printf 'filesrc location=%s ! decodebin ! videoconvert' "$(quoted "$input")" ;;
  esac
  printf ' ! deepocr regions=%s' "$regions"
}

read_plates() {
  local output=$PWD/out/plates.mkv line
  line=$(launch_line)
  is_still && output=$PWD/out/plate.png
  mkdir -p out
  step 'Reading plates'
  echo "    $line"
  meson devenv -C build examples/cpp/annotate "$line" "$output"
  echo "    Drawn into $output"
}

stop_at_errors
mkdir -p build
step 'Looking for packages' build/apt.log
install_packages build/apt.log "${build_packages[@]}" "${typeface_packages[@]}"
configure build --buildtype=release -Dtests=disabled -Dbenchmarks=disabled
build build
read_plates
