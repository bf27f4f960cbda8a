// SPDX-License-Identifier: MIT
// evaluate-passages: runs a pipeline over rendered scenes and prints how well it reports passages.
#include <cstdio>
#include <exception>

#include <gst/gst.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "deepocr/error.h"
#include "passage-figures.h"
#include "passage-report.h"
#include "recording.h"
#include "scene-list.h"
#include "support/atomic_file.h"

namespace {

using namespace deepocr::evaluation;

struct Options {
  std::string scenes;
  RunOptions run;
  std::string only;
  std::string json;
  std::size_t min_frames = 5;
  bool single = true;
  bool failures = false;
};

PassageFigures measure(const Scene& scene, const Options& options) {
  PassageFigures figures = measure_passages(record(scene, options.run), options.min_frames);
  if (options.single && figures.fused.plates > 0) {
    RunOptions single = options.run;
    single.track = false;
    figures.single = measure_frames(record(scene, single));
  }
  return figures;
}

void evaluate(const Options& options) {
  if (!options.json.empty()) deepocr::training::require_writable(options.json);
  const auto scenes = parse_scenes(deepocr::training::read_file(options.scenes), options.scenes);
  nlohmann::json json = {{"pipeline", options.run.pipeline}, {"min_frames", options.min_frames}};
  PassageFigures all;
  std::fputs(table_head().c_str(), stdout);
  for (const Scene& scene : scenes) {
    if (scene.name.find(options.only) == std::string::npos) continue;
    const PassageFigures figures = measure(scene, options);
    std::fputs(table_row(scene.name, figures).c_str(), stdout);
    for (const std::string& failure : figures.failures) {
      if (options.failures) std::printf("    %s\n", failure.c_str());
    }
    std::fflush(stdout);
    json["scenes"][scene.name] = figures;
    all.add(figures);
  }
  if (!json.contains("scenes")) {
    throw deepocr::Error(
        deepocr::ErrorCode::kInvalidArgument,
        options.scenes + " has no scene whose name contains '" + options.only + "'.");
  }
  std::fputs(table_row("all", all).c_str(), stdout);
  std::printf("\n%s", summary(all, options.min_frames).c_str());
  json["all"] = all;
  if (!options.json.empty()) deepocr::training::write_file(options.json, json.dump(2) + "\n");
}

int run(int argc, char** argv) {
  Options options;
  bool no_single = false;
  CLI::App app("Runs a pipeline over rendered scenes and prints how well it reports passages.",
               "evaluate-passages");
  app.add_option("scenes", options.scenes, "List of scenes, one a line")->required();
  app.add_option("pipeline", options.run.pipeline, "What stands behind platetestsrc")
      ->capture_default_str();
  app.add_option("--only", options.only, "Only scenes whose names contain this");
  app.add_option("--min-frames", options.min_frames, "Legible frames that make a passage")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--json", options.json, "Also write the figures to this file");
  app.add_flag("--failures", options.failures, "Print what went wrong in each scene");
  app.add_flag("--attach-regions", options.run.attach_regions,
               "Let the source say where the plates are");
  app.add_flag("--no-single", no_single,
               "Leave out the figures of single frames, for half the time");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    constexpr int kUsage = 2;
    return app.exit(error) == 0 ? 0 : kUsage;
  }
  options.single = !no_single;
  gst_init(nullptr, nullptr);
  evaluate(options);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const deepocr::Error& error) {
    std::fprintf(stderr, "evaluate-passages: %s\n", error.what());
    if (!error.detail().empty()) std::fprintf(stderr, "  (%s)\n", error.detail().c_str());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "evaluate-passages: %s\n", error.what());
  }
  return 1;
}
