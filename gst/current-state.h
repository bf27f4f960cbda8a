// SPDX-License-Identifier: MIT
// What a thread needs of an element, replaced as a whole and read as a whole.
#pragma once

#include <utility>

#include "object-lock.h"

namespace deepocr::plugin {

/// @tparam State cheap to copy: shared pointers to settings, which are never changed once they are
/// shared, and to models.
template <typename State>
class CurrentState {
 public:
  explicit CurrentState(gpointer object) : object_(object) {}

  State copy() const {
    const ObjectLock lock(object_);
    return state_;
  }

  /// @returns what was in use, for the caller to free without the lock.
  State exchange(State next) {
    const ObjectLock lock(object_);
    std::swap(state_, next);
    return next;
  }

 private:
  gpointer object_;
  State state_;
};

}  // namespace deepocr::plugin
