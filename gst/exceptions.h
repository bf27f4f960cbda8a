// SPDX-License-Identifier: MIT
// The boundary between C++ and C: turns the exception in flight into a message on the bus.
#pragma once

#include <gst/gst.h>

namespace deepocr::plugin {

/// Posts the exception that is being handled as `type`, GST_MESSAGE_ERROR or GST_MESSAGE_WARNING.
/// Call it only from a handler, and never with a lock held: the application's handlers may run
/// within this call.
/// @param consequence what follows for the user, appended to the sentence; null when it is plain.
void post_current_exception(GstElement* element, GstMessageType type, const char* consequence,
                            const char* file = __builtin_FILE(),
                            const char* function = __builtin_FUNCTION(),
                            int line = __builtin_LINE()) noexcept;

}  // namespace deepocr::plugin
