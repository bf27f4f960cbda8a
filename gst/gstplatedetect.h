// SPDX-License-Identifier: MIT
// The element platedetect.
#pragma once

#include <gst/base/gstbasetransform.h>

G_BEGIN_DECLS

#define GST_TYPE_PLATE_DETECT (gst_plate_detect_get_type())
G_DECLARE_FINAL_TYPE(GstPlateDetect, gst_plate_detect, GST, PLATE_DETECT, GstBaseTransform)

GST_ELEMENT_REGISTER_DECLARE(platedetect)

G_END_DECLS
