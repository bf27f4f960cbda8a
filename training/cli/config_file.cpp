// SPDX-License-Identifier: MIT
// Files given with --config.
#include "cli/config_file.h"

#include <string>

#include <fmt/format.h>

namespace deepocr::training {
namespace {

/// CLI11 marks with these where a section begins and ends.
bool is_mark(const CLI::ConfigItem& item) { return item.name == "++" || item.name == "--"; }

/// @returns nullptr when there is no such subcommand.
const CLI::App* subcommand_named(const CLI::App& app, const std::string& name) {
  const auto found = app.get_subcommands(
      [&name](const CLI::App* subcommand) { return subcommand->get_name() == name; });
  return found.empty() ? nullptr : found.front();
}

bool has_option(const CLI::App& command, const std::string& name) {
  return command.get_option_no_throw("--" + name) != nullptr ||
         command.get_option_no_throw("-" + name) != nullptr ||
         command.get_option_no_throw(name) != nullptr;
}

}  // namespace

std::vector<CLI::ConfigItem> ConfigFile::from_config(std::istream& input) const {
  auto found = CLI::ConfigTOML::from_config(input);
  for (const auto& item : found) check(item);
  return found;
}

void ConfigFile::check(const CLI::ConfigItem& item) const {
  if (item.parents.empty()) {
    fail(fmt::format("'{}' stands outside of a section such as [train]", item.name));
  }
  const std::string section = fmt::format("{}", fmt::join(item.parents, "."));
  const CLI::App* command = subcommand_named(app_, section);
  if (command == nullptr) fail(fmt::format("the section [{}] is no subcommand", section));
  if (!is_mark(item) && !has_option(*command, item.name)) {
    fail(fmt::format("'{}' in [{}] is no option of {} {}", item.name, section, app_.get_name(),
                     section));
  }
}

void ConfigFile::fail(const std::string& complaint) const {
  const auto file = app_.get_config_ptr()->as<std::string>();
  throw CLI::ConfigError(fmt::format("{}: {}.", file, complaint));
}

}  // namespace deepocr::training
