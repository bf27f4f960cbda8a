// SPDX-License-Identifier: MIT
// Things that stand on signs, vans and boots.
#include "synth/words.h"

#include <vector>

namespace deepocr::synth {
namespace {

std::string digits(int count, Rng& rng) {
  std::string text;
  for (int i = 0; i < count; ++i) text.push_back(static_cast<char>('0' + rng.between(0, 9)));
  return text;
}

}  // namespace

std::string random_word(Rng& rng) {
  static const std::vector<std::string> kWords = {
      "AUTO", "SERVIS", "Parking", "STOP",  "TAXI", "POLICE", "BUS",       "Hotel",
      "Cafe", "Market", "Garage",  "EXIT",  "SLOW", "School", "Transport", "Express",
      "Open", "SALE",   "Bank",    "Pizza", "Moto", "Center", "Logistik",  "GmbH"};
  if (rng.chance(0.4)) return rng.pick(kWords);
  std::string word;
  const int length = rng.between(2, 10);
  const bool capitals = rng.chance(0.5);
  for (int i = 0; i < length; ++i) {
    const bool capital = capitals || (i == 0 && rng.chance(0.7));
    word.push_back(static_cast<char>((capital ? 'A' : 'a') + rng.between(0, 25)));
  }
  return word;
}

std::string random_badge(Rng& rng) {
  static const std::vector<std::string> kBadges = {
      "TDI",  "GTI",  "1.6", "2.0 TDI", "1.9 TDI", "4x4", "LX",   "GL",    "Turbo", "HYBRID",
      "320d", "C220", "GLS", "V6",      "VTi",     "XL",  "2.5i", "SPORT", "Combi", "SE"};
  return rng.chance(0.6) ? rng.pick(kBadges) : random_word(rng);
}

std::string random_number_text(Rng& rng) {
  switch (rng.between(0, 4)) {
    case 0:
      return "+" + digits(3, rng) + " " + digits(3, rng) + " " + digits(3, rng) + " " +
             digits(3, rng);
    case 1:
      return digits(2, rng) + ":" + digits(2, rng);
    case 2:
      return digits(rng.between(1, 2), rng) + "." + digits(2, rng);
    case 3:
      return digits(rng.between(1, 3), rng);
    default:
      return digits(4, rng) + " " + digits(3, rng) + " " + digits(3, rng);
  }
}

}  // namespace deepocr::synth
