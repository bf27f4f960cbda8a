// SPDX-License-Identifier: MIT
// Numbers to look out for, and how well posteriors match them.
#include "deepocr/watch_list.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "deepocr/error.h"
#include "deepocr/model_file.h"
#include "deepocr/whitespace.h"

namespace deepocr {
namespace {

constexpr int kNumbers = 100000;
constexpr const char* kByteOrderMark = "\xef\xbb\xbf";
constexpr std::uintmax_t kMaxFileSize = 64U << 20U;

[[noreturn]] void fail_to_read(const std::string& path, const std::error_code& reason) {
  throw Error(ErrorCode::kUnreadable,
              "The watch list " + path + " cannot be read: " + reason.message());
}

std::error_code last_error() { return {errno, std::generic_category()}; }

/// The likelihoods of numbers, in two tables: of the first two places and of the last three.
class Likelihoods {
 public:
  explicit Likelihoods(const double* p) {
    for (int i = 0; i < 100; ++i) front_[i] = p[i / 10] * p[10 + i % 10];
    for (int i = 0; i < 1000; ++i)
      back_[i] = p[20 + i / 100] * p[30 + i / 10 % 10] * p[40 + i % 10];
  }

  double of(int number) const { return front_[number / 1000] * back_[number % 1000]; }

  /// Of all numbers together.
  double sum() const {
    double front = 0;
    double back = 0;
    for (const double value : front_) front += value;
    for (const double value : back_) back += value;
    return front * back;
  }

 private:
  std::array<double, 100> front_{};
  std::array<double, 1000> back_{};
};

}  // namespace

WatchList::WatchList(std::istream& text) : places_(kNumbers, -1) {
  std::string line;
  for (int number = 1; std::getline(text, line); ++number) {
    if (number == 1 && line.rfind(kByteOrderMark, 0) == 0) line.erase(0, 3);
    line = std::string(trimmed(line));
    if (line.empty() || line.front() == '#') continue;
    if (!add_line(line)) note_malformed(number, line);
  }
}

WatchList WatchList::load(const std::string& path) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) {
    throw Error(ErrorCode::kNotFound, "The watch list " + path + " does not exist");
  }
  if (error) fail_to_read(path, error);
  if (status.type() != std::filesystem::file_type::regular) {
    throw Error(ErrorCode::kUnreadable, "The watch list " + path + " is not a file");
  }
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (error) fail_to_read(path, error);
  if (size > kMaxFileSize) {
    throw Error(ErrorCode::kUnreadable, "The watch list " + path + " is larger than 64 MiB");
  }
  errno = 0;  // streams do not say why, but leave what the system said
  std::ifstream file(path);
  if (!file) fail_to_read(path, last_error());
  WatchList list(file);
  if (file.bad()) fail_to_read(path, last_error());
  return list;
}

bool WatchList::add_line(const std::string& line) {
  const std::size_t end = line.find_first_of(kWhitespace);
  const std::string text = line.substr(0, end);
  if (text.size() != kDigits || text.find_first_not_of(kAlphabet) != std::string::npos) {
    return false;
  }
  const std::string note(trimmed(std::string_view(line).substr(text.size())));
  const int number = std::stoi(text);
  int& place = places_[number];
  if (place < 0) {
    place = static_cast<int>(numbers_.size());
    numbers_.push_back(number);
    notes_.push_back(note);
  } else {
    notes_[place] = note;
  }
  return true;
}

void WatchList::note_malformed(int number, const std::string& line) {
  ++malformed_count_;
  if (malformed_.size() < kMalformedKept) malformed_.push_back({number, line});
}

WatchListMatch WatchList::match(const double* posteriors, double prior) const {
  const Likelihoods likelihoods(posteriors);
  double listed = 0;
  double best = 0;
  double second = 0;
  std::size_t best_place = 0;
  for (std::size_t i = 0; i < numbers_.size(); ++i) {
    const double likelihood = likelihoods.of(numbers_[i]);
    listed += likelihood;
    if (likelihood > best) {
      second = best;
      best = likelihood;
      best_place = i;
    } else if (likelihood > second) {
      second = likelihood;
    }
  }
  if (best <= 0) return {};

  const auto count = static_cast<double>(numbers_.size());
  const double share = prior > 0 ? prior : count / kNumbers;
  const double listed_weight = share / count;
  const double other_weight = count < kNumbers ? (1 - share) / (kNumbers - count) : 0;
  const double others = other_weight * std::max(likelihoods.sum() - listed, 0.0);
  const double total = listed_weight * listed + others;
  if (!(total > 0)) return {};  // too improbable for a double
  std::string number = std::to_string(numbers_[best_place]);
  number.insert(0, kDigits - number.size(), '0');
  return {number, notes_[best_place], listed_weight * best / total,
          listed_weight * (best - second) / total, others / total};
}

}  // namespace deepocr
