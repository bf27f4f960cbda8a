// SPDX-License-Identifier: MIT
// What an element counted since it started.
#pragma once

#include <string>
#include <vector>

#include <gst/gst.h>

#include "deepocr/reading.h"

namespace deepocr::plugin {

/// How long something took, in milliseconds.
struct Timing {
  guint64 count = 0;
  double total = 0;
  double last = 0;

  void add(double milliseconds) noexcept;
  double mean() const noexcept { return count == 0 ? 0.0 : total / double(count); }
};

/// Of the element deepocr.
struct Statistics {
  guint64 frames = 0;   ///< that arrived
  guint64 regions = 0;  ///< that were given to the reader
  guint64 read = 0;     ///< regions that were read as five digits
  guint64 too_small = 0;
  guint64 not_five_digits = 0;
  guint64 low_confidence = 0;
  guint64 blurred = 0;
  guint64 hits = 0;     ///< plates that may be on the watch list
  guint64 errors = 0;   ///< frames that could not be read at all
  guint64 located = 0;  ///< plates that the locator found
  Timing inference;     ///< of the frames that the reader was called for
  Timing locating;      ///< of the frames that the locator was called for

  void add(const std::vector<Reading>& readings, double milliseconds) noexcept;

  /// @returns a new structure; docs/elements.md describes its fields.
  /// @param listed numbers on the watch list.
  GstStructure* to_structure(const std::string& model_name, std::size_t listed) const;
};

}  // namespace deepocr::plugin
