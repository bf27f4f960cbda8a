// SPDX-License-Identifier: MIT
// The element platetestsrc.
#pragma once

#include <gst/base/gstpushsrc.h>

G_BEGIN_DECLS

#define GST_TYPE_PLATE_TEST_SRC (gst_plate_test_src_get_type())
G_DECLARE_FINAL_TYPE(GstPlateTestSrc, gst_plate_test_src, GST, PLATE_TEST_SRC, GstPushSrc)

GST_ELEMENT_REGISTER_DECLARE(platetestsrc)

G_END_DECLS
