// SPDX-License-Identifier: MIT
// A file descriptor that ends another thread's poll().
#pragma once

namespace deepocr::publish {

class Wake {
 public:
  /// @throws std::system_error when there is no file descriptor left.
  Wake();
  ~Wake();
  Wake(const Wake&) = delete;
  Wake& operator=(const Wake&) = delete;

  void set() noexcept;    ///< makes it readable
  void clear() noexcept;  ///< until the next set()
  int descriptor() const noexcept { return descriptor_; }

 private:
  int descriptor_;
};

}  // namespace deepocr::publish
