// SPDX-License-Identifier: MIT
// The log keeps the newest events, and finds them by id.
#include "event_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dashboard {
namespace {

Event event(const std::string& text) {
  Event event;
  event.text = text;
  return event;
}

std::vector<std::string> texts(const std::vector<const Event*>& events) {
  std::vector<std::string> texts;
  for (const Event* event : events) texts.push_back(event->text);
  return texts;
}

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(EventLog, GivesIdsInTheOrderOfArrival) {
  EventLog log(10, 100);
  EXPECT_EQ(log.add(event("11111")).id, 100U);
  EXPECT_EQ(log.add(event("22222")).id, 101U);
}

TEST(EventLog, FindsAnEventByItsId) {
  EventLog log(10, 100);
  log.add(event("11111"));
  log.add(event("22222"));
  ASSERT_NE(log.find(101), nullptr);
  EXPECT_EQ(log.find(101)->text, "22222");
  EXPECT_EQ(log.find(99), nullptr);
  EXPECT_EQ(log.find(102), nullptr);
}

TEST(EventLog, FindsNothingWhileItIsEmpty) {
  const EventLog log(10, 1);
  EXPECT_EQ(log.find(1), nullptr);
  EXPECT_THAT(log.after(0, 5), IsEmpty());
}

TEST(EventLog, ForgetsTheOldestBeyondItsCapacity) {
  EventLog log(3, 1);
  for (const char* text : {"11111", "22222", "33333", "44444", "55555"}) log.add(event(text));
  EXPECT_EQ(log.events().size(), 3U);
  EXPECT_EQ(log.find(2), nullptr);
  EXPECT_EQ(log.find(3)->text, "33333");
  EXPECT_THAT(texts(log.after(0, 10)), ElementsAre("33333", "44444", "55555"));
}

TEST(EventLog, ForgottenPicturesAreFreed) {
  EventLog log(1, 1);
  auto picture = std::make_shared<const std::string>("jpeg");
  const std::weak_ptr<const std::string> observer = picture;
  Event with_picture = event("11111");
  with_picture.picture = std::move(picture);
  log.add(std::move(with_picture));
  EXPECT_FALSE(observer.expired());
  log.add(event("22222"));
  EXPECT_TRUE(observer.expired());
}

TEST(EventLog, KeepsOneEventAtLeast) {
  EventLog log(0, 1);
  log.add(event("11111"));
  EXPECT_EQ(log.events().size(), 1U);
}

TEST(EventLog, TellsWhatCameAfterAnId) {
  EventLog log(10, 1);
  for (const char* text : {"11111", "22222", "33333"}) log.add(event(text));
  EXPECT_THAT(texts(log.after(1, 10)), ElementsAre("22222", "33333"));
  EXPECT_THAT(log.after(3, 10), IsEmpty());
  EXPECT_THAT(log.after(99, 10), IsEmpty());
}

TEST(EventLog, TellsTheNewestWhenThereAreMoreThanAskedFor) {
  EventLog log(10, 1);
  for (const char* text : {"11111", "22222", "33333"}) log.add(event(text));
  EXPECT_THAT(texts(log.after(0, 2)), ElementsAre("22222", "33333"));
}

}  // namespace
}  // namespace dashboard
