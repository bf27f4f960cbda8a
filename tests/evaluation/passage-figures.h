// SPDX-License-Identifier: MIT
// How well passages of plates were reported, in numbers.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "recording.h"

namespace deepocr::evaluation {

/// How often legible plates of single frames were read. A refusal is neither right nor wrong.
struct FrameFigures {
  std::size_t plates = 0;  ///< legible, over all frames
  std::size_t right = 0;
  std::size_t wrong = 0;
};

/// Of one scene, or of several added up.
struct PassageFigures {
  double seconds = 0;  ///< of video
  std::size_t passages = 0;
  std::size_t recalled = 0;  ///< passages with exactly one event, and that one right
  std::size_t events = 0;
  std::size_t right = 0;       ///< the first right event of a plate that passes
  std::size_t wrong = 0;       ///< at a plate that shows another number
  std::size_t duplicates = 0;  ///< right again
  std::size_t strays = 0;      ///< where no plate is
  std::size_t switches = 0;    ///< a legible plate that was followed goes on under another track id
  std::vector<double> delays;  ///< seconds from a passage's first legible frame to its right event
  FrameFigures fused;          ///< with tracks
  FrameFigures single;         ///< each frame by itself
  std::vector<double> confidences;    ///< of the events
  std::vector<bool> is_right;         ///< whether it showed the plate's digits, duplicates included
  std::vector<std::string> failures;  ///< one sentence for each passage that was not recalled and
                                      ///< for each stray

  void add(const PassageFigures& other);
};

/// A share of nothing is NaN.
double share(std::size_t part, std::size_t whole);

/// The value below or at which `percent` of the values lie; NaN of none.
double percentile(std::vector<double> values, double percent);

/// Expected calibration error of the events in 15 bins (Guo et al. 2017); NaN without events.
double calibration_error(const PassageFigures& figures);

/// Events of at least `confidence`, and how many of them are right.
struct SureEvents {
  std::size_t events = 0;
  std::size_t right = 0;
};
SureEvents sure_events(const PassageFigures& figures, double confidence);

/// @param min_frames legible frames that make a passage.
PassageFigures measure_passages(const Recording& recording, std::size_t min_frames);

/// What was read on the legible plates of each frame.
FrameFigures measure_frames(const Recording& recording);

void to_json(nlohmann::json& json, const PassageFigures& figures);

}  // namespace deepocr::evaluation
