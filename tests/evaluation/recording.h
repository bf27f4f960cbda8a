// SPDX-License-Identifier: MIT
// What a pipeline said of a scene, and what was to be said.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "deepocr/geometry.h"
#include "scene-list.h"

namespace deepocr::evaluation {

/// What a frame shows, or what was read on it.
struct Plate {
  unsigned track = 0;
  std::string text;       ///< empty: refused
  Quad quad{};            ///< pixels of the frame
  double confidence = 0;  ///< of the truth: 1 when legible, else 0
  bool legible = false;   ///< of the truth only
};

struct Frame {
  std::int64_t time = 0;  ///< nanoseconds
  std::vector<Plate> truths;
  std::vector<Plate> readings;
};

struct Event {
  std::int64_t time = 0;  ///< of its frame, nanoseconds
  Plate plate;
};

struct Recording {
  std::vector<Frame> frames;
  std::vector<Event> events;
  double seconds = 0;
};

struct RunOptions {
  std::string pipeline = "deepocr";  ///< what stands between the source and the end
  bool attach_regions = false;       ///< let the source say where the plates are
  bool track = true;                 ///< else `track=false` on every deepocr of the pipeline
};

/// Runs `platetestsrc SCENE ! PIPELINE` to its end.
/// @throws Error in one sentence when a part of it is missing, misspelt or fails.
Recording record(const Scene& scene, const RunOptions& options);

}  // namespace deepocr::evaluation
