// SPDX-License-Identifier: MIT
// A plate without a camera: what stands on it and what it is made of.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <opencv2/core.hpp>

#include "synth/glyphs.h"
#include "synth/rng.h"
#include "synth/typefaces.h"

namespace deepocr::synth {

/// Share of plates that have a second line, unless somebody says otherwise.
inline constexpr double kTwoLines = 0.3;

/// One thing in a line of a plate.
struct Item {
  enum class Kind { kGlyph, kGap, kDot, kColon, kDash, kSeal, kEmblem, kIdeograph, kBar };
  Kind kind = Kind::kGlyph;
  char character = 0;   ///< kGlyph only
  double width = 0;     ///< every other kind, in digit heights
  bool in_run = false;  ///< a digit of the run that the label names, or what looks like one
};

struct Line {
  std::vector<Item> items;
  double scale = 1;  ///< height relative to the line that holds the run
};

/// Everything that is drawn, with lengths in heights of a digit and shades as reflectance 0..1.
struct PlateDesign {
  Typeface typeface;
  GlyphShape lettering;  ///< digit_height is set when the plate is rendered
  double letter_spacing = 0;
  bool monospaced = false;
  std::vector<Line> lines;  ///< top to bottom
  double line_gap = 0.2;
  double padding_left = 0.3;  ///< from the edge, or the band, to the text
  double padding_right = 0.3;
  double padding_y = 0.2;
  double corner_radius = 0.1;
  double border_width = 0;  ///< 0: none
  double border_inset = 0;
  double band_width = 0;  ///< coloured band at the left; 0: none
  double paper = 0.85;
  double ink = 0.1;
  double band = 0.3;
  double surround = 0.4;
  double emboss = 0;  ///< strength of the light and dark edges of pressed digits, 0..1
  double dirt = 0;    ///< 0..1
  double jitter = 0;  ///< of each glyph's position and size, in digit heights
  int screws = 0;
  bool holder_text = false;   ///< small text below, as on a dealer's frame
  bool mirrored = false;      ///< as in a window or a rear-view mirror
  std::uint64_t texture = 0;  ///< seed of dirt, screws, jitter and surroundings
  std::string style;          ///< for statistics, e.g. "light-on-dark"
};

/// A plate drawn flat, with some of its surroundings.
struct PlateFace {
  cv::Mat image;                       ///< CV_8UC1 reflectance
  cv::Rect2d plate;                    ///< pixels of `image`
  cv::Rect2d run;                      ///< around the digits of the run; empty without one
  std::vector<cv::Rect2d> run_digits;  ///< around each digit of the run, from left to right
  double digit_height;                 ///< pixels of `image`
};

/// Designs a plate that shows `digits` as its run.
/// @param digits decimal digits; five of them make a positive sample.
/// @param two_lines share of plates with a second line, 0..1.
PlateDesign design_plate(const std::string& digits, const TypefaceSet& typefaces, Rng& rng,
                         double two_lines = kTwoLines);

/// Designs something without a run of exactly five digits: other runs, letters only, a run broken
/// by letters, rows of bars, badges.
/// @param two_lines share of those with text that have a second line, 0..1.
PlateDesign design_negative(const TypefaceSet& typefaces, Rng& rng, double two_lines = kTwoLines);

/// Designs a sign or a vehicle's side with a telephone number, a price or an hour on it, which show
/// no run of exactly five digits.
/// @param two_lines share of those that have a second line, 0..1.
PlateDesign design_number_text(const TypefaceSet& typefaces, Rng& rng,
                               double two_lines = kTwoLines);

/// Designs a sign or a vehicle's side with a word of small or large letters on it, sometimes
/// mirrored.
/// @param two_lines share of those that have a second line, 0..1.
PlateDesign design_word(const TypefaceSet& typefaces, Rng& rng, double two_lines = kTwoLines);

/// Moves the text to one end of a panel that is empty otherwise.
void empty_one_end(PlateDesign& design, Rng& rng);

/// @param digit_height pixels.
PlateFace render_plate(const PlateDesign& design, double digit_height);

}  // namespace deepocr::synth
