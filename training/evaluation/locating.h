// SPDX-License-Identifier: MIT
// How well a locator finds the plates of rendered scenes.
#pragma once

#include <cstdint>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "deepocr/plate_locator.h"
#include "evaluation/evaluation.h"
#include "synth/locate_sampler.h"

namespace deepocr::training {

/// Counts, and shares made of them; a share of 0 things is 0.
struct LocatingFigures {
  std::int64_t windows = 0;
  std::int64_t empty_windows = 0;      ///< without any plate
  std::int64_t plates = 0;             ///< that are to be found
  std::int64_t found = 0;              ///< of these, with an overlap of at least a half
  std::int64_t found_well = 0;         ///< of these, with one of at least 0.7
  double overlap = 0;                  ///< sum over the found ones (intersection over union)
  std::int64_t invented = 0;           ///< located where there is no plate at all
  std::int64_t invented_in_empty = 0;  ///< of these, in empty windows

  double found_share() const;       ///< of the plates, 0..1
  double found_well_share() const;  ///< of the plates, 0..1
  double mean_overlap() const;      ///< of the found ones, 0..1
  double invented_a_window() const;
  double invented_an_empty_window() const;
};

/// The first `count` windows of a stream, found as an application would.
/// @param threshold score below which what is found is left out, 0..1.
LocatingFigures evaluate_locator(const PlateLocator& locator, const synth::LocateSampler& sampler,
                                 std::uint64_t count, double threshold,
                                 const EvaluationProgress& progress);

/// As a person reads it.
std::string describe(const LocatingFigures& figures);

void to_json(nlohmann::json& json, const LocatingFigures& figures);

}  // namespace deepocr::training
