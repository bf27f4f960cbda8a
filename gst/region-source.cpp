// SPDX-License-Identifier: MIT
// Which regions of a frame to read.
#include "region-source.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>
#include <string_view>

#include <gst/deepocr/deepocr.h>

#include "quad-coordinates.h"

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

/// Plates that were cut out have fewer pixels; cameras have more.
constexpr std::int64_t kMostPixelsOfAPlate = 400 * 200;

/// A producer that casts a negative left or top edge to the meta's unsigned fields means it.
Rect rect_of(const GstVideoRegionOfInterestMeta& meta) {
  return {double(static_cast<gint>(meta.x)), double(static_cast<gint>(meta.y)), double(meta.w),
          double(meta.h)};
}

/// Corners come from a locator, as platedetect's; a rectangle may be anybody's.
SourceRegion region_of(GstVideoRegionOfInterestMeta& meta) {
  SourceRegion region{to_quad(rect_of(meta)), &meta};
  QuadCoordinates corners;
  region.is_found = gst_deepocr_region_get_quad(&meta, corners.data());
  if (region.is_found && is_convex(quad_at(corners.data()))) region.quad = quad_at(corners.data());
  return region;
}

Quad whole(int width, int height) { return to_quad({0, 0, double(width), double(height)}); }

std::vector<SourceRegion> regions_of_interest(GstBuffer* buffer, const std::string& wanted) {
  std::vector<SourceRegion> regions;
  gpointer state = nullptr;
  while (GstMeta* meta = gst_buffer_iterate_meta_filtered(
             buffer, &state, GST_VIDEO_REGION_OF_INTEREST_META_API_TYPE)) {
    auto* region = reinterpret_cast<GstVideoRegionOfInterestMeta*>(meta);
    const char* name = g_quark_to_string(region->roi_type);
    if (name == nullptr || !is_plate_class(name, wanted)) continue;
    regions.push_back(region_of(*region));
  }
  return regions;
}

std::vector<SourceRegion> largest(std::vector<SourceRegion> regions, std::size_t count) {
  if (regions.size() <= count) return regions;
  std::vector<std::size_t> order(regions.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto area = [&](std::size_t i) {
    const Rect box = bounding_box(regions[i].quad);
    return box.width * box.height;
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return area(a) > area(b); });
  order.resize(count);
  std::sort(order.begin(), order.end());
  std::vector<SourceRegion> kept;
  kept.reserve(count);
  for (const std::size_t i : order) kept.push_back(regions[i]);
  return kept;
}

}  // namespace

bool is_plate_class(const char* name, const std::string& wanted) {
  const std::string found = normalised(name);
  if (!wanted.empty()) return found == normalised(wanted);
  return std::find(kPlateClasses.begin(), kPlateClasses.end(), found) != kPlateClasses.end();
}

bool may_locate(RegionMode mode) noexcept {
  return mode == RegionMode::kAuto || mode == RegionMode::kLocate;
}

std::vector<SourceRegion> known_regions(GstBuffer* buffer, int width, int height,
                                        const RegionOptions& options) {
  std::vector<SourceRegion> regions;
  if (options.mode == RegionMode::kAuto || options.mode == RegionMode::kMeta) {
    regions = regions_of_interest(buffer, options.object_class);
    regions = largest(std::move(regions), static_cast<std::size_t>(options.max_plates));
  } else if (options.mode == RegionMode::kFixed) {
    for (const Rect& rect : options.fixed) regions.push_back({to_quad(rect)});
  } else if (options.mode == RegionMode::kFrame) {
    regions.push_back({whole(width, height)});
  }
  for (SourceRegion& region : regions) {
    if (!is_convex(region.quad) || is_upright(region.quad)) {
      region.quad = to_quad(clip(bounding_box(region.quad), width, height));
    }
  }
  return regions;
}

std::vector<SourceRegion> located_regions(const std::vector<LocatedPlate>& plates, int width,
                                          int height, RegionMode mode) {
  std::vector<SourceRegion> regions;
  regions.reserve(plates.size() + 1);
  for (const LocatedPlate& plate : plates) regions.push_back({plate.quad, nullptr, 0, true});
  const bool is_cut_out = std::int64_t{width} * height <= kMostPixelsOfAPlate;
  if (regions.empty() && mode == RegionMode::kAuto && is_cut_out) {
    regions.push_back({whole(width, height)});
  }
  return regions;
}

}  // namespace deepocr::plugin
