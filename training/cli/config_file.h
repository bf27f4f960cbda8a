// SPDX-License-Identifier: MIT
// Files given with --config.
#pragma once

#include <istream>
#include <vector>

#include <CLI/CLI.hpp>

namespace deepocr::training {

/// Reads TOML as CLI11 does, but takes nothing that the program would then pass over in silence:
/// sections that are no subcommand, keys that are no option, and text that is neither.
class ConfigFile : public CLI::ConfigTOML {
 public:
  /// @param app outlives this; its --config names the file.
  explicit ConfigFile(const CLI::App& app) : app_(app) {}

  /// @throws CLI::ConfigError naming the file and what is not known.
  std::vector<CLI::ConfigItem> from_config(std::istream& input) const override;

 private:
  void check(const CLI::ConfigItem& item) const;
  [[noreturn]] void fail(const std::string& complaint) const;

  const CLI::App& app_;
};

}  // namespace deepocr::training
