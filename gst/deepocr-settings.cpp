// SPDX-License-Identifier: MIT
// The properties of the element deepocr as values.
#include "deepocr-settings.h"

#include "deepocr/error.h"
#include "deepocr/model_path.h"
#include "region-list.h"

namespace deepocr::plugin {

std::string DeepOcrSettings::model_path() const {
  return model.empty() ? default_model_path() : model;
}

std::string DeepOcrSettings::locator_path() const {
  return locator_model.empty() ? default_locator_path() : locator_model;
}

ReaderSettings DeepOcrSettings::reader_settings() const {
  const std::string path = model.empty() ? require_default_model_path() : model;
  return {path, {device, threads, batch_size}, instance_id};
}

LocatorSettings DeepOcrSettings::locator_settings() const {
  const std::string path = locator_model.empty() ? require_default_locator_path() : locator_model;
  return {path, {device, threads}, instance_id};
}

void DeepOcrSettings::prepare() {
  regions = {region_mode, parse_region_list(fixed_regions), object_class, max_plates};
  if (region_mode == RegionMode::kFixed && regions.fixed.empty()) {
    throw Error(ErrorCode::kInvalidArgument,
                "regions is 'fixed', and fixed-regions names no region");
  }
}

}  // namespace deepocr::plugin
