// SPDX-License-Identifier: MIT
// The subcommands of deepocr-train; each lives in a file of its own.
#pragma once

namespace CLI {
class App;
}

namespace deepocr::training {

// Each adds its subcommand, which runs when the command line names it and throws Error on failure.
void add_generate_command(CLI::App& app);
void add_preview_command(CLI::App& app);
void add_train_command(CLI::App& app);
void add_evaluate_command(CLI::App& app);
void add_export_command(CLI::App& app);

}  // namespace deepocr::training
