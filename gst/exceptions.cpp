// SPDX-License-Identifier: MIT
// The boundary between C++ and C: turns the exception in flight into a message on the bus.
#include "exceptions.h"

#include <exception>
#include <new>

#include "deepocr/error.h"

namespace deepocr::plugin {
namespace {

struct ErrorKind {
  GQuark domain;
  gint code;
};

ErrorKind kind_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kNotFound:
      return {GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND};
    case ErrorCode::kUnreadable:
      return {GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_READ};
    case ErrorCode::kInvalidArgument:
    case ErrorCode::kContract:
      return {GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS};
    case ErrorCode::kWrite:
      return {GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_WRITE};
    case ErrorCode::kInference:
      break;
  }
  return {GST_STREAM_ERROR, GST_STREAM_ERROR_FAILED};
}

struct Description {
  ErrorKind kind;
  gchar* sentence;  // owned
  gchar* detail;    // owned, may be null
};

gchar* non_empty(const std::string& text) {
  return text.empty() ? nullptr : g_strdup(text.c_str());
}

/// Everything is copied here, while the exception is certain to live.
Description describe_current_exception() noexcept {
  try {
    throw;
  } catch (const Error& error) {
    return {kind_of(error.code()), g_strdup(error.what()), non_empty(error.detail())};
  } catch (const std::bad_alloc&) {
    return {{GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_FAILED}, g_strdup("Out of memory"), nullptr};
  } catch (const std::exception& error) {
    return {{GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_FAILED},
            g_strdup("DeepOCR failed unexpectedly"),
            g_strdup(error.what())};
  } catch (...) {
    return {{GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_FAILED},
            g_strdup("DeepOCR failed unexpectedly"),
            g_strdup("an exception of unknown type")};
  }
}

}  // namespace

void post_current_exception(GstElement* element, GstMessageType type, const char* consequence,
                            const char* file, const char* function, int line) noexcept {
  const Description description = describe_current_exception();
  g_autofree gchar* sentence = description.sentence;
  gchar* text = consequence != nullptr ? g_strdup_printf("%s; %s", sentence, consequence)
                                       : g_strdup(sentence);
  gst_element_message_full(element, type, description.kind.domain, description.kind.code, text,
                           description.detail, file, function, line);
}

}  // namespace deepocr::plugin
