// SPDX-License-Identifier: MIT
// Which vehicles are on their way at a time.
#pragma once

#include <cstdint>
#include <vector>

namespace deepocr::synth {

/// One vehicle's way through the frame.
struct Passage {
  enum class Path {
    kApproach,  ///< along a lane, growing
    kCross,     ///< from one side to the other
  };
  std::uint64_t index = 0;  ///< position in the endless list of passages
  std::uint64_t act = 0;    ///< number of the act it takes part in
  Path path = Path::kApproach;
  int lane = 0;         ///< kApproach only
  double progress = 0;  ///< 0..1 on its way
  double duration = 0;  ///< seconds
};

/// An endless timetable in acts: in each, vehicles approach in every lane, or cross one behind
/// another. No vehicle takes part in two acts, so any time can be looked up without its past.
class Timetable {
 public:
  /// @param at_once the most vehicles at a time, at least 1.
  /// @param crossing_gap the least distance between two that cross, as a share of their path.
  Timetable(int at_once, double crossing_gap);

  /// @param seconds at least 0. @param margin seconds by which a passage may be over, or not have
  /// begun.
  std::vector<Passage> at(double seconds, double margin = 0) const;

 private:
  struct Start {
    double time;  // seconds from the act's beginning
    int lane;
  };
  struct Act {
    Passage::Path path;
    std::vector<Start> starts;  // in order
    double passage_seconds;
  };

  std::uint64_t passages_before(std::uint64_t act_number) const;

  std::vector<Act> acts_;  // repeated for ever
};

}  // namespace deepocr::synth
