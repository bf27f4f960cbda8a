// SPDX-License-Identifier: MIT
// The element plateoverlay.
#pragma once

#include <gst/base/gstbasetransform.h>

G_BEGIN_DECLS

#define GST_TYPE_PLATE_OVERLAY (gst_plate_overlay_get_type())
G_DECLARE_FINAL_TYPE(GstPlateOverlay, gst_plate_overlay, GST, PLATE_OVERLAY, GstBaseTransform)

GST_ELEMENT_REGISTER_DECLARE(plateoverlay)

G_END_DECLS
