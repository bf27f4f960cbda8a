// SPDX-License-Identifier: MIT
// Locators that meet the contract, those that do not, and finding blobs with the former.
#include "deepocr/plate_locator.h"

#include <thread>
#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "test_models.h"

namespace deepocr {
namespace {

using ::testing::HasSubstr;
using Bytes = std::vector<std::uint8_t>;

constexpr double kThreshold = 0.5;

/// A black picture with white squares.
class Scene {
 public:
  Scene(int width, int height)
      : width_(width), pixels_(static_cast<std::size_t>(width) * height, 0) {}

  void put_square(int x, int y, int side, std::uint8_t luma = 255) {
    for (int row = y; row < y + side; ++row) {
      std::fill_n(&pixels_[static_cast<std::size_t>(row) * width_ + x], side, luma);
    }
  }

  ImageView view() const {
    return gray_view(pixels_.data(), width_, static_cast<int>(pixels_.size()) / width_, width_);
  }

  const Bytes& pixels() const { return pixels_; }

 private:
  int width_;
  Bytes pixels_;
};

class PlateLocatorTest : public ::testing::Test {
 protected:
  PlateLocatorTest() : model_(folder_.file("model.pt")) { save(test::blob_locator()); }

  void save(const std::string& forward) const {
    test::save_model(model_, forward, to_json(test::locator_info()));
  }

  /// @returns the one sentence of the failure to load the model.
  std::string failure(ErrorCode code, const PlateLocatorOptions& options = {}) const {
    try {
      PlateLocator locator(model_, options);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), code) << error.what() << " / " << error.detail();
      EXPECT_THAT(error.what(), ::testing::Not(HasSubstr("\n")));
      return error.what();
    }
    ADD_FAILURE() << "the model was accepted";
    return "";
  }

  std::string contract_failure(const std::string& forward) const {
    save(forward);
    const std::string sentence = failure(ErrorCode::kContract);
    EXPECT_THAT(sentence, HasSubstr(model_));
    return sentence;
  }

  test::TemporaryFolder folder_;
  std::string model_;
};

/// The test locator's plate around a square, in pixels of the frame.
void expect_plate_around(const LocatedPlate& plate, double x, double y, double scale_x,
                         double scale_y) {
  const std::array<Point, 4> corners{Point{-32, -9.6}, {32, -6.4}, {32, 9.6}, {-32, 6.4}};
  for (int i = 0; i < 4; ++i) {
    EXPECT_NEAR(plate.quad[i].x, x + corners[i].x * scale_x, 1e-3) << "corner " << i;
    EXPECT_NEAR(plate.quad[i].y, y + corners[i].y * scale_y, 1e-3) << "corner " << i;
  }
}

TEST_F(PlateLocatorTest, FindsAPlateInASmallFrame) {
  Scene scene(320, 240);
  scene.put_square(160, 80, 8);
  const PlateLocator locator(model_);
  EXPECT_EQ(locator.info().name, "blobs");
  const auto plates = locator.locate(scene.view(), kThreshold, 10);
  ASSERT_EQ(plates.size(), 1U);
  expect_plate_around(plates[0], 164, 84, 1, 1);
  EXPECT_GT(plates[0].score, 0.99);
  EXPECT_LE(plates[0].score, 1.0);
}

// A frame of 1920 × 1080 is seen at a third, a ninth and a 27th of its size, in whole pixels.
TEST_F(PlateLocatorTest, FindsPlatesOfEverySize) {
  const PlateLocator locator(model_);
  for (const auto& [cell, width, height] :
       {std::tuple{24, 640, 360}, {72, 213, 120}, {216, 71, 40}}) {
    Scene scene(1920, 1080);
    scene.put_square(3 * cell, 2 * cell, cell);
    const auto plates = locator.locate(scene.view(), kThreshold, 10);
    ASSERT_EQ(plates.size(), 1U) << "a square of " << cell;
    const double scale_x = 1920.0 / width;
    const double scale_y = 1080.0 / height;
    expect_plate_around(plates[0], 28 * scale_x, 20 * scale_y, scale_x, scale_y);
  }
}

TEST_F(PlateLocatorTest, FindsPlatesWhereBothScalesDiffer) {
  // 1366 × 769 becomes 640 × 360, of which a cell is 17.075 × 17.09 pixels.
  Scene scene(1366, 769);
  scene.put_square(171, 171, 17);
  const auto plates = PlateLocator(model_).locate(scene.view(), 0.3, 10);
  ASSERT_EQ(plates.size(), 1U);
  expect_plate_around(plates[0], 10.5 * 1366 / 80, 10.5 * 769 / 45, 1366.0 / 640, 769.0 / 360);
}

TEST_F(PlateLocatorTest, ReturnsTheBestFirstAndNoMoreThanAsked) {
  Scene scene(640, 480);
  scene.put_square(80, 80, 8, 210);
  scene.put_square(240, 80, 8, 255);
  scene.put_square(400, 80, 8, 230);
  const PlateLocator locator(model_);
  const auto plates = locator.locate(scene.view(), 0.1, 10);
  ASSERT_EQ(plates.size(), 3U);
  expect_plate_around(plates[0], 244, 84, 1, 1);
  expect_plate_around(plates[1], 404, 84, 1, 1);
  expect_plate_around(plates[2], 84, 84, 1, 1);
  EXPECT_GT(plates[1].score, plates[2].score);
  EXPECT_EQ(locator.locate(scene.view(), 0.1, 2).size(), 2U);
  EXPECT_EQ(locator.locate(scene.view(), 0.1, 0).size(), 0U);
}

TEST_F(PlateLocatorTest, AppliesTheThreshold) {
  Scene scene(640, 480);
  scene.put_square(80, 80, 8, 200);  // a score of 0.47
  const PlateLocator locator(model_);
  EXPECT_EQ(locator.locate(scene.view(), 0.4, 10).size(), 1U);
  EXPECT_EQ(locator.locate(scene.view(), 0.6, 10).size(), 0U);
}

TEST_F(PlateLocatorTest, KeepsCornersOutsideTheFrame) {
  Scene scene(320, 240);
  scene.put_square(8, 0, 8);
  const auto plates = PlateLocator(model_).locate(scene.view(), kThreshold, 10);
  ASSERT_EQ(plates.size(), 1U);
  expect_plate_around(plates[0], 12, 4, 1, 1);
  EXPECT_LT(plates[0].quad[0].x, 0);
  EXPECT_LT(plates[0].quad[0].y, 0);
}

// Each cell of each level says that there is a plate around it.
TEST_F(PlateLocatorTest, MergesAndBoundsWhatEveryCellSees) {
  save(R"(
def forward(self, x):
    cell = torch.avg_pool2d(x, [8, 8])
    corners = torch.tensor([-0.3, -0.1, 0.3, -0.1, 0.3, 0.1, -0.3, 0.1]).view([1, 8, 1, 1])
    return torch.cat([cell, corners.expand([x.size(0), 8, cell.size(2), cell.size(3)])], 1)
)");
  const Scene scene(1920, 1080);
  const auto plates = PlateLocator(model_).locate(scene.view(), 0.1, 1000);
  EXPECT_GT(plates.size(), 10U);
  EXPECT_LE(plates.size(), 512U);
  EXPECT_EQ(PlateLocator(model_).locate(scene.view(), 0.1, 16).size(), 16U);
}

TEST_F(PlateLocatorTest, FindsNothingInFlatFramesOfAnySize) {
  const PlateLocator locator(model_);
  for (const auto& [width, height] :
       {std::pair{1, 1}, {7, 5}, {31, 33}, {4000, 1}, {1, 4000}, {47, 47}, {640, 360}}) {
    for (const int luma : {0, 255}) {
      const Bytes pixels(static_cast<std::size_t>(width) * height, static_cast<std::uint8_t>(luma));
      EXPECT_TRUE(locator.locate(gray_view(pixels.data(), width, height, width), 0.3, 10).empty())
          << width << "x" << height << " of " << luma;
    }
  }
  EXPECT_TRUE(locator.locate(ImageView(), 0.3, 10).empty());
  EXPECT_TRUE(locator.locate(gray_view(nullptr, 10, 10, 10), 0.3, 10).empty());
}

TEST_F(PlateLocatorTest, FindsTheSameInEveryLayout) {
  Scene scene(1280, 720);
  scene.put_square(160, 320, 16, 240);
  scene.put_square(720, 240, 48);
  const PlateLocator locator(model_);
  const auto expected = locator.locate(scene.view(), kThreshold, 10);
  ASSERT_EQ(expected.size(), 2U);
  Bytes packed(scene.pixels().size() * 4);
  for (std::size_t i = 0; i < scene.pixels().size(); ++i) {
    std::fill_n(&packed[4 * i], 3, scene.pixels()[i]);
  }
  ImageView view = gray_view(packed.data(), 1280, 720, 1280 * 4);
  view.pixel_stride = 4;
  view.shift = 8;
  for (const SampleLayout layout :
       {SampleLayout::kLuma8, SampleLayout::kLuma16, SampleLayout::kColour8}) {
    view.layout = layout;
    const auto plates = locator.locate(view, kThreshold, 10);
    ASSERT_EQ(plates.size(), 2U);
    for (std::size_t i = 0; i < plates.size(); ++i) {
      EXPECT_EQ(plates[i].score, expected[i].score);
      EXPECT_EQ(plates[i].quad[0].x, expected[i].quad[0].x);
    }
  }
}

TEST_F(PlateLocatorTest, LocatesOnAnotherThreadAndAfterAMove) {
  PlateLocator first(model_);
  const PlateLocator locator(std::move(first));
  Scene scene(320, 240);
  scene.put_square(160, 80, 8);
  std::size_t count = 0;
  std::thread worker([&] { count = locator.locate(scene.view(), kThreshold, 10).size(); });
  worker.join();
  EXPECT_EQ(count, 1U);
}

TEST_F(PlateLocatorTest, TranslatesFailuresOfTheRunningNetwork) {
  save(R"(
def forward(self, x):
    assert bool(torch.mean(x) < 0.99), "too bright"
    return torch.zeros([x.size(0), 9, x.size(2) // 8, x.size(3) // 8])
)");
  const PlateLocator locator(model_);
  const Bytes pixels(5000, 255);
  try {
    locator.locate(gray_view(pixels.data(), 100, 50, 100), kThreshold, 10);
    FAIL() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInference);
    EXPECT_THAT(error.what(), HasSubstr(model_));
    EXPECT_THAT(error.detail(), HasSubstr("too bright"));
  }
}

TEST_F(PlateLocatorTest, RefusesAReader) {
  test::save_model(model_);
  EXPECT_EQ(failure(ErrorCode::kContract),
            model_ + " is a model that reads plates, not one that locates them");
}

TEST_F(PlateLocatorTest, RefusesAMissingFileAndADamagedOne) {
  const std::string whole = test::read_bytes(model_);
  test::write_bytes(model_, whole.substr(0, whole.size() / 2));
  EXPECT_THAT(failure(ErrorCode::kUnreadable), HasSubstr(model_));
  std::filesystem::remove(model_);
  EXPECT_THAT(failure(ErrorCode::kNotFound), HasSubstr(model_));
}

TEST_F(PlateLocatorTest, RefusesANetworkThatBreaksTheContract) {
  EXPECT_THAT(contract_failure("def forward(self, x):\n    return torch.avg_pool2d(x, [8, 8])"),
              HasSubstr("[1,1,4,4] for an input of shape [1,1,32,32] instead of [1,9,4,4]"));
  EXPECT_THAT(contract_failure("def forward(self, x):\n    return torch.zeros([1, 9, 4, 4])"),
              HasSubstr("[1,9,4,4] for an input of shape [1,1,64,96] instead of [1,9,8,12]"));
  EXPECT_THAT(contract_failure("def forward(self, x):\n"
                               "    x = torch.avg_pool2d(x, [8, 8])\n"
                               "    return x[0].expand([1, 9, -1, -1])"),
              HasSubstr("[1,9,12,20] for an input of shape [2,1,96,160] instead of [2,9,12,20]"));
  EXPECT_THAT(contract_failure("def forward(self, x):\n"
                               "    x = torch.avg_pool2d(x, [8, 8])\n"
                               "    return x.expand([-1, 9, -1, -1]) if x.size(2) > 4 else x"),
              HasSubstr("[1,1,4,4] for an input of shape [1,1,32,32]"));
  EXPECT_THAT(contract_failure("def forward(self, x):\n"
                               "    x = torch.avg_pool2d(x, [8, 8])\n"
                               "    return x.expand([-1, 9, -1, -1]) / 0.0"),
              HasSubstr("not finite"));
  EXPECT_THAT(contract_failure("def forward(self, x):\n    return (x, x)"), HasSubstr("Tuple"));
}

TEST_F(PlateLocatorTest, NamesBadOptions) {
  PlateLocatorOptions options;
  options.device = "abacus";
  EXPECT_THAT(failure(ErrorCode::kInvalidArgument, options), HasSubstr("device is 'abacus'"));
  options = {};
  options.threads = 0;
  EXPECT_THAT(failure(ErrorCode::kInvalidArgument, options), HasSubstr("threads"));
}

}  // namespace
}  // namespace deepocr
