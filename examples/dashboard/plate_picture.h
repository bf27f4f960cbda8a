// SPDX-License-Identifier: MIT
// Cuts a plate out of its frame.
#pragma once

#include <array>
#include <memory>
#include <string>

#include <gst/gst.h>

namespace dashboard {

/// A JPEG of 240×120 pixels at most; null when there is no frame, or when it cannot be converted.
/// Takes some milliseconds.
/// @param frame raw video, or null.
/// @param box x, y, width, height of the plate, pixels of the frame; some margin is added.
std::shared_ptr<const std::string> make_plate_picture(GstSample* frame,
                                                      const std::array<int, 4>& box);

}  // namespace dashboard
