// SPDX-License-Identifier: MIT
// Draws readings into a video frame.
#pragma once

#include <gst/gst.h>

/// Draws the outline of each plate, with its digits or with why it was refused.
/// @param buffer a writable frame of `caps`, which are video in the format BGRx.
/// @param readings of GstDeepOcrReading, in pixels of the frame.
void draw_readings(GstBuffer* buffer, GstCaps* caps, GPtrArray* readings);
