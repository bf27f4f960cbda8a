// SPDX-License-Identifier: MIT
// What the elements have in common that look at frames and attach metadata to them.
#include "analyzer.h"

#include <utility>

#include "mapped-frame.h"

namespace deepocr::plugin {
namespace {

/// Copies a meta that says how the memory is to be read, as GstVideoMeta does with its strides and
/// offsets. gst_buffer_copy_into() leaves it out where it does not copy the memory itself.
gboolean copy_memory_meta(GstBuffer* input, GstMeta** meta, gpointer output) noexcept {
  const GstMetaInfo* info = (*meta)->info;
  static const GQuark of_memory = g_quark_from_static_string(GST_META_TAG_MEMORY_STR);
  if (gst_meta_api_type_has_tag(info->api, of_memory) && info->transform_func != nullptr) {
    GstMetaTransformCopy whole = {FALSE, 0, static_cast<gsize>(-1)};
    info->transform_func(static_cast<GstBuffer*>(output), *meta, input, _gst_meta_transform_copy,
                         &whole);
  }
  return TRUE;
}

/// As the base class, but for memory that may not be shared by a copy of its buffer: that would be
/// copied, for the sake of a few bytes of metadata. It is the same memory for the same frame.
GstFlowReturn prepare_output_buffer(GstBaseTransform*, GstBuffer* input,
                                    GstBuffer** output) noexcept {
  if (gst_buffer_is_writable(input)) {
    *output = input;
    return GST_FLOW_OK;
  }
  constexpr int kMetadata =
      GST_BUFFER_COPY_FLAGS | GST_BUFFER_COPY_TIMESTAMPS | GST_BUFFER_COPY_META;
  GstBuffer* copy = gst_buffer_new();
  gst_buffer_copy_into(copy, input, static_cast<GstBufferCopyFlags>(kMetadata), 0,
                       static_cast<gsize>(-1));
  for (guint i = 0; i < gst_buffer_n_memory(input); ++i) {
    gst_buffer_append_memory(copy, gst_memory_ref(gst_buffer_peek_memory(input, i)));
  }
  gst_buffer_foreach_meta(input, copy_memory_meta, copy);
  // The memory goes back to its pool with the last buffer that holds it, not with the first.
  gst_buffer_add_parent_buffer_meta(copy, input);
  *output = copy;
  return GST_FLOW_OK;
}

}  // namespace

gboolean propose_cropped_frames(GstBaseTransform* base, GstQuery* decide,
                                GstQuery* query) noexcept {
  auto* parent = static_cast<GstBaseTransformClass*>(g_type_class_peek(GST_TYPE_BASE_TRANSFORM));
  if (!parent->propose_allocation(base, decide, query)) return FALSE;
  guint place = 0;
  if (gst_query_find_allocation_meta(query, GST_VIDEO_CROP_META_API_TYPE, &place)) {
    gst_query_remove_nth_allocation_meta(query, place);
  }
  return TRUE;
}

void set_up_analyzer(GstBaseTransformClass* klass) {
  klass->prepare_output_buffer = prepare_output_buffer;
  klass->propose_allocation = propose_cropped_frames;
  GstElementClass* element_class = GST_ELEMENT_CLASS(klass);
  g_autoptr(GstCaps) caps = gst_caps_from_string(GST_VIDEO_CAPS_MAKE(DEEPOCR_VIDEO_FORMATS));
  gst_element_class_add_pad_template(
      element_class, gst_pad_template_new("sink", GST_PAD_SINK, GST_PAD_ALWAYS, caps));
  gst_element_class_add_pad_template(
      element_class, gst_pad_template_new("src", GST_PAD_SRC, GST_PAD_ALWAYS, caps));
}

bool Continuity::is_broken_by(const GstBuffer* frame, double rate) noexcept {
  constexpr GstClockTime kLongestDrop = GST_SECOND;
  const GstClockTime time = GST_BUFFER_PTS(frame);
  const GstClockTime last = std::exchange(last_time_, time);
  if (!GST_BUFFER_IS_DISCONT(frame)) return false;
  if (!GST_CLOCK_TIME_IS_VALID(time) || !GST_CLOCK_TIME_IS_VALID(last)) return true;
  const auto [earlier, later] = rate < 0 ? std::pair{time, last} : std::pair{last, time};
  return later <= earlier || later - earlier > kLongestDrop;
}

void warn_of_unmapped_frame(GstElement* element, const GstVideoInfo& info, GstBuffer* buffer,
                            const char* passes) {
  GST_ELEMENT_WARNING(
      element, STREAM, FORMAT,
      ("A frame cannot be mapped, and passes %s; others like it will too.", passes),
      ("%" G_GSIZE_FORMAT " bytes for %s %dx%d", gst_buffer_get_size(buffer),
       GST_VIDEO_INFO_NAME(&info), GST_VIDEO_INFO_WIDTH(&info), GST_VIDEO_INFO_HEIGHT(&info)));
}

}  // namespace deepocr::plugin
