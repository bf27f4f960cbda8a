/* SPDX-License-Identifier: MIT */
/* What every header of the metadata library needs: the export macro. */
#pragma once

#include <gst/gst.h>

#ifdef BUILDING_GST_DEEPOCR
#define GST_DEEPOCR_API GST_API_EXPORT
#else
#define GST_DEEPOCR_API GST_API_IMPORT
#endif
