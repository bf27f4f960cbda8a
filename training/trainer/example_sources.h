// SPDX-License-Identifier: MIT
// The examples for reading that the options of a run ask for.
#pragma once

#include <memory>
#include <vector>

#include "data/example.h"
#include "trainer/train_options.h"
#include "trainer/validation_set.h"

namespace deepocr::training {

/// The stream of renderings, or the folder `training` of the options' data set.
/// @throws Error kNotFound and others of find_labelled_files() and of TypefaceSet.
std::shared_ptr<const ExampleSource> read_training_source(const TrainOptions& options,
                                                          InputSize size);

/// First what decides which checkpoint is best: the data set's folder `validation` where there is a
/// data set, else the stream of held-out typefaces. Then the options' folders, which never decide.
std::vector<ValidationSet> read_validation_sets(const TrainOptions& options, InputSize size);

}  // namespace deepocr::training
