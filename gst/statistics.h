// SPDX-License-Identifier: MIT
// What an element counted since it started.
#pragma once

#include <string>
#include <vector>

#include <gst/gst.h>

#include "deepocr/reading.h"

namespace deepocr::plugin {

struct Statistics {
  guint64 frames = 0;   ///< that arrived
  guint64 regions = 0;  ///< that were given to the reader
  guint64 read = 0;     ///< regions that were read as five digits
  guint64 too_small = 0;
  guint64 not_five_digits = 0;
  guint64 low_confidence = 0;
  guint64 blurred = 0;
  guint64 errors = 0;      ///< frames that could not be read at all
  guint64 inferences = 0;  ///< frames that the reader was called for
  double total_milliseconds = 0;
  double last_milliseconds = 0;

  void add(const std::vector<Reading>& readings, double milliseconds) noexcept;

  /// @returns a new structure; docs/elements.md describes its fields.
  GstStructure* to_structure(const std::string& model_name) const;
};

}  // namespace deepocr::plugin
