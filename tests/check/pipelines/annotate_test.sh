#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs the example that draws plates into a copy of a picture or a video.
# usage: annotate_test.sh PATH-TO-ANNOTATE
set -eu
program=$1
script=$(realpath "$0")
# shellcheck source-path=SCRIPTDIR source=../../expect.sh
. "$(dirname "$script")/../../expect.sh"
enter_temporary_folder

plate='platetestsrc pattern=plate numbers=37463'
expect 0 'Frames: 1, readings: 1, as rendered: 1 of 1' "$program" "$plate num-buffers=1 ! deepocr track=false" picture.png
expect 0 'PNG' head -c 4 picture.png
expect 0 '37463' "$program" "$plate num-buffers=12 ! deepocr" video.mkv
expect 0 'matroska' head -c 64 video.mkv

expect 2 "annotate 'LAUNCH ! LINE ! deepocr' OUTPUT" "$program" picture.png
expect 1 'no element "camera"' "$program" 'camera ! deepocr' picture.png
expect 1 'none/picture.png' "$program" "$plate num-buffers=1 ! deepocr" none/picture.png
