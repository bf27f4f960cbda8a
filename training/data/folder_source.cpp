// SPDX-License-Identifier: MIT
// Examples from a folder of labelled pictures, in a new order in each epoch.
#include "data/folder_source.h"

#include <utility>

#include "data/permutation.h"
#include "data/read_example.h"
#include "synth/sampler.h"

namespace deepocr::training {

FolderSource::FolderSource(std::vector<LabelledFile> files, InputSize size, std::uint64_t seed,
                           bool augment)
    : files_(std::move(files)), input_(size), seed_(seed), augment_(augment) {}

Example FolderSource::example(std::uint64_t index) const {
  const std::uint64_t epoch = index / files_.size();
  const std::uint64_t key = mix_bits(seed_ ^ mix_bits(epoch));
  const auto& entry = files_[permute(index % files_.size(), files_.size(), key)];
  cv::Mat image = load_gray(entry.file);
  if (augment_) image = synth::augment_picture(image, mix_bits(seed_ ^ mix_bits(index)));
  return make_read_example(image, entry.label, input_);
}

}  // namespace deepocr::training
