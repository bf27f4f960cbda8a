// SPDX-License-Identifier: MIT
// Which regions of a frame to read.
#pragma once

#include <string>
#include <vector>

#include <gst/video/video.h>

#include "deepocr/geometry.h"
#include "deepocr/plate_locator.h"

namespace deepocr::plugin {

/// Where regions come from; the values of the property `regions`.
enum class RegionMode {
  kAuto,    ///< regions of interest of a plate class when the frame has some, else the locator
  kMeta,    ///< regions of interest of a plate class only
  kFixed,   ///< the list of the property `fixed-regions`
  kFrame,   ///< the whole frame
  kLocate,  ///< the locator only
};

/// @returns whether the mode needs a locator.
bool may_locate(RegionMode mode) noexcept;

/// A region to read, in pixels of the frame. An upright one is clipped to the frame; another may
/// reach outside.
struct SourceRegion {
  Quad quad;
  GstVideoRegionOfInterestMeta* meta = nullptr;  ///< borrowed; null when the frame did not bring it
  unsigned track_id = 0;  ///< the track that is thought to be here; 0: the region was found
  bool is_found = false;  ///< by a locator, here or upstream; others were asked for
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

/// The regions that are known without a look at the picture: those that the frame brings, or those
/// of the options.
/// @returns all of `fixed`, and of those that the frame brings at most `max_plates` in the order of
/// the frame: of more, the largest, and of equally large ones the first.
std::vector<SourceRegion> known_regions(GstBuffer* buffer, int width, int height,
                                        const RegionOptions& options);

/// The regions of what the locator found. Where it found nothing, a small frame counts as a plate
/// that was cut out of its picture, with kAuto: all of it is one region.
std::vector<SourceRegion> located_regions(const std::vector<LocatedPlate>& plates, int width,
                                          int height, RegionMode mode);

}  // namespace deepocr::plugin
