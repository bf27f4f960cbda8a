// SPDX-License-Identifier: MIT
// Owners of what GLib and GStreamer count references of.
#pragma once

#include <memory>

#include <gst/gst.h>

namespace dashboard {

struct Unreference {
  void operator()(gpointer object) const noexcept { g_object_unref(object); }
  void operator()(GBytes* bytes) const noexcept { g_bytes_unref(bytes); }
};

template <typename Type>
using ObjectPointer = std::unique_ptr<Type, Unreference>;

using BytesPointer = std::unique_ptr<GBytes, Unreference>;

}  // namespace dashboard
