#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs deepocr-train from generating data to evaluating a model, and makes the mistakes people make.
# usage: command_line_test.sh PATH-TO-DEEPOCR-TRAIN
set -eu
program=$1
script=$(realpath "$0")
# shellcheck source-path=SCRIPTDIR source=../expect.sh
. "$(dirname "$script")/../expect.sh"
enter_temporary_folder

expect_config() { # expect_config WORDS TEXT-OF-FILE
  printf '%b' "$2" >wrong.toml
  expect 2 "wrong.toml: $1" "$program" train --config wrong.toml --output not-begun
}

expect 0 'Examples:' "$program" --help
expect 2 'subcommand' "$program"
expect 0 'deepocr-train 0.' "$program" --version
expect 0 'deepocr-train 0.' "$program" train --version
expect 2 "There is no subcommand 'foo'" "$program" foo
expect 2 "deepocr-train has no option '--foo'" "$program" --foo
expect 2 "deepocr-train train has no option '--foo'" "$program" train --foo 5
expect 2 "deepocr-train train has no use for 'foo'" "$program" train --output run foo
expect 2 '--output' "$program" train
expect 2 '--samples' "$program" train --output run --samples many

expect 2 '--samples: must be at least 1, not -5' "$program" train --output run --samples -5
expect 2 "--samples: must be a whole number, not '1e6'" "$program" train --output run --samples 1e6
expect 2 '--samples: must be at most 1000000000000, not 99999999999999999999' "$program" train --output run \
  --samples 99999999999999999999
expect 2 '--validate-every: must be at least 1, not -1' "$program" train --output run --validate-every -1
expect 2 '--seed: must be at least 0, not -1' "$program" train --output run --seed -1
expect 2 '--workers: must be at least 1, not -1' "$program" train --output run --workers -1
expect 2 '--batch-size: must be at least 2, not 1' "$program" train --output run --batch-size 1
expect 2 '--count: must be at least 1, not -5' "$program" generate --output plates --count -5
expect 2 '--count: must be at most 10000000, not 10000000000000' "$program" generate --output plates \
  --count 10000000000000
expect 2 "a zero in front, not '020'" "$program" generate --output plates --count 020
expect 1 'at most 10000000 pictures' "$program" generate --output plates --count 10000000
expect 2 '--stream: must be at least 0, not -5' "$program" evaluate --model none.pt --stream -5
expect 2 '--count: must be at least 1, not -1' "$program" preview --count -1
expect 2 '--columns: must be at least 1, not 0' "$program" preview --columns 0
expect 2 '--samples: must be at least 1, not -5' "$program" export --checkpoint none.pt --output my.pt --samples -5
printf '[train]\nsamples = -3\n' >negative.toml
expect 2 '--samples: must be at least 1, not -3' "$program" train --config negative.toml --output run
test ! -e run

expect 1 "There is no folder 'nowhere'" "$program" train --output run --dataset nowhere
expect 1 "There is no file 'run/checkpoints/last.pt'" "$program" train --output run --resume
expect 1 "There is no file 'none.pt'" "$program" evaluate --model none.pt .

expect 0 '60 pictures' "$program" generate --count 20 --augmentations 3 --validation-share 0.3 --output plates
expect 1 'not an empty folder' "$program" generate --count 20 --output plates
expect 0 'preview.png' "$program" preview --count 6
expect 0 'views.png' "$program" preview --image preview.png --count 6 --output views.png

cat >recipe.toml <<EOF
[train]
dataset = "plates"
samples = 64
batch-size = 16
validate-every = 32
EOF
expect 0 'Finished 64 samples' "$program" train --config recipe.toml --output run
expect_config "'sampels' in [train] is no option of deepocr-train train" '[train]\nsampels = 128\n'
expect_config 'the section [trian] is no subcommand' '[trian]\nsamples = 64\n'
expect_config 'the section [trian] is no subcommand' '[trian]\n'
expect_config "'samples' stands outside of a section such as [train]" 'samples = 64\n'
expect_config "'Train it well' stands outside of a section" 'Train it well\n'
test ! -e not-begun
for recipe in "$(dirname "$script")"/../../training/recipes/*.toml; do
  # The recipe is read before --samples stops what it would begin.
  expect 2 'samples: must be at least 1, not 0' "$program" train --config "$recipe" --output not-begun --samples 0
  expect 1 'There is no file' "$program" train --config "$recipe" --output not-begun --resume
done
expect 1 'already holds a training run' "$program" train --config recipe.toml --output run
expect 0 'Finished 96 samples' "$program" train --output run --resume --samples 96
expect 0 'learning-rate stays 0.002, as in the checkpoint' "$program" train --config recipe.toml --output run \
  --resume --samples 96 --learning-rate 0.01 --no-augment --validate-folder plates/validation --workers 2
mv output.txt resumed.txt
expect 0 'augment stays true, as in the checkpoint' cat resumed.txt
expect 0 'validate-folder stays empty, as in the checkpoint' cat resumed.txt
expect 0 '3' grep -c stays resumed.txt
expect 0 'temperature' "$program" export --checkpoint run/checkpoints/last.pt --samples 20 --output model.pt
expect 0 'validation' "$program" evaluate --model model.pt plates --stream 10 --json figures.json --sheet worst.png
# The place to write is looked at before anything is measured.
expect 1 "Cannot write 'nowhere/my.pt': No such file or directory" "$program" export --output nowhere/my.pt \
  --checkpoint run/checkpoints/last.pt --samples 20
for place in --sheet --json; do
  expect 1 "Cannot write 'nowhere/file': No such file or directory" "$program" evaluate --model model.pt plates \
    $place nowhere/file
done
expect 1 "Cannot write 'nowhere/sheet.png'" "$program" preview --count 1 --output nowhere/sheet.png
expect 0 'Digits' "$program" evaluate --model run/checkpoints/best.pt --stream 20
expect 1 'Give a folder, --stream, or both' "$program" evaluate --model model.pt

expect 0 'locate.png' "$program" preview --task locate --count 4 --output locate.png
expect 1 'nothing for the task locate: --image' "$program" preview --task locate --image preview.png
expect 1 'nothing for the task locate: --variants, --difficulty' "$program" preview --task locate --variants 2 \
  --difficulty hard
expect 2 'excludes --difficulty' "$program" preview --image preview.png --difficulty hard
expect 2 'excludes --variants' "$program" preview --image preview.png --variants 2
expect 2 '--seed requires --stream' "$program" evaluate --model model.pt plates --seed 1
expect 2 '--difficulty requires --stream' "$program" evaluate --model model.pt plates --difficulty hard
expect 2 '--mistakes requires --sheet' "$program" evaluate --model model.pt plates --mistakes 3
expect 1 'nothing for the task read: --backgrounds' "$program" preview --backgrounds .
# One picture is decoded sooner than all wallpapers, which the preview has shown to load.
mkdir backgrounds
cp plates/contact-sheet.png backgrounds
expect 1 'nothing for the task locate: --negatives, --difficulty' "$program" train --task locate --output run-wrong \
  --negatives 0.5 --difficulty ordinary
expect 1 'nothing for the task read: --backgrounds' "$program" train --output run-wrong --backgrounds photographs
expect 0 'Finished 64 samples' "$program" train --task locate --output run-locate --samples 64 \
  --batch-size 16 --validate-every 64 --validation-samples 8 --backgrounds backgrounds
expect 0 'cell_accuracy' "$program" export --checkpoint run-locate/checkpoints/last.pt --samples 8 --output locator.pt
expect 0 'plates in 5 windows' "$program" evaluate --task locate --model locator.pt --stream 5 \
  --backgrounds backgrounds
expect 0 'plates in 5 windows' "$program" evaluate --task locate --model run-locate/checkpoints/best.pt --stream 5 \
  --backgrounds backgrounds --json located.json
expect 0 '"found_share"' cat located.json
expect 1 'nothing for the task locate: --threshold, --sheet' "$program" evaluate --task locate --model locator.pt \
  --stream 5 --threshold 0.5 --sheet mistakes.png
expect 1 'nothing for the task read: --locator-threshold' "$program" evaluate --model model.pt plates \
  --locator-threshold 0.5
expect 1 'not one that locates' "$program" evaluate --task locate --model model.pt --stream 5
expect 1 'not one that reads' "$program" evaluate --model run-locate/checkpoints/best.pt --stream 5
expect 1 'give --stream and no folder' "$program" evaluate --task locate --model locator.pt plates
expect 1 "'model.pt' is an exported model, not a checkpoint" "$program" export --checkpoint model.pt --output my.pt
expect 1 "'plates' is a folder, not a file" "$program" export --checkpoint plates --output my.pt
expect 1 "'plates' is a folder, not a file" "$program" evaluate --model plates --stream 5
expect 1 "'model.pt' is a file, not a folder" "$program" evaluate --model model.pt model.pt

# Root may read everything.
unprivileged() {
  if [ "$(id -u)" = 0 ]; then setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; else "$@"; fi
}
mkdir -p locked photographs/hidden sealed
mkdir -m 777 open
cp model.pt locked/x.pt
cp preview.png photographs/one.png
cp preview.png 12345.png
chmod 755 .
chmod 000 locked photographs/hidden 12345.png
chmod 555 sealed
if unprivileged "$program" --version >version.txt 2>&1; then
  refused() { # refused WHAT COMMAND...
    what=$1
    shift
    expect 1 "$what: Permission denied" unprivileged "$program" "$@"
  }
  refused "Cannot read 'locked/x.pt'" evaluate --model locked/x.pt --stream 5
  refused "Cannot read 'locked/x.pt'" export --checkpoint locked/x.pt --output open/never-written.pt
  refused "Cannot read the folder 'locked'" evaluate --model model.pt locked
  refused "Cannot read the folder 'locked/photographs'" evaluate --model model.pt locked/photographs
  refused "Cannot read '12345.png'" preview --image 12345.png --output open/never-written.png
  refused "Cannot read the folder 'locked'" evaluate --task locate --model locator.pt --stream 5 --backgrounds locked
  refused "Cannot read the folder 'photographs/hidden'" evaluate --task locate --model locator.pt --stream 5 \
    --backgrounds photographs
  rmdir photographs/hidden
  chmod 000 photographs/one.png
  refused "Cannot read 'photographs/one.png'" evaluate --task locate --model locator.pt --stream 5 \
    --backgrounds photographs
  refused "Cannot write 'sealed/my.pt'" export --checkpoint run/checkpoints/last.pt --output sealed/my.pt
fi
chmod 755 locked sealed
test -s figures.json && test -s worst.png && test -s run/metrics.png
