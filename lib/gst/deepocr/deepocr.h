/* SPDX-License-Identifier: MIT */
/* The one header to include: readings, their metas, regions, messages and events. */
#pragma once

#include <gst/deepocr/deepocr-event.h>
#include <gst/deepocr/deepocr-match.h>
#include <gst/deepocr/deepocr-message.h>
#include <gst/deepocr/deepocr-meta.h>
#include <gst/deepocr/deepocr-reading.h>
#include <gst/deepocr/deepocr-region.h>
