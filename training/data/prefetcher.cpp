// SPDX-License-Identifier: MIT
// Makes examples ahead of time on other threads and hands them out in order.
#include "data/prefetcher.h"

#include <string>
#include <system_error>
#include <utility>

#include "deepocr/error.h"

namespace deepocr::training {

Prefetcher::Prefetcher(std::shared_ptr<const ExampleSource> source, std::uint64_t first,
                       int workers, std::size_t capacity)
    : source_(std::move(source)), capacity_(capacity), next_made_(first), next_given_(first) {
  try {
    for (int i = 0; i < workers; ++i) threads_.emplace_back([this] { work(); });
  } catch (const std::system_error& error) {
    stop();
    throw Error(ErrorCode::kInvalidArgument, "The system gives no " + std::to_string(workers) +
                                                 " threads (" + error.code().message() +
                                                 "); try fewer --workers.");
  }
}

Prefetcher::~Prefetcher() { stop(); }

void Prefetcher::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  room_.notify_all();
  for (auto& thread : threads_) thread.join();
}

void Prefetcher::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    room_.wait(lock, [this] { return stopping_ || next_made_ - next_given_ < capacity_; });
    if (stopping_) return;
    const std::uint64_t index = next_made_++;
    lock.unlock();
    Result result;
    try {
      result.example = source_->example(index);
    } catch (...) {
      result.error = std::current_exception();
    }
    lock.lock();
    results_.emplace(index, std::move(result));
    ready_.notify_one();
  }
}

Example Prefetcher::next() {
  std::unique_lock lock(mutex_);
  ready_.wait(lock, [this] { return results_.count(next_given_) > 0; });
  Result result = std::move(results_.extract(next_given_).mapped());
  ++next_given_;
  lock.unlock();
  room_.notify_one();
  if (result.error) std::rethrow_exception(result.error);
  return std::move(result.example);
}

}  // namespace deepocr::training
