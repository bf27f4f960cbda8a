// SPDX-License-Identifier: MIT
// Moving pictures of plates with known digits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "deepocr/geometry.h"
#include "synth/typefaces.h"

namespace cv {
class Mat;
}

namespace deepocr::synth {

class Stage;

struct SceneOptions {
  enum class Pattern {
    kStreet,  ///< vehicles in a street
    kPlate,   ///< one plate that fills the frame and sways
  };
  enum class Light {
    kDay,
    kDusk,      ///< little light, and headlights
    kNight,     ///< street lamps, headlights that glare, and plates that throw light back
    kInfrared,  ///< a grey picture by the camera's own lamp: bright plates, dim surroundings
  };
  std::uint64_t seed = 1;
  int width = 640;
  int height = 480;
  Pattern pattern = Pattern::kStreet;
  Light light = Light::kDay;  ///< kStreet
  int plates = 2;  ///< kStreet: at most so many at once; more make them smaller. 0: vehicles
                   ///< without plates
  std::vector<std::string> numbers;  ///< five digits each, shown in turn; empty: random ones
  double severity = 0.1;             ///< of dirt, light, blur and noise: 0 (none) .. 1
  double speed = 1;                  ///< of everything that moves
  double exposure = 0;   ///< seconds for which a frame is exposed: what moves is blurred
  double occlusion = 0;  ///< kStreet: the share of passages across which something passes nearer
                         ///< to the camera, and how likely a post stands between lanes
};

/// What one plate of a frame shows.
struct Truth {
  std::string number;         ///< five digits
  Quad run{};                 ///< around the digits, pixels of the frame; may reach outside
  Quad plate{};               ///< around the whole plate
  double digit_height = 0;    ///< pixels
  bool inside = false;        ///< the whole run is within the frame and nothing hides it, as long
                              ///< as the frame is exposed
  bool legible = false;       ///< and its digits are high enough to be read
  std::uint32_t passage = 0;  ///< 1, 2, …: the same while the plate stays in view
};

/// Renders frames. What a frame shows depends only on the options, the typefaces and the arguments
/// of render(), so frames may be asked for in any order. One thread at a time.
class Scene {
 public:
  /// @throws Error kInvalidArgument when an option is outside its range.
  Scene(const SceneOptions& options, std::shared_ptr<const TypefaceSet> typefaces);
  ~Scene();
  Scene(Scene&&) noexcept;
  Scene& operator=(Scene&&) noexcept;

  /// @param frame number of the frame; noise depends on it. @param seconds its time, at least 0.
  /// @param pixels 8-bit BGR of the options' size, overwritten. @param stride bytes from row to
  /// row.
  /// @returns the plates of which anything is in view, each passage once, the nearest first.
  std::vector<Truth> render(std::uint64_t frame, double seconds, unsigned char* pixels,
                            std::size_t stride);

 private:
  class Camera;

  std::vector<Truth> expose(double seconds, cv::Mat& picture);

  SceneOptions options_;
  std::unique_ptr<Stage> stage_;
  std::unique_ptr<Camera> camera_;
};

/// Whether `number` is exactly five decimal digits.
bool is_plate_number(const std::string& number);

}  // namespace deepocr::synth
