// SPDX-License-Identifier: MIT
// Model files that meet the contract, those that do not, and reading with the former.
#include "deepocr/plate_reader.h"

#include <algorithm>
#include <limits>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "deepocr/sharpness.h"
#include "test_models.h"

namespace deepocr {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using Bytes = std::vector<std::uint8_t>;

constexpr double kThreshold = 0.9;

class PlateReaderTest : public ::testing::Test {
 protected:
  PlateReaderTest() : model_(folder_.file("model.pt")) {}

  /// Loads the model, which must fail with `code` and one sentence that names the file.
  /// @returns the sentence.
  std::string failure(ErrorCode code, const PlateReaderOptions& options = {}) const {
    try {
      PlateReader reader(model_, options);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), code) << error.what() << " / " << error.detail();
      EXPECT_THAT(error.what(), ::testing::Not(HasSubstr("\n")));
      return error.what();
    }
    ADD_FAILURE() << "the model was accepted";
    return "";
  }

  std::string contract_failure(const std::string& forward) const {
    test::save_model(model_, forward);
    const std::string sentence = failure(ErrorCode::kContract);
    EXPECT_THAT(sentence, HasSubstr(model_));
    return sentence;
  }

  test::TemporaryFolder folder_;
  std::string model_;
};

Reading read_all(const PlateReader& reader, const Bytes& picture, int width, int height) {
  return reader
      .read(gray_view(picture.data(), width, height, width),
            {to_quad({0, 0, double(width), double(height)})}, kThreshold)
      .at(0);
}

TEST_F(PlateReaderTest, ReadsFiveDigits) {
  test::save_model(model_);
  const PlateReader reader(model_);
  EXPECT_EQ(reader.info().name, "stripes");
  EXPECT_EQ(reader.info().input.width, 40);
  const Reading reading = read_all(reader, test::paint_stripes("90210", 100, 30), 100, 30);
  EXPECT_EQ(reading.text, "90210");
  EXPECT_EQ(reading.refusal, Refusal::kNone);
  EXPECT_GT(reading.confidence, 0.999);
}

TEST_F(PlateReaderTest, ReadsWithATracedNetwork) {
  test::save_model(model_, test::kTracedStripeReader);
  const PlateReader reader(model_);
  EXPECT_EQ(read_all(reader, test::paint_stripes("47110", 100, 30), 100, 30).text, "47110");
}

TEST_F(PlateReaderTest, RefusesWhereTheNetworkSeesNoDigit) {
  test::save_model(model_);
  const PlateReader reader(model_);
  const Reading reading = read_all(reader, test::paint_stripes("123:5", 100, 30), 100, 30);
  EXPECT_EQ(reading.refusal, Refusal::kNotFiveDigits);
  EXPECT_EQ(reading.text, "");
}

TEST_F(PlateReaderTest, ReadsWithWhatIsBesideARegion) {
  test::save_model(model_);
  const PlateReader reader(model_);
  const Bytes picture = test::paint_stripes("90210", 150, 30);
  const ImageView view = gray_view(picture.data(), 150, 30, 150);
  const Quad middle = to_quad({25, 0, 100, 30});
  EXPECT_NE(reader.read(view, {middle}, kThreshold)[0].text, "90210");
  EXPECT_EQ(reader.read_wider(view, middle, kThreshold).text, "90210");
  EXPECT_EQ(reader.read_wider(view, to_quad({0, 0, 4, 30}), kThreshold).refusal,
            Refusal::kTooSmall);
}

/// A plate whose lower two thirds read as 00000; with what stands above, all of it as nothing much.
Bytes paint_two_lines(int width, int height) {
  Bytes picture = test::paint_stripes("00000", width, height);
  const Bytes above = test::paint_stripes(":::::", width, height * 35 / 100);
  std::copy(above.begin(), above.end(), picture.begin());
  return picture;
}

TEST_F(PlateReaderTest, ReadsOneOfTwoLines) {
  test::save_model(model_);
  const PlateReader reader(model_);
  const Reading reading = read_all(reader, paint_two_lines(100, 80), 100, 80);
  EXPECT_EQ(reading.text, "00000");
  EXPECT_GT(reading.confidence, 0.999);
}

TEST_F(PlateReaderTest, LooksForTwoLinesInHighRegionsOnly) {
  test::save_model(model_);
  const PlateReader reader(model_);
  EXPECT_EQ(read_all(reader, paint_two_lines(200, 80), 200, 80).text, "");
}

TEST_F(PlateReaderTest, AppliesTheTemperatureOfTheModel) {
  ModelInfo info = test::test_info();
  info.temperature = 50;
  test::save_model(model_, test::kStripeReader, to_json(info));
  const PlateReader reader(model_);
  const Reading reading = read_all(reader, test::paint_stripes("90909", 100, 30), 100, 30);
  EXPECT_EQ(reading.refusal, Refusal::kLowConfidence);
  EXPECT_GT(reading.confidence, 0.0);
}

TEST_F(PlateReaderTest, BlamesADoubtfulReadingOfABlurredPictureOnBlur) {
  ModelInfo info = test::test_info();
  info.temperature = 50;
  test::save_model(model_, test::kStripeReader, to_json(info));
  const PlateReader reader(model_);
  Bytes ramp;
  for (int i = 0; i < 100 * 30; ++i) ramp.push_back(static_cast<std::uint8_t>(20 + i % 100));
  const Reading reading = read_all(reader, ramp, 100, 30);
  EXPECT_EQ(reading.refusal, Refusal::kBlurred);
  EXPECT_EQ(reading.text, "");
  EXPECT_GT(reading.sharpness, 0);
  EXPECT_LT(reading.sharpness, kBlurredBelow);
}

TEST_F(PlateReaderTest, RefusesSmallRegionsWithoutReadingThem) {
  test::save_model(model_);
  const PlateReader reader(model_);
  const Bytes picture = test::paint_stripes("12345", 100, 30);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<Quad> regions = {
      to_quad({0, 0, PlateReader::kMinWidth - 0.5, 30}),
      to_quad({0, 0, 100, PlateReader::kMinHeight - 0.5}),
      to_quad({95, 0, 100, 30}),
      to_quad({0, 0, 0, 0}),
      to_quad({500, 500, 100, 30}),
      to_quad({nan, 0, 100, 30}),
      {Point{0, 0}, {11, 1}, {11, 31}, {0, 30}},           // narrow
      {Point{0, 0}, {100, 1}, {100, 6}, {0, 30}},          // low at one end
      {Point{0, 1}, {100, 0}, {0, 30}, {100, 30}},         // crosses itself
      {Point{100, 0}, {0, 1}, {0, 30}, {100, 30}},         // shows its back
      {Point{500, 0}, {600, 1}, {600, 30}, {500, 30}},     // outside
      {Point{nan, nan}, {100, nan}, {100, 30}, {nan, 0}},  // nowhere
  };
  const auto refused = reader.read(gray_view(picture.data(), 100, 30, 100), regions, kThreshold);
  ASSERT_EQ(refused.size(), regions.size());
  for (const Reading& reading : refused) {
    EXPECT_EQ(reading.refusal, Refusal::kTooSmall);
    EXPECT_EQ(reading.text, "");
    EXPECT_EQ(reading.confidence, 0.0);
  }
  const std::vector<Quad> smallest = {
      to_quad({0, 0, double(PlateReader::kMinWidth), double(PlateReader::kMinHeight)})};
  const auto readings = reader.read(gray_view(picture.data(), 100, 30, 100), smallest, kThreshold);
  EXPECT_NE(readings.at(0).refusal, Refusal::kTooSmall);
}

// Turned, a region of the least width is a hair too narrow by rounding: such a look says nothing.
TEST_F(PlateReaderTest, LooksAgainAtRegionsOfTheLeastWidth) {
  ModelInfo info = test::test_info();
  info.temperature = 15;
  test::save_model(model_, test::kStripeReader, to_json(info));
  const PlateReader reader(model_);
  const int width = PlateReader::kMinWidth;
  const Bytes picture = test::paint_stripes("44444", 100, 30);
  std::vector<Quad> regions;
  for (int x = 30; x < 60; ++x) regions.push_back(to_quad({double(x), 10, double(width), 6}));
  const auto readings = reader.read(gray_view(picture.data(), 100, 30, 100), regions, kThreshold);
  ASSERT_EQ(readings.size(), regions.size());
  for (const Reading& reading : readings) {
    EXPECT_EQ(best_digits(reading), "44444");
    EXPECT_GT(reading.confidence, 0.02) << "one that is looked at again";
    EXPECT_LT(reading.confidence, kThreshold);
  }
}

TEST_F(PlateReaderTest, TakesPicturesOfOnePixelOrColumn) {
  test::save_model(model_);
  const PlateReader reader(model_);
  const Bytes picture(4000, 0);
  EXPECT_EQ(read_all(reader, picture, 1, 1).refusal, Refusal::kTooSmall);
  EXPECT_EQ(read_all(reader, picture, 1, 4000).refusal, Refusal::kTooSmall);
  EXPECT_TRUE(reader.read(ImageView(), {}, kThreshold).empty());
  EXPECT_EQ(reader.read(ImageView(), {to_quad({0, 0, 50, 50})}, kThreshold).at(0).refusal,
            Refusal::kTooSmall);
}

// Twenty regions of one picture, one of them too small, among digits of which no two rows agree.
TEST_F(PlateReaderTest, ReadsABatchAsItReadsOneByOne) {
  test::save_model(model_);
  const int width = 100;
  const int height = 20;
  Bytes picture;
  std::vector<Quad> regions;
  std::vector<std::string> expected;
  for (int i = 0; i < 20; ++i) {
    expected.push_back(std::to_string(10007 + 4321 * i));
    const Bytes row = test::paint_stripes(expected.back(), width, height);
    picture.insert(picture.end(), row.begin(), row.end());
    regions.push_back(to_quad({0, double(i) * height, double(width), double(height)}));
  }
  regions[13] = to_quad({0, 13.0 * height, double(width), 2});
  expected[13] = "";
  const ImageView image = gray_view(picture.data(), width, 20 * height, width);
  for (const int batch_size : {1, 3, 8, 12, 16, 32}) {
    PlateReaderOptions options;
    options.batch_size = batch_size;
    const PlateReader reader(model_, options);
    const std::vector<Reading> together = reader.read(image, regions, kThreshold);
    ASSERT_EQ(together.size(), regions.size());
    for (std::size_t i = 0; i < regions.size(); ++i) {
      const Reading alone = reader.read(image, {regions[i]}, kThreshold).at(0);
      EXPECT_EQ(together[i].text, expected[i]) << "batch size " << batch_size;
      EXPECT_EQ(together[i].text, alone.text);
      EXPECT_NEAR(together[i].confidence, alone.confidence, 1e-6);
    }
  }
}

// A region turned by half a turn shows the digits in the other order, and stripes stay stripes.
TEST_F(PlateReaderTest, ReadsAlongTheTopEdgeOfAQuad) {
  test::save_model(model_);
  const PlateReader reader(model_);
  const Bytes picture = test::paint_stripes("90217", 100, 60);
  const Quad upside_down{Point{100, 60}, {0, 60}, {0, 0}, {100, 0}};
  const Quad slanted{Point{0, 10}, {100, 0}, {100, 50}, {0, 60}};
  const auto readings =
      reader.read(gray_view(picture.data(), 100, 60, 100), {upside_down, slanted}, kThreshold);
  EXPECT_EQ(readings.at(0).text, "71209");
  EXPECT_EQ(readings.at(1).text, "90217");
}

TEST_F(PlateReaderTest, ReadsOnAnotherThreadAndAfterAMove) {
  test::save_model(model_);
  PlateReader first(model_);
  PlateReader reader(std::move(first));
  std::string text;
  std::thread worker(
      [&] { text = read_all(reader, test::paint_stripes("24680", 100, 30), 100, 30).text; });
  worker.join();
  EXPECT_EQ(text, "24680");
}

TEST_F(PlateReaderTest, TranslatesFailuresOfTheRunningNetwork) {
  test::save_model(model_, R"(
def forward(self, x):
    assert bool(torch.mean(x) < 0.99), "too bright"
    return torch.zeros([x.size(0), 5, 11])
)");
  const PlateReader reader(model_);
  try {
    read_all(reader, Bytes(5000, 255), 100, 50);
    FAIL() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInference);
    EXPECT_THAT(error.what(), HasSubstr(model_));
    EXPECT_THAT(error.detail(), HasSubstr("too bright"));
  }
}

TEST_F(PlateReaderTest, RefusesAMissingFileAndAFolder) {
  EXPECT_THAT(failure(ErrorCode::kNotFound), AllOf(HasSubstr(model_), HasSubstr("not exist")));
  std::filesystem::create_directory(model_);
  EXPECT_THAT(failure(ErrorCode::kUnreadable), AllOf(HasSubstr(model_), HasSubstr("not a file")));
}

TEST_F(PlateReaderTest, RefusesFilesThatAreNoArchive) {
  for (const std::string& bytes : {std::string(), std::string("P"), std::string("PK\x03\x04"),
                                   std::string("GIF89a"), std::string(100000, 'x')}) {
    test::write_bytes(model_, bytes);
    EXPECT_THAT(failure(ErrorCode::kUnreadable), HasSubstr(model_));
  }
}

TEST_F(PlateReaderTest, RefusesTruncatedFiles) {
  test::save_model(model_);
  const std::string whole = test::read_bytes(model_);
  for (const double share : {0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99}) {
    test::write_bytes(model_, whole.substr(0, static_cast<std::size_t>(whole.size() * share)));
    EXPECT_THAT(failure(ErrorCode::kUnreadable), HasSubstr(model_)) << share;
  }
  test::write_bytes(model_, whole.substr(0, whole.size() - 1));
  failure(ErrorCode::kUnreadable);
}

// A flipped bit is noticed, or it was in a part of the archive that nobody reads.
TEST_F(PlateReaderTest, NoticesFlippedBits) {
  test::save_model(model_);
  const std::string whole = test::read_bytes(model_);
  const Bytes picture = test::paint_stripes("13579", 100, 30);
  int refused = 0;
  for (std::size_t place = 0; place < whole.size(); place += 41) {
    std::string flipped = whole;
    flipped[place] = static_cast<char>(flipped[place] ^ (1 << (place % 8)));
    test::write_bytes(model_, flipped);
    try {
      const PlateReader reader(model_);
      EXPECT_EQ(read_all(reader, picture, 100, 30).text, "13579") << "byte " << place;
    } catch (const Error& error) {
      EXPECT_THAT(error.code(), ::testing::AnyOf(ErrorCode::kUnreadable, ErrorCode::kContract));
      EXPECT_THAT(error.what(), HasSubstr(model_));
      ++refused;
    }
  }
  EXPECT_GT(refused, 20);
}

TEST_F(PlateReaderTest, RefusesAModelWithoutInformation) {
  test::save_model(model_, test::kStripeReader, "");
  EXPECT_THAT(failure(ErrorCode::kContract), AllOf(HasSubstr(model_), HasSubstr("deepocr.json")));
}

TEST_F(PlateReaderTest, RefusesAModelForAnotherTask) {
  test::save_model(model_, test::blob_locator(), to_json(test::locator_info()));
  EXPECT_EQ(failure(ErrorCode::kContract),
            model_ + " is a model that locates plates, not one that reads them");
}

TEST_F(PlateReaderTest, RefusesANetworkThatBreaksTheContract) {
  EXPECT_THAT(contract_failure("def forward(self, x):\n    return torch.zeros([x.size(0), 6, 11])"),
              HasSubstr("[1,6,11]"));
  EXPECT_THAT(contract_failure("def forward(self, x):\n    return torch.zeros([1, 5, 11])"),
              HasSubstr("[2,1,16,40]"));
  EXPECT_THAT(contract_failure(
                  "def forward(self, x):\n    return torch.zeros([x.size(0), 5, 11], dtype=7)"),
              HasSubstr("float32"));
  EXPECT_THAT(contract_failure("def forward(self, x):\n    return (x, x)"), HasSubstr("Tuple"));
  EXPECT_THAT(
      contract_failure(
          "def forward(self, x):\n    y = torch.zeros([x.size(0), 5, 11])\n    return y / y"),
      HasSubstr("not finite"));
  EXPECT_THAT(contract_failure("def forward(self, x):\n    return x.view([-1, 7, 13])"),
              HasSubstr("[1,1,16,40]"));
  EXPECT_THAT(contract_failure("def forward(self):\n    return torch.zeros([1, 5, 11])"),
              HasSubstr("fails"));
  EXPECT_THAT(contract_failure("def backward(self, x):\n    return x"), HasSubstr("forward"));
}

TEST_F(PlateReaderTest, NamesTheDeviceBeforeItLooksAtTheFile) {
  for (const std::string device : {"", "gpu", "CPU", "cuda:", "cuda:-1", "cuda:1x", "cuda:99",
                                   "cuda:4294967296", "cpu:0", "meta"}) {
    PlateReaderOptions options;
    options.device = device;
    EXPECT_THAT(failure(ErrorCode::kInvalidArgument, options), HasSubstr("device is '" + device))
        << device;
  }
}

TEST_F(PlateReaderTest, NamesThreadsAndBatchSizesOutOfRange) {
  for (const int bad : {0, -1, 100000}) {
    PlateReaderOptions options;
    options.threads = bad;
    EXPECT_THAT(failure(ErrorCode::kInvalidArgument, options), HasSubstr("threads"));
    options = {};
    options.batch_size = bad;
    EXPECT_THAT(failure(ErrorCode::kInvalidArgument, options), HasSubstr("batch-size"));
  }
}

}  // namespace
}  // namespace deepocr
