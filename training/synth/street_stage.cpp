// SPDX-License-Identifier: MIT
// Vehicles with plates in a street.
#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <utility>

#include <opencv2/imgproc.hpp>

#include "synth/lighting.h"
#include "synth/passer.h"
#include "synth/stage.h"
#include "synth/street.h"
#include "synth/timetable.h"
#include "synth/vehicle.h"

namespace deepocr::synth {
namespace {

constexpr std::uint64_t kStreetKey = 0x737472656574;  // "street"
constexpr std::uint64_t kActKey = 0x616374;           // "act"
constexpr std::uint64_t kPoseKey = 0x706f7365;        // "pose"
constexpr std::uint64_t kMeetKey = 0x6d656574;        // "meet"
constexpr std::uint64_t kPostKey = 0x706f7374;        // "post"
constexpr std::uint64_t kShineKey = 0x7368696e65;     // "shine"
constexpr double kFarScale = 0.08;     // of the nearest: where an approaching vehicle appears
constexpr double kCrossScale = 0.85;   // of the nearest: how large crossing vehicles are
constexpr double kCrossSpacing = 2.8;  // between crossing vehicles, in widths of one

// Where a vehicle stands: the foot of its front, and its heading.
struct Pose {
  double x = 0;
  double z = 1;
  double yaw = 0;   // radians; 0 faces the camera's plane, positive turns to the right
  double lift = 0;  // of the springs

  cv::Point3d place(double right, double up, double back) const {
    return {x + right * std::cos(yaw) - back * std::sin(yaw), up + lift,
            z + right * std::sin(yaw) + back * std::cos(yaw)};
  }
};

// A vehicle on its way in one frame, or what passes before it.
struct Actor {
  const Vehicle* vehicle = nullptr;
  Pose pose;
  std::uint64_t passage = 0;
  const Passer* passer = nullptr;  // in place of the vehicle
};

// The most seconds from the moment when something hides a plate until it is out of view.
constexpr double kMeetingReach = 5;

int lanes_of(const SceneOptions& options) {
  constexpr int kWithoutPlates = 2;
  return options.plates > 0 ? options.plates : kWithoutPlates;
}

class StreetStage : public Stage {
 public:
  StreetStage(const SceneOptions& options, std::shared_ptr<const TypefaceSet> typefaces)
      : options_(options),
        typefaces_(std::move(typefaces)),
        view_(make_viewpoint({options.width, options.height}, lanes_of(options))),
        timetable_(lanes_of(options), kCrossSpacing / crossing_path()),
        lighting_(lighting_of(options)) {
    Rng rng(options.seed, kStreetKey, 0);
    street_ = draw_street(view_, rng);
    relight(street_, lighting_);
    light_street_lamps();
    set_up_post();
  }

  std::vector<Truth> draw(double seconds, cv::Mat& picture) override;

 private:
  void light_street_lamps();
  void set_up_post();
  double crossing_path() const;
  Pose pose_of(const Passage& passage) const;
  Pose approach(int lane, double progress, Rng& rng) const;
  Pose cross(const Passage& passage, Rng& rng) const;
  const Vehicle& vehicle_of(std::uint64_t passage);
  const Passer& passer_of(std::uint64_t passage, int direction);
  void gather_passers(double seconds, std::vector<Actor>& actors);
  std::vector<Actor> gather(double seconds);
  void draw_passer(cv::Mat& picture, const Actor& actor, double seconds) const;
  void draw_headlights(cv::Mat& picture, const Actor& actor) const;
  void draw_shadow(cv::Mat& picture, const Actor& actor) const;
  void draw_vehicle(cv::Mat& picture, const Actor& actor) const;
  Corners on_front(const Actor& actor, const Corners& shares) const;
  std::vector<cv::Point2f> outline(const Actor& actor) const;

  SceneOptions options_;
  std::shared_ptr<const TypefaceSet> typefaces_;
  Viewpoint view_;
  Timetable timetable_;
  cv::Mat street_;
  Lighting lighting_;
  // Those in view; others can be built again.
  std::map<std::uint64_t, Vehicle> vehicles_;
  std::map<std::uint64_t, Passer> passers_;
  Passer post_;  // without strides: none stands here
  Pose post_place_;
};

void StreetStage::light_street_lamps() {
  if (lighting_.street_lamps <= 0) return;
  constexpr double kHigh = 3.2;
  constexpr double kApart = 7;
  constexpr int kMost = 6;
  const double nearest = 0.7 * view_.depth_at(view_.nearest_scale);
  for (int lamp_post = kMost; lamp_post > 0; --lamp_post) {
    const double z = kApart * lamp_post;
    if (z < nearest) break;
    for (const double side : {-1.0, 1.0}) {
      const cv::Point2d lamp = view_.project({side * (view_.road_half_width() + 0.4), kHigh, z});
      add_glare(street_, lamp, 0.12 * view_.focal_length / z, lighting_.street_lamps);
    }
  }
}

void StreetStage::set_up_post() {
  Rng rng(options_.seed, kPostKey, 0);
  if (!rng.chance(options_.occlusion)) return;
  // Between lanes, so that it hides no approaching plate for long.
  const double middle = view_.lanes % 2 == 0 ? 0 : (rng.chance(0.5) ? 0.45 : -0.45);
  const double place = (middle + rng.uniform(-0.03, 0.03)) * view_.nearest_scale;
  const double scale = 1.05 * view_.nearest_scale;
  post_ = make_post(std::clamp(static_cast<int>(scale), 16, 1400), lighting_, rng);
  post_place_.x = place / scale;
  post_place_.z = view_.depth_at(scale);
}

// What a crossing vehicle travels, from out of view to out of view, in widths of a vehicle.
double StreetStage::crossing_path() const {
  constexpr double kVehicle = 2.6;  // with its flank
  return view_.frame.width / (kCrossScale * view_.nearest_scale) + kVehicle;
}

Pose StreetStage::approach(int lane, double progress, Rng& rng) const {
  const double sway = rng.uniform(0.02, 0.08);
  const double phase = rng.uniform(0, 2 * CV_PI);
  // Its plate has left the frame at the foot when it measures this.
  const double last = view_.nearest_scale * view_.height / (view_.height - 0.4);
  const double scale = std::max(
      1e-3, kFarScale * view_.nearest_scale + progress * (last - kFarScale * view_.nearest_scale));
  Pose pose;
  pose.z = view_.depth_at(scale);
  pose.x = view_.lane_middle(lane) + sway * std::sin(4 * progress + phase);
  pose.yaw = 0.6 * sway * std::cos(4 * progress + phase);
  pose.lift = 0.004 * std::sin(40 * progress + phase);
  return pose;
}

Pose StreetStage::cross(const Passage& passage, Rng& rng) const {
  // All of an act go the same way, one behind another.
  Rng act_rng(options_.seed, kActKey, passage.act);
  const double direction = act_rng.chance(0.5) ? 1 : -1;
  const double along = 2 * passage.progress - 1;  // -1..1
  Pose pose;
  pose.x = direction * along * crossing_path() / 2;
  pose.z = view_.depth_at(kCrossScale * view_.nearest_scale) * (1 - 0.06 * along);
  pose.yaw = direction * (0.5 - 0.1 * along);
  pose.lift = 0.004 * std::sin(30 * passage.progress + rng.uniform(0, 2 * CV_PI));
  return pose;
}

Pose StreetStage::pose_of(const Passage& passage) const {
  Rng rng(options_.seed, kPoseKey, passage.index);
  return passage.path == Passage::Path::kApproach ? approach(passage.lane, passage.progress, rng)
                                                  : cross(passage, rng);
}

const Vehicle& StreetStage::vehicle_of(std::uint64_t passage) {
  const auto found = vehicles_.find(passage);
  if (found != vehicles_.end()) return found->second;
  Rng rng = rng_of(options_, passage);
  const int resolution = std::clamp(static_cast<int>(1.2 * view_.nearest_scale), 200, 1400);
  const std::string number = options_.plates > 0 ? number_of(options_, passage) : "";
  Vehicle vehicle = build_vehicle(number, resolution, options_.severity, *typefaces_, rng);
  Rng shine(options_.seed, kShineKey, passage);
  Corners plate = vehicle.plate;
  for (cv::Point2d& corner : plate) corner *= static_cast<double>(resolution);
  vehicle.front = relit(vehicle.front, lighting_, number.empty() ? nullptr : &plate, shine);
  Rng same_shine = shine;
  vehicle.left_flank = relit(vehicle.left_flank, lighting_, nullptr, shine);
  vehicle.right_flank = relit(vehicle.right_flank, lighting_, nullptr, same_shine);
  vehicle.roof = relit(vehicle.roof, lighting_, nullptr, shine);
  return vehicles_.emplace(passage, std::move(vehicle)).first->second;
}

const Passer& StreetStage::passer_of(std::uint64_t passage, int direction) {
  const auto found = passers_.find(passage);
  if (found != passers_.end()) return found->second;
  Rng rng(options_.seed, kMeetKey, ~passage);
  const int resolution = std::clamp(static_cast<int>(1.2 * view_.nearest_scale), 16, 1400);
  return passers_.emplace(passage, make_passer(resolution, direction, *typefaces_, lighting_, rng))
      .first->second;
}

// Each passes between the camera and a plate at one moment of the plate's passage.
void StreetStage::gather_passers(double seconds, std::vector<Actor>& actors) {
  if (options_.occlusion <= 0) return;
  constexpr double kPlateUp = 0.2;   // about the height of plates
  constexpr double kChestUp = 0.55;  // and of what hides them
  std::map<std::uint64_t, Passer> leaving;
  leaving.swap(passers_);
  for (Passage passage : timetable_.at(seconds, kMeetingReach)) {
    Rng rng(options_.seed, kMeetKey, passage.index);
    if (!rng.chance(options_.occlusion)) continue;
    const double meeting =
        passage.path == Passage::Path::kApproach ? rng.uniform(0.45, 0.8) : rng.uniform(0.3, 0.7);
    const double since = (passage.progress - meeting) * passage.duration;
    if (std::abs(since) > kMeetingReach) continue;
    passage.progress = meeting;
    const Pose hidden = pose_of(passage);
    // So near that its chest appears where the plate is.
    const double nearer = std::min(0.9, (view_.height - kChestUp) / (view_.height - kPlateUp));
    if (nearer <= 0) continue;  // the camera is lower than that
    if (auto kept = leaving.extract(passage.index)) passers_.insert(std::move(kept));
    Actor actor;
    // Against the plate's own way in the picture, so that it is hidden for a moment only.
    const bool to_the_right = passage.path == Passage::Path::kCross ? hidden.yaw > 0 : hidden.x > 0;
    actor.passer = &passer_of(passage.index, to_the_right ? -1 : 1);
    actor.pose.z = hidden.z * nearer;
    actor.pose.x = hidden.x * nearer + actor.passer->speed * since;
    actor.passage = passage.index;
    actors.push_back(actor);
  }
}

// The farthest first.
std::vector<Actor> StreetStage::gather(double seconds) {
  const std::vector<Passage> passages = timetable_.at(seconds);
  for (auto entry = vehicles_.begin(); entry != vehicles_.end();) {
    const bool in_view = std::any_of(passages.begin(), passages.end(), [&](const Passage& passage) {
      return passage.index == entry->first;
    });
    entry = in_view ? std::next(entry) : vehicles_.erase(entry);
  }
  std::vector<Actor> actors;
  actors.reserve(passages.size());
  for (const Passage& passage : passages) {
    actors.push_back({&vehicle_of(passage.index), pose_of(passage), passage.index, nullptr});
  }
  gather_passers(seconds, actors);
  if (!post_.strides.empty()) actors.push_back({nullptr, post_place_, 0, &post_});
  std::stable_sort(actors.begin(), actors.end(),
                   [](const Actor& a, const Actor& b) { return a.pose.z > b.pose.z; });
  return actors;
}

void StreetStage::draw_passer(cv::Mat& picture, const Actor& actor, double seconds) const {
  const Passer& passer = *actor.passer;
  const double half = passer.width / 2;
  draw_sprite(
      picture, passer.stride_at(seconds),
      {view_.project(actor.pose.place(-half, passer.height, 0)),
       view_.project(actor.pose.place(half, passer.height, 0)),
       view_.project(actor.pose.place(half, 0, 0)), view_.project(actor.pose.place(-half, 0, 0))});
}

void StreetStage::draw_headlights(cv::Mat& picture, const Actor& actor) const {
  if (lighting_.headlights <= 0) return;
  for (const cv::Point2d& lamp : actor.vehicle->lamps) {
    const cv::Point3d place = actor.pose.place(lamp.x - 0.5, actor.vehicle->height - lamp.y, 0);
    const double radius = actor.vehicle->lamp_radius * view_.focal_length / place.z;
    add_glare(picture, view_.project(place), radius,
              lighting_.headlights * std::cos(actor.pose.yaw));
  }
}

void StreetStage::draw_shadow(cv::Mat& picture, const Actor& actor) const {
  constexpr double kSpread = 0.06;
  const double back = actor.vehicle->length + kSpread;
  const cv::Point2d foot[] = {view_.project(actor.pose.place(-0.5 - kSpread, 0, -kSpread)),
                              view_.project(actor.pose.place(0.5 + kSpread, 0, -kSpread)),
                              view_.project(actor.pose.place(0.5 + kSpread, 0, back)),
                              view_.project(actor.pose.place(-0.5 - kSpread, 0, back))};
  std::vector<cv::Point> corners(std::begin(foot), std::end(foot));
  const cv::Rect area = cv::boundingRect(corners) & cv::Rect({}, picture.size());
  if (area.empty()) return;
  cv::Mat mask = cv::Mat::zeros(area.size(), CV_8UC1);
  for (cv::Point& corner : corners) corner -= area.tl();
  cv::fillConvexPoly(mask, corners, cv::Scalar(255));
  cv::Mat ground = picture(area);
  cv::Mat dark = ground * 0.4;
  dark.copyTo(ground, mask);
}

void StreetStage::draw_vehicle(cv::Mat& picture, const Actor& actor) const {
  const Vehicle& vehicle = *actor.vehicle;
  const auto at = [&](double right, double up, double back) {
    return view_.project(actor.pose.place(right, up, back));
  };
  const double height = vehicle.height;
  const double length = vehicle.length;
  // The roof meets the front between the front's rounded corners.
  constexpr double kRounded = 0.45;
  if (view_.height > height) {
    draw_sprite(picture, vehicle.roof,
                {at(-0.5, height, length), at(0.5, height, length), at(kRounded, height, 0),
                 at(-kRounded, height, 0)});
  }
  const auto faces_camera = [&](double side) {
    const cv::Point3d middle = actor.pose.place(side, 0, 0);
    const cv::Point3d outwards = actor.pose.place(2 * side, 0, 0) - middle;
    return outwards.dot(middle) < 0;
  };
  if (faces_camera(-0.5)) {
    draw_sprite(
        picture, vehicle.right_flank,
        {at(-0.5, height, length), at(-0.5, height, 0), at(-0.5, 0, 0), at(-0.5, 0, length)});
  }
  if (faces_camera(0.5)) {
    draw_sprite(picture, vehicle.left_flank,
                {at(0.5, height, 0), at(0.5, height, length), at(0.5, 0, length), at(0.5, 0, 0)});
  }
  draw_sprite(picture, vehicle.front,
              {at(-0.5, height, 0), at(0.5, height, 0), at(0.5, 0, 0), at(-0.5, 0, 0)});
}

Corners StreetStage::on_front(const Actor& actor, const Corners& shares) const {
  Corners seen;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    seen[i] =
        view_.project(actor.pose.place(shares[i].x - 0.5, actor.vehicle->height - shares[i].y, 0));
  }
  return seen;
}

// The convex outline of a vehicle in the frame.
std::vector<cv::Point2f> StreetStage::outline(const Actor& actor) const {
  std::vector<cv::Point2f> corners;
  if (actor.passer != nullptr) {
    const double half = actor.passer->width * actor.passer->solid / 2;
    for (const auto& [right, up] : {std::pair(-half, actor.passer->height),
                                    {half, actor.passer->height},
                                    {half, 0.0},
                                    {-half, 0.0}}) {
      corners.emplace_back(view_.project(actor.pose.place(right, up, 0)));
    }
    return corners;
  }
  for (const double right : {-0.5, 0.5}) {
    for (const double up : {0.0, actor.vehicle->height}) {
      for (const double back : {0.0, actor.vehicle->length}) {
        corners.emplace_back(view_.project(actor.pose.place(right, up, back)));
      }
    }
  }
  std::vector<cv::Point2f> hull;
  cv::convexHull(corners, hull);
  return hull;
}

// The share of `run` that a convex outline covers.
double hidden_share(const Corners& run, const std::vector<cv::Point2f>& hull) {
  const std::vector<cv::Point2f> area(run.begin(), run.end());
  std::vector<cv::Point2f> common;
  const double covered = cv::intersectConvexConvex(area, hull, common);
  return covered / std::max(1e-6, cv::contourArea(area));
}

bool meets_frame(const Corners& corners, cv::Size frame) {
  const auto [left, right] = std::minmax({corners[0].x, corners[1].x, corners[2].x, corners[3].x});
  const auto [top, foot] = std::minmax({corners[0].y, corners[1].y, corners[2].y, corners[3].y});
  return right > 0 && foot > 0 && left < frame.width && top < frame.height;
}

std::vector<Truth> StreetStage::draw(double seconds, cv::Mat& picture) {
  constexpr double kHidden = 0.6;  // share from which on a plate counts as out of view
  street_.copyTo(picture);
  const std::vector<Actor> actors = gather(seconds);
  for (const Actor& actor : actors) {
    if (actor.passer != nullptr) {
      draw_passer(picture, actor, seconds);
      continue;
    }
    draw_shadow(picture, actor);
    draw_vehicle(picture, actor);
    draw_headlights(picture, actor);
  }
  std::vector<Truth> truths;
  for (std::size_t i = actors.size(); i-- > 0;) {
    if (actors[i].vehicle == nullptr || actors[i].vehicle->number.empty()) continue;
    const Corners run = on_front(actors[i], actors[i].vehicle->run);
    double hidden = 0;
    for (std::size_t nearer = i + 1; nearer < actors.size(); ++nearer) {
      hidden = std::max(hidden, hidden_share(run, outline(actors[nearer])));
    }
    if (hidden > kHidden || !meets_frame(run, picture.size())) continue;
    Truth truth = make_truth(actors[i].vehicle->number, actors[i].passage, run,
                             on_front(actors[i], actors[i].vehicle->plate), picture.size());
    truth.inside = truth.inside && hidden <= 0;
    truth.legible = truth.legible && hidden <= 0;
    truths.push_back(truth);
  }
  return truths;
}

}  // namespace

std::unique_ptr<Stage> make_street_stage(const SceneOptions& options,
                                         std::shared_ptr<const TypefaceSet> typefaces) {
  return std::make_unique<StreetStage>(options, std::move(typefaces));
}

}  // namespace deepocr::synth
