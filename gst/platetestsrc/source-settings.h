// SPDX-License-Identifier: MIT
// What the properties of platetestsrc ask for.
#pragma once

#include <string>
#include <vector>

#include <gst/gst.h>

namespace deepocr::plugin {

/// Values of the property `pattern`.
enum class SourcePattern {
  kStreet,  ///< vehicles in a street
  kPlate,   ///< one plate that fills the frame
};

/// Values of the property `light`.
enum class SourceLight { kDay, kDusk, kNight, kInfrared };

/// A plain copy of the properties.
struct SourceSettings {
  SourcePattern pattern = SourcePattern::kStreet;
  SourceLight light = SourceLight::kDay;
  guint64 seed = 1;
  guint plates = 2;
  std::string numbers;  ///< as given
  double severity = 0.1;
  double speed = 1;
  double exposure_time = 0;  ///< milliseconds
  double occlusion = 0;
  bool attach_regions = true;
  gint64 timestamp_offset = 0;  ///< nanoseconds
};

/// @param text numbers separated by commas; empty: none.
/// @throws Error kInvalidArgument when one of them does not consist of five digits.
std::vector<std::string> parse_numbers(const std::string& text);

}  // namespace deepocr::plugin
