// SPDX-License-Identifier: MIT
// Which regions of a frame to read.
#pragma once

#include <string>
#include <vector>

#include <gst/video/video.h>

#include "deepocr/geometry.h"

namespace deepocr::plugin {

/// Where regions come from; the values of the property `regions`.
enum class RegionMode {
  kAuto,   ///< regions of interest of a plate class when the frame has some, else the whole frame
  kMeta,   ///< regions of interest of a plate class only
  kFixed,  ///< the list of the property `fixed-regions`
  kFrame,  ///< the whole frame
};

/// A region to read, in pixels of the frame; it may reach outside.
struct SourceRegion {
  Rect rect;
  GstVideoRegionOfInterestMeta* meta = nullptr;  ///< borrowed; null when the frame did not bring it
};

struct RegionOptions {
  RegionMode mode = RegionMode::kAuto;
  std::vector<Rect> fixed;
  std::string object_class;  ///< empty: any of the usual names of a licence plate
  int max_plates = 1;
};

/// Compares without regard to case, and takes '-', '_' and ' ' as equal.
/// @param wanted empty: any of the usual names of a licence plate.
bool is_plate_class(const char* name, const std::string& wanted);

/// @returns at most `max_plates` regions in the order of the frame; of more, the largest, and of
/// equally large ones the first.
std::vector<SourceRegion> find_regions(GstBuffer* buffer, int width, int height,
                                       const RegionOptions& options);

}  // namespace deepocr::plugin
