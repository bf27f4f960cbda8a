// SPDX-License-Identifier: MIT
// The examples that the options of a run ask for.
#pragma once

#include <memory>
#include <vector>

#include "data/patch_source.h"
#include "trainer/train_options.h"
#include "trainer/validation.h"

namespace deepocr::training {

/// The stream of renderings, or the folder `training` of the options' data set.
/// @throws Error kNotFound and others of find_labelled_files() and of TypefaceSet.
std::shared_ptr<const PatchSource> training_source(const TrainOptions& options);

/// First what decides which checkpoint is best: the data set's folder `validation` where there is a
/// data set, else the stream of held-out typefaces. Then the options' folders, which never decide.
std::vector<ValidationSet> validation_sets(const TrainOptions& options);

}  // namespace deepocr::training
