// SPDX-License-Identifier: MIT
// The files of the page, which are compiled in.
#pragma once

#include <string>

#include "http_server.h"

namespace dashboard {

/// @param path "/index.html" and the like. Without a body when there is no such file.
Response page_file(const std::string& path);

}  // namespace dashboard
