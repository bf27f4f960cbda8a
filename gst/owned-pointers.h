// SPDX-License-Identifier: MIT
// Who owns a reading, a match, an array of them or a sample.
#pragma once

#include <memory>

#include <gst/deepocr/deepocr.h>

namespace deepocr::plugin {

struct Release {
  void operator()(GstDeepOcrReading* reading) const noexcept { gst_deepocr_reading_unref(reading); }
  void operator()(GstDeepOcrMatch* match) const noexcept { gst_deepocr_match_free(match); }
  void operator()(GPtrArray* array) const noexcept { g_ptr_array_unref(array); }
  void operator()(GstSample* sample) const noexcept { gst_sample_unref(sample); }
};

using ReadingPointer = std::unique_ptr<GstDeepOcrReading, Release>;
using MatchPointer = std::unique_ptr<GstDeepOcrMatch, Release>;
using ReadingArray = std::unique_ptr<GPtrArray, Release>;  ///< of GstDeepOcrReading
using SamplePointer = std::unique_ptr<GstSample, Release>;

}  // namespace deepocr::plugin
