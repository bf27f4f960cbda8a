// SPDX-License-Identifier: MIT
// How the reader's results become metadata of a frame.
#pragma once

#include <string>
#include <vector>

#include <gst/deepocr/deepocr.h>

#include "deepocr/plate_tracker.h"
#include "region-source.h"

namespace deepocr::plugin {

/// @param plates one for each region.
/// @returns (transfer full) an array of GstDeepOcrReading in the same order, with bounding boxes
/// within the frame.
GPtrArray* to_gst_readings(const std::vector<SourceRegion>& regions,
                           const std::vector<TrackedPlate>& plates, const std::string& model_name,
                           const GstVideoInfo& info);

/// Attaches all `readings` as the custom meta, and those that were read also as regions of
/// interest: as a param of the region that the frame brought, else as a new region.
/// @param buffer its metadata must be writable; the memory is left alone.
void attach_readings(GstBuffer* buffer, const std::vector<SourceRegion>& regions,
                     GPtrArray* readings);

}  // namespace deepocr::plugin
