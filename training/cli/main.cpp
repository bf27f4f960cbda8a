// SPDX-License-Identifier: MIT
// deepocr-train: makes data, trains, measures and exports readers.
#include <climits>
#include <csignal>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <memory>
#include <string>

#ifdef __GLIBC__
#include <malloc.h>
#endif

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

/// @returns a sentence about the first argument that nothing has taken, or nothing.
std::string complaint_about_rest(const CLI::App& app) {
  const auto rest = app.remaining(true);
  if (rest.empty()) return {};
  const std::string& first = rest.front();
  const auto commands = app.get_subcommands();
  const bool is_option = first.rfind('-', 0) == 0;
  if (commands.empty() && !is_option) return "There is no subcommand '" + first + "'.";
  const std::string name =
      app.get_name() + (commands.empty() ? "" : " " + commands.front()->get_name());
  return is_option ? name + " has no option '" + first + "'."
                   : name + " has no use for '" + first + "'.";
}

/// What nothing has taken comes before what is missing: the one is often the other, mistyped.
int report(const CLI::App& app, const CLI::ParseError& error) {
  constexpr int kUsage = 2;
  const bool about_arguments = dynamic_cast<const CLI::RequiredError*>(&error) != nullptr ||
                               dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr;
  const std::string complaint = about_arguments ? complaint_about_rest(app) : "";
  if (complaint.empty()) return app.exit(error) == 0 ? 0 : kUsage;
  app.exit(CLI::ParseError(complaint, CLI::ExitCodes::ExtrasError));
  return kUsage;
}

/// Every step of a training frees the tensors that the next one asks for again. glibc would hand
/// them back to the system, and have them faulted in anew.
void keep_freed_memory() {
#ifdef __GLIBC__
  constexpr int kMiB = 1 << 20;
  mallopt(M_MMAP_THRESHOLD, 32 * kMiB);  // the most that glibc allows
  mallopt(M_TRIM_THRESHOLD, INT_MAX);
  mallopt(M_TOP_PAD, 256 * kMiB);
#endif
}

int run(int argc, char** argv) {
  CLI::App app("Makes training data, trains, measures and exports DeepOCR's readers.",
               "deepocr-train");
  app.require_subcommand(1);
  app.set_version_flag("--version", "deepocr-train " DEEPOCR_VERSION);
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
    return report(app, error);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a size limit is then an error of write(), as a full disk is
  cv::setNumThreads(1);           // our own workers share the cores
  keep_freed_memory();
  try {
    return run(argc, argv);
  } catch (const deepocr::Error& error) {
    std::fprintf(stderr, "deepocr-train: %s\n", error.what());
    if (!error.detail().empty()) std::fprintf(stderr, "  (%s)\n", error.detail().c_str());
  } catch (const std::filesystem::filesystem_error& error) {
    std::fprintf(stderr, "deepocr-train: Cannot reach '%s': %s.\n", error.path1().c_str(),
                 error.code().message().c_str());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "deepocr-train: %s\n", error.what());
  }
  return 1;
}
