// SPDX-License-Identifier: MIT
// Which regions of a frame to read.
#include "region-source.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <string_view>

namespace deepocr::plugin {
namespace {

// Class names of common detectors and data sets (DL Streamer, TAO's LPDNet, Open Images, COCO-like
// label files), with '-' between words.
constexpr std::array<std::string_view, 13> kPlateClasses = {"license-plate",
                                                            "licence-plate",
                                                            "licenseplate",
                                                            "licenceplate",
                                                            "number-plate",
                                                            "numberplate",
                                                            "registration-plate",
                                                            "vehicle-registration-plate",
                                                            "car-plate",
                                                            "vehicle-plate",
                                                            "vehicle-license-plate",
                                                            "plate",
                                                            "lpd"};

std::string normalised(std::string_view name) {
  std::string result(name);
  for (char& c : result) c = (c == '_' || c == ' ') ? '-' : g_ascii_tolower(c);
  return result;
}

/// A producer that casts a negative left or top edge to the meta's unsigned fields means it.
Rect rect_of(const GstVideoRegionOfInterestMeta& meta) {
  return {double(static_cast<gint>(meta.x)), double(static_cast<gint>(meta.y)), double(meta.w),
          double(meta.h)};
}

std::vector<SourceRegion> regions_of_interest(GstBuffer* buffer, const std::string& wanted) {
  std::vector<SourceRegion> regions;
  gpointer state = nullptr;
  while (GstMeta* meta = gst_buffer_iterate_meta_filtered(
             buffer, &state, GST_VIDEO_REGION_OF_INTEREST_META_API_TYPE)) {
    auto* region = reinterpret_cast<GstVideoRegionOfInterestMeta*>(meta);
    const char* name = g_quark_to_string(region->roi_type);
    if (name == nullptr || !is_plate_class(name, wanted)) continue;
    regions.push_back({rect_of(*region), region});
  }
  return regions;
}

std::vector<SourceRegion> largest(std::vector<SourceRegion> regions, std::size_t count) {
  if (regions.size() <= count) return regions;
  std::vector<std::size_t> order(regions.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto area = [&](std::size_t i) { return regions[i].rect.width * regions[i].rect.height; };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return area(a) > area(b); });
  order.resize(count);
  std::sort(order.begin(), order.end());
  std::vector<SourceRegion> kept;
  for (const std::size_t i : order) kept.push_back(regions[i]);
  return kept;
}

}  // namespace

bool is_plate_class(const char* name, const std::string& wanted) {
  const std::string found = normalised(name);
  if (!wanted.empty()) return found == normalised(wanted);
  return std::find(kPlateClasses.begin(), kPlateClasses.end(), found) != kPlateClasses.end();
}

std::vector<SourceRegion> find_regions(GstBuffer* buffer, int width, int height,
                                       const RegionOptions& options) {
  std::vector<SourceRegion> regions;
  if (options.mode == RegionMode::kAuto || options.mode == RegionMode::kMeta) {
    regions = regions_of_interest(buffer, options.object_class);
  } else if (options.mode == RegionMode::kFixed) {
    for (const Rect& rect : options.fixed) regions.push_back({rect});
  }
  const bool whole_frame =
      options.mode == RegionMode::kFrame || (options.mode == RegionMode::kAuto && regions.empty());
  if (whole_frame) regions.push_back({{0, 0, double(width), double(height)}});
  return largest(std::move(regions), static_cast<std::size_t>(options.max_plates));
}

}  // namespace deepocr::plugin
