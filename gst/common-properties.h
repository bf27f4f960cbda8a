// SPDX-License-Identifier: MIT
// Properties that several elements have in common, and their ranges.
#pragma once

#include <string>

#include <gst/gst.h>

namespace deepocr::plugin {

inline constexpr int kDefaultMaxPlates = 16;
inline constexpr int kMaxPlates = 1024;
inline constexpr int kDefaultThreads = 1;
inline constexpr int kMaxThreads = 256;
inline constexpr guint kDefaultInferenceInterval = 1;
inline constexpr guint kMaxInferenceInterval = 1000;
inline constexpr const char* kDefaultDevice = "cpu";

inline constexpr auto kWhileReady =
    static_cast<GParamFlags>(G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_READY);
inline constexpr auto kWhilePlaying = static_cast<GParamFlags>(
    G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_PLAYING);

GParamSpec* locator_model_property();
/// @param name "threshold" or "locator-threshold".
GParamSpec* locator_threshold_property(const char* name);
/// @param blurb what becomes of the other frames.
GParamSpec* inference_interval_property(const char* blurb);
GParamSpec* max_plates_property();
GParamSpec* device_property();
GParamSpec* threads_property();
GParamSpec* model_instance_id_property();
/// @param blurb what is counted.
GParamSpec* stats_property(const char* blurb);

/// @returns "" for a null string.
std::string string_of(const GValue* value);

}  // namespace deepocr::plugin
