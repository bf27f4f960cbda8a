// SPDX-License-Identifier: MIT
// The element deepocr.
#pragma once

#include <gst/base/gstbasetransform.h>

G_BEGIN_DECLS

#define GST_TYPE_DEEPOCR (gst_deepocr_get_type())
G_DECLARE_FINAL_TYPE(GstDeepOcr, gst_deepocr, GST, DEEPOCR, GstBaseTransform)

GST_ELEMENT_REGISTER_DECLARE(deepocr)

G_END_DECLS
