// SPDX-License-Identifier: MIT
// The lock of a GstObject, held within a scope.
#pragma once

#include <gst/gst.h>

namespace deepocr::plugin {

class ObjectLock {
 public:
  explicit ObjectLock(gpointer object) : object_(object) { GST_OBJECT_LOCK(object_); }
  ~ObjectLock() { GST_OBJECT_UNLOCK(object_); }
  ObjectLock(const ObjectLock&) = delete;
  ObjectLock& operator=(const ObjectLock&) = delete;

 private:
  gpointer object_;
};

}  // namespace deepocr::plugin
