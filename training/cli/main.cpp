// SPDX-License-Identifier: MIT
// deepocr-train: makes data, trains, measures and exports readers.
#include <csignal>
#include <cstdio>
#include <exception>
#include <memory>

#include <CLI/CLI.hpp>
#include <opencv2/core.hpp>

#include "cli/commands.h"
#include "cli/config_file.h"
#include "deepocr/error.h"

namespace {

constexpr const char* kFooter = R"(Examples:
  deepocr-train preview --output sheet.png
  deepocr-train train --output run --samples 1000000
  deepocr-train evaluate --model run/checkpoints/best.pt photographs
  deepocr-train export --checkpoint run/checkpoints/best.pt --output my.pt

Every option of a subcommand may also stand in a file given with --config, e.g.
  deepocr-train train --config training/recipes/reader.toml --output run)";

int run(int argc, char** argv) {
  CLI::App app("Makes training data, trains, measures and exports DeepOCR's readers.",
               "deepocr-train");
  app.require_subcommand(1);
  app.set_config("--config", "", "Read options from a TOML file; the command line wins");
  app.config_formatter(std::make_shared<deepocr::training::ConfigFile>(app));
  app.footer(kFooter);
  deepocr::training::add_generate_command(app);
  deepocr::training::add_preview_command(app);
  deepocr::training::add_train_command(app);
  deepocr::training::add_evaluate_command(app);
  deepocr::training::add_export_command(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    constexpr int kUsage = 2;
    return app.exit(error) == 0 ? 0 : kUsage;
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a size limit is then an error of write(), as a full disk is
  cv::setNumThreads(1);           // our own workers share the cores
  try {
    return run(argc, argv);
  } catch (const deepocr::Error& error) {
    std::fprintf(stderr, "deepocr-train: %s\n", error.what());
    if (!error.detail().empty()) std::fprintf(stderr, "  (%s)\n", error.detail().c_str());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "deepocr-train: %s\n", error.what());
  }
  return 1;
}
