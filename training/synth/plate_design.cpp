// SPDX-License-Identifier: MIT
// What stands on a plate: layouts of the world's plates, drawn at random.
#include <algorithm>

#include "synth/plate.h"
#include "synth/words.h"

namespace deepocr::synth {
namespace {

// Plates avoid I and O beside digits; so does everybody who wants the run to end somewhere.
constexpr char kLetters[] = "ABCDEFGHJKLMNPQRSTUVWXYZ";

Item glyph(char character, bool in_run = false) {
  Item item;
  item.character = character;
  item.in_run = in_run;
  return item;
}

Item spacer(Item::Kind kind, double width) {
  Item item;
  item.kind = kind;
  item.width = width;
  return item;
}

char random_letter(Rng& rng) {
  return kLetters[rng.between(0, static_cast<int>(sizeof(kLetters)) - 2)];
}

char random_digit(Rng& rng) { return static_cast<char>('0' + rng.between(0, 9)); }

void append_letters(std::vector<Item>& items, int count, Rng& rng) {
  for (int i = 0; i < count; ++i) items.push_back(glyph(random_letter(rng)));
}

Item random_separator(Rng& rng) {
  switch (rng.weighted({0.34, 0.14, 0.14, 0.18, 0.12, 0.08})) {
    case 0:
      return spacer(Item::Kind::kGap, rng.uniform(0.1, 0.75));
    case 1:
      return spacer(Item::Kind::kDot, rng.uniform(0.15, 0.35));
    case 2:
      return spacer(Item::Kind::kDash, rng.uniform(0.3, 0.55));
    case 3:
      return spacer(Item::Kind::kSeal, rng.uniform(0.35, 0.6));
    case 4:
      return spacer(Item::Kind::kEmblem, rng.uniform(0.4, 0.9));
    default:
      return spacer(Item::Kind::kColon, rng.uniform(0.2, 0.4));
  }
}

// The digits of a run, sometimes split by something that does not end it.
std::vector<Item> run_items(const std::string& digits, Rng& rng) {
  const int count = static_cast<int>(digits.size());
  const bool split = count > 1 && rng.chance(0.5);
  int split_after = split ? rng.between(1, count - 1) : count;
  if (split && count == 5) split_after = rng.weighted({0, 0.35, 0.25, 0.3, 0.1});
  std::vector<Item> items;
  for (int i = 0; i < count; ++i) {
    if (i == split_after) items.push_back(random_separator(rng));
    items.push_back(glyph(digits[static_cast<std::size_t>(i)], true));
  }
  return items;
}

// Ends with a letter or an ideograph, so that it never lengthens the run.
std::vector<Item> prefix_items(Rng& rng) {
  std::vector<Item> items;
  switch (rng.weighted({0.35, 0.2, 0.2, 0.15, 0.1})) {
    case 0:
      append_letters(items, rng.between(1, 3), rng);
      break;
    case 1:
      items.push_back(spacer(Item::Kind::kIdeograph, rng.uniform(0.7, 1.0)));
      append_letters(items, 1, rng);
      break;
    case 2:
      items.push_back(glyph(random_digit(rng)));
      if (rng.chance(0.5)) items.push_back(glyph(random_digit(rng)));
      append_letters(items, 1, rng);
      break;
    case 3:
      items.push_back(spacer(Item::Kind::kEmblem, rng.uniform(0.5, 0.9)));
      break;
    default:
      items.push_back(spacer(Item::Kind::kIdeograph, rng.uniform(0.5, 1.0)));
      break;
  }
  if (rng.chance(0.6)) items.push_back(random_separator(rng));
  return items;
}

// A province's letter, which ends the run, and its number.
std::vector<Item> province_items(Rng& rng) {
  std::vector<Item> items;
  const bool barred = rng.chance(0.4);
  const auto divide = [&] {
    items.push_back(spacer(Item::Kind::kGap, rng.uniform(0.1, 0.3)));
    if (!barred) return;
    items.push_back(spacer(Item::Kind::kBar, rng.uniform(0.05, 0.12)));
    items.push_back(spacer(Item::Kind::kGap, rng.uniform(0.1, 0.3)));
  };
  divide();
  if (rng.chance(0.6)) {
    items.push_back(spacer(Item::Kind::kIdeograph, rng.uniform(0.5, 1.0)));
  } else {
    append_letters(items, 1, rng);
  }
  divide();
  const int digits = rng.between(1, 2);
  for (int i = 0; i < digits; ++i) items.push_back(glyph(random_digit(rng)));
  return items;
}

std::vector<Item> suffix_items(Rng& rng) {
  if (rng.chance(0.3)) return province_items(rng);
  std::vector<Item> items;
  if (rng.chance(0.7)) items.push_back(random_separator(rng));
  append_letters(items, rng.between(1, 3), rng);
  return items;
}

// A line above or below the run: a short group, a country's or a dealer's name.
Line other_line(Rng& rng) {
  Line line;
  if (rng.chance(0.55)) {
    line.scale = rng.uniform(0.75, 1.05);
    if (rng.chance(0.7)) {
      line.items.push_back(glyph(random_digit(rng)));
      line.items.push_back(glyph(random_digit(rng)));
      if (rng.chance(0.6)) line.items.push_back(random_separator(rng));
    }
    append_letters(line.items, rng.between(1, 2), rng);
    if (rng.chance(0.5)) line.items.push_back(glyph(random_digit(rng)));
  } else {
    line.scale = rng.uniform(0.18, 0.45);
    append_letters(line.items, rng.between(4, 14), rng);
  }
  return line;
}

void append(std::vector<Item>& items, const std::vector<Item>& more) {
  items.insert(items.end(), more.begin(), more.end());
}

void choose_lettering(PlateDesign& design, const TypefaceSet& typefaces, Rng& rng) {
  design.typeface = typefaces.typefaces()[rng.pick(rng.pick(typefaces.families()))];
  GlyphShape& shape = design.lettering;
  shape.width_scale = rng.uniform(0.62, 1.25);
  shape.embolden = rng.chance(0.6) ? rng.uniform(-0.025, 0.06) : 0;
  shape.slant = rng.chance(0.15) ? rng.normal(0.1) : 0;
  design.letter_spacing = rng.uniform(-0.01, 0.2);
  if (rng.chance(0.12)) design.letter_spacing += rng.uniform(0.0, 0.35);
  design.monospaced = rng.chance(0.5);
  design.jitter = rng.chance(0.4) ? rng.uniform(0, 0.03) : 0;
}

void choose_material(PlateDesign& design, Rng& rng) {
  const bool light_on_dark = rng.chance(0.38);
  if (light_on_dark) {
    design.paper = rng.uniform(0.03, 0.45);
    design.ink = rng.uniform(std::min(0.95, design.paper + 0.3), 1.0);
  } else {
    design.paper = rng.uniform(0.5, 1.0);
    design.ink = rng.uniform(0.02, std::max(0.05, design.paper - 0.35));
  }
  design.style = light_on_dark ? "light-on-dark" : "dark-on-light";
  design.surround = rng.uniform(0.02, 0.95);
  design.emboss = rng.chance(0.5) ? rng.uniform(0, 0.8) : 0;
  design.dirt = rng.chance(0.4) ? rng.unit() * rng.unit() : 0;
  design.screws = rng.chance(0.5) ? rng.between(1, 4) : 0;
}

void choose_frame(PlateDesign& design, Rng& rng) {
  design.padding_left = design.padding_right = rng.uniform(0.1, 0.6);
  design.padding_y = rng.uniform(0.08, 0.45);
  design.line_gap = rng.uniform(0.12, 0.4);
  design.corner_radius = rng.uniform(0, 0.25);
  design.border_width = rng.chance(0.55) ? rng.uniform(0.02, 0.08) : 0;
  design.border_inset = rng.uniform(0, 0.08);
  design.band_width = rng.chance(0.25) ? rng.uniform(0.3, 0.7) : 0;
  design.band = rng.uniform(0.1, 0.9);
  design.holder_text = rng.chance(0.25);
}

PlateDesign plain_design(const TypefaceSet& typefaces, Rng& rng) {
  PlateDesign design;
  choose_lettering(design, typefaces, rng);
  choose_material(design, rng);
  choose_frame(design, rng);
  design.texture = rng.next();
  return design;
}

// Puts `middle` in a plate, with other things around it.
void surround_run(PlateDesign& design, const std::vector<Item>& middle, double two_lines_share,
                  Rng& rng) {
  Line main;
  const bool two_lines = rng.chance(two_lines_share);
  const int beside =
      two_lines ? rng.weighted({0.8, 0.1, 0.1, 0}) : rng.weighted({0.25, 0.5, 0.15, 0.1});
  if (beside == 1 || beside == 3) append(main.items, prefix_items(rng));
  append(main.items, middle);
  if (beside == 2 || beside == 3) append(main.items, suffix_items(rng));
  design.lines = {main};
  if (two_lines) design.lines.insert(design.lines.begin() + rng.between(0, 1), other_line(rng));
}

std::string random_digits(int count, Rng& rng) {
  std::string digits;
  for (int i = 0; i < count; ++i) digits.push_back(random_digit(rng));
  return digits;
}

// @param in_run tells the characters that could be taken for a run's.
template <typename Predicate>
std::vector<Item> text_items(const std::string& text, Predicate in_run, Rng& rng) {
  std::vector<Item> items;
  for (const char character : text) {
    items.push_back(character == ' ' ? spacer(Item::Kind::kGap, rng.uniform(0.2, 0.6))
                                     : glyph(character, in_run(character)));
  }
  return items;
}

// Digits and letters in turn, without five digits in a row.
std::vector<Item> broken_run(Rng& rng) {
  std::vector<Item> items;
  const int groups = rng.between(2, 3);
  for (int i = 0; i < groups; ++i) {
    if (i > 0 || rng.chance(0.3)) append_letters(items, rng.between(1, 2), rng);
    append(items, run_items(random_digits(rng.between(1, 4), rng), rng));
  }
  return items;
}

// A fence, a grille, the windows of a house: a reader that never saw one takes them for 11111.
void line_up_bars(PlateDesign& design, Rng& rng) {
  const double bar = rng.log_uniform(0.08, 0.6);
  const double gap = bar * rng.log_uniform(0.5, 4);
  const int count = rng.between(3, 12);
  Line line;
  for (int i = 0; i < count; ++i) {
    if (i > 0) line.items.push_back(spacer(Item::Kind::kGap, gap));
    line.items.push_back(spacer(Item::Kind::kBar, bar));
  }
  design.lines = {line};
  design.letter_spacing = 0;
  if (rng.chance(0.6)) design.surround = design.paper;
}

}  // namespace

PlateDesign design_plate(const std::string& digits, const TypefaceSet& typefaces, Rng& rng,
                         double two_lines) {
  PlateDesign design = plain_design(typefaces, rng);
  surround_run(design, run_items(digits, rng), two_lines, rng);
  return design;
}

PlateDesign design_negative(const TypefaceSet& typefaces, Rng& rng, double two_lines) {
  PlateDesign design = plain_design(typefaces, rng);
  switch (rng.weighted({0.44, 0.19, 0.19, 0.1, 0.08})) {
    case 0: {
      const int count =
          rng.chance(0.7) ? (rng.chance(0.5) ? 4 : 6) : rng.pick(std::vector{1, 2, 3, 7, 8});
      surround_run(design, run_items(random_digits(count, rng), rng), two_lines, rng);
      design.style = "other-count";
      break;
    }
    case 1: {
      std::vector<Item> letters;
      append_letters(letters, rng.between(2, 8), rng);
      surround_run(design, letters, two_lines, rng);
      design.style = "letters";
      break;
    }
    case 2:
      surround_run(design, broken_run(rng), two_lines, rng);
      design.style = "broken-run";
      break;
    case 3:
      line_up_bars(design, rng);
      design.style = "bars";
      break;
    default: {
      Line line;
      const int count = rng.between(0, 5);
      for (int i = 0; i < count; ++i) line.items.push_back(random_separator(rng));
      design.lines = {line};
      design.style = "no-text";
      break;
    }
  }
  return design;
}

PlateDesign design_number_text(const TypefaceSet& typefaces, Rng& rng, double two_lines) {
  PlateDesign design = plain_design(typefaces, rng);
  const auto is_digit = [](char character) { return character >= '0' && character <= '9'; };
  surround_run(design, text_items(random_number_text(rng), is_digit, rng), two_lines, rng);
  design.style = "other-count";
  return design;
}

PlateDesign design_word(const TypefaceSet& typefaces, Rng& rng, double two_lines) {
  PlateDesign design = plain_design(typefaces, rng);
  const auto is_letter = [](char) { return true; };
  surround_run(design, text_items(random_word(rng), is_letter, rng), two_lines, rng);
  design.mirrored = rng.chance(0.25);
  design.style = "word";
  return design;
}

void empty_one_end(PlateDesign& design, Rng& rng) {
  (rng.chance(0.5) ? design.padding_left : design.padding_right) = rng.log_uniform(0.6, 5);
}

}  // namespace deepocr::synth
