// SPDX-License-Identifier: MIT
// What the command line says about a camera, and the pipeline that it means.
#include "camera_line.h"

#include <regex>
#include <stdexcept>

#include <glib.h>
#include <gst/gst.h>

namespace dashboard {

namespace {

constexpr std::size_t kLongestName = 64;

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char character : text) {
    if (character == '"' || character == '\\') result += '\\';
    result += character;
  }
  return result + '"';
}

std::string decoder_line(const std::string& uri) {
  return "uridecodebin name=decoder caps=video/x-raw expose-all-streams=false uri=" + quoted(uri);
}

std::string source_line(const std::string& source) {
  if (source.rfind("/dev/", 0) == 0) return "v4l2src device=" + quoted(source) + " ! decodebin";
  if (gst_uri_is_valid(source.c_str())) return decoder_line(source);
  if (!g_file_test(source.c_str(), G_FILE_TEST_EXISTS)) return source;
  g_autofree gchar* uri = gst_filename_to_uri(source.c_str(), nullptr);
  return uri ? decoder_line(uri) : source;
}

/// Of a launch line the first word is an element, whose name has neither a dot nor a slash.
bool is_file_name(const std::string& source) {
  if (source.rfind("/dev/", 0) == 0 || gst_uri_is_valid(source.c_str())) return false;
  const bool is_line = source.find_first_of("!=\"") != std::string::npos;
  return source.front() == '/' || (!is_line && source.find_first_of("./") != std::string::npos);
}

bool has_reader(const std::string& line) {
  static const std::regex reader("(^|!)\\s*deepocr(\\s|!|$)");
  return std::regex_search(line, reader);
}

bool has_control_characters(const std::string& text) {
  for (const unsigned char character : text) {
    if (character < 0x20 || character == 0x7f) return true;
  }
  return false;
}

}  // namespace

CameraSource parse_camera(const std::string& text) {
  const auto equals = text.find('=');
  const std::string name = text.substr(0, equals);
  // An address or a launch line without a name has an = of its own, somewhere behind one of these.
  if (equals == std::string::npos || name.find_first_of(":/!\"") != std::string::npos) {
    throw std::invalid_argument(
        "--camera wants NAME=SOURCE, for example gate=rtsp://camera/stream; '" +
        error_sentence(text, "") + "' has no name");
  }
  if (name.empty() || name.size() > kLongestName || has_control_characters(name) ||
      !g_utf8_validate(name.c_str(), -1, nullptr)) {
    throw std::invalid_argument("--camera wants a name of 1 to " + std::to_string(kLongestName) +
                                " bytes before the =");
  }
  CameraSource camera{name, text.substr(equals + 1)};
  if (camera.source.find_first_not_of(" \t\n") == std::string::npos) {
    throw std::invalid_argument("--camera " + name + "= names no source");
  }
  if (is_file_name(camera.source) && !g_file_test(camera.source.c_str(), G_FILE_TEST_EXISTS)) {
    throw std::invalid_argument("--camera " + name + "=…: there is no file '" + camera.source +
                                "'");
  }
  return camera;
}

std::string launch_line(const std::string& source, int width) {
  const std::string limits = "max-size-bytes=0 max-size-time=0";
  const std::string size = "[1," + std::to_string(width) + "]";
  std::string line = source_line(source);
  if (!has_reader(line)) {
    line += " ! clocksync name=pace sync=false ! queue name=arrivals max-size-buffers=8 " + limits +
            " ! videoconvert ! deepocr";
  }
  return line + " ! queue name=thumbnails leaky=downstream max-size-buffers=1 " + limits +
         " ! videoscale ! video/x-raw,pixel-aspect-ratio=1/1,width=" + size + ",height=" + size +
         " ! plateoverlay font-scale=1.4 ! videoconvert ! jpegenc quality=85"
         " ! appsink name=pictures max-buffers=1 drop=true sync=false async=false";
}

std::string error_sentence(const std::string& message, const std::string& details) {
  // Users and passwords, which may have any character when somebody mistyped them, and queries.
  static const std::regex credentials("://\\S*@");
  static const std::regex query("(://[^\\s?]*)\\?\\S*");
  // GStreamer's details begin with a line that names the source file and the element.
  const auto line = details.find('\n');
  std::string more = line == std::string::npos ? "" : details.substr(line + 1);
  for (char& character : more) {
    if (character == '\n') character = ' ';
  }
  while (!more.empty() && more.back() == ' ') more.pop_back();
  std::string sentence = message;
  if (!more.empty() && more != message) sentence += " (" + more + ")";
  return std::regex_replace(std::regex_replace(sentence, credentials, "://"), query, "$1?…");
}

}  // namespace dashboard
