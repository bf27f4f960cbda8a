// SPDX-License-Identifier: MIT
// What the command line says about a camera, and the pipeline that it means.
#pragma once

#include <string>

namespace dashboard {

struct CameraSource {
  std::string name;    ///< shown on the page
  std::string source;  ///< URI, file, device or the beginning of a launch line
};

/// @param text NAME=SOURCE.
/// @throws std::invalid_argument with a sentence when it is something else.
CameraSource parse_camera(const std::string& text);

/// A whole pipeline, from the source to an appsink named `pictures` that gets annotated JPEG
/// pictures of what leaves the queue `thumbnails`. A source that ends in frames gets a clocksync
/// `pace`, a queue `arrivals` and a `deepocr`; one that has a `deepocr` is left as it is.
/// @param width largest width and height of the pictures, pixels.
std::string launch_line(const std::string& source, int width);

/// An element's error as one sentence: its words, with the developer's where they say more, and
/// without user names and passwords of URIs.
std::string error_sentence(const std::string& message, const std::string& details);

}  // namespace dashboard
