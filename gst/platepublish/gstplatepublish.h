// SPDX-License-Identifier: MIT
// The element platepublish.
#pragma once

#include <gst/base/gstbasetransform.h>

G_BEGIN_DECLS

#define GST_TYPE_PLATE_PUBLISH (gst_plate_publish_get_type())
G_DECLARE_FINAL_TYPE(GstPlatePublish, gst_plate_publish, GST, PLATE_PUBLISH, GstBaseTransform)

GST_ELEMENT_REGISTER_DECLARE(platepublish)

G_END_DECLS
