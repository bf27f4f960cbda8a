// SPDX-License-Identifier: MIT
// What the page is told, as JSON.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "camera.h"
#include "event_log.h"
#include "search.h"

namespace dashboard {

nlohmann::json to_json(const Event& event);
/// @param is_exact whether the number that was read matches.
nlohmann::json to_json(const Match& match, bool is_exact);
nlohmann::json to_json(const CameraStatus& status);

/// Text from elements may be no UTF-8; what is not is replaced.
std::string dump(const nlohmann::json& json);

}  // namespace dashboard
