#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs deepocr-train from generating data to evaluating a model, and makes the mistakes people make.
# usage: command_line_test.sh PATH-TO-DEEPOCR-TRAIN
set -eu
train=$1
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
  echo "ok: $*" | sed "s|$train|deepocr-train|"
}

expect 0 'Examples:' "$train" --help
expect 2 'subcommand' "$train"
expect 2 '--output' "$train" train
expect 2 '--samples' "$train" train --output run --samples many
expect 1 "There is no folder 'nowhere'" "$train" train --output run --dataset nowhere
expect 1 "There is no file 'run/checkpoints/last.pt'" "$train" train --output run --resume
expect 1 "There is no file 'none.pt'" "$train" evaluate --model none.pt .

expect 0 '60 pictures' "$train" generate --count 20 --augmentations 3 --validation-share 0.3 --output plates
expect 1 'not an empty folder' "$train" generate --count 20 --output plates
expect 0 'preview.png' "$train" preview --count 6
expect 0 'views.png' "$train" preview --image preview.png --count 6 --output views.png

cat >recipe.toml <<EOF
[train]
dataset = "plates"
samples = 64
batch-size = 16
validate-every = 32
EOF
expect 0 'Finished 64 samples' "$train" train --config recipe.toml --output run
expect 1 'already holds a training run' "$train" train --config recipe.toml --output run
expect 0 'Finished 96 samples' "$train" train --output run --resume --samples 96
expect 0 'temperature' "$train" export --checkpoint run/checkpoints/last.pt --samples 20 --output model.pt
expect 0 'validation' "$train" evaluate --model model.pt plates --stream 10 --json figures.json --sheet worst.png
expect 0 'Digits' "$train" evaluate --model run/checkpoints/best.pt --stream 20
expect 1 'Give a folder, --stream, or both' "$train" evaluate --model model.pt

expect 0 'locate.png' "$train" preview --task locate --count 4 --output locate.png
expect 0 'Finished 64 samples' "$train" train --task locate --output run-locate --samples 64 \
  --batch-size 16 --validate-every 64 --validation-samples 8
expect 0 'cell_accuracy' "$train" export --checkpoint run-locate/checkpoints/last.pt --samples 8 --output locator.pt
expect 0 'plates in 5 windows' "$train" evaluate --task locate --model locator.pt --stream 5
expect 1 'not one that locates' "$train" evaluate --task locate --model model.pt --stream 5
expect 1 'give --stream and no folder' "$train" evaluate --task locate --model locator.pt plates
test -s figures.json && test -s worst.png && test -s run/metrics.png
