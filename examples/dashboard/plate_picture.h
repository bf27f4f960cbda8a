// SPDX-License-Identifier: MIT
// Cuts a plate out of its frame.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>

#include <gst/gst.h>

namespace dashboard {

/// A JPEG; null when there is no frame, when it cannot be converted, or when too many are waiting.
using PlatePicture = std::shared_ptr<const std::string>;

/// Calls `done` on the main loop, at once or when the picture is made. A frame is kept in memory
/// meanwhile, so that no more than a few are worked on at a time.
/// @param frame raw video, or null.
/// @param box x, y, width, height of the plate, pixels of the frame; some margin is added.
void make_plate_picture(GstSample* frame, const std::array<int, 4>& box,
                        std::function<void(PlatePicture)> done);

}  // namespace dashboard
