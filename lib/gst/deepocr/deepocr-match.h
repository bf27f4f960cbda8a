/* SPDX-License-Identifier: MIT */
/* GstDeepOcrMatch: how a plate relates to a list of numbers to look out for. */
#pragma once

#include <gst/deepocr/deepocr-prelude.h>

G_BEGIN_DECLS

#define GST_DEEPOCR_WATCH_LIST_NAME "deepocr-watch-list"
#define GST_DEEPOCR_MATCH_FIELD "watch-list"

typedef struct _GstDeepOcrMatch GstDeepOcrMatch;

#define GST_TYPE_DEEPOCR_MATCH (gst_deepocr_match_get_type())
GST_DEEPOCR_API GType gst_deepocr_match_get_type(void);

GST_DEEPOCR_API GstDeepOcrMatch* gst_deepocr_match_new(const gchar* number, const gchar* note,
                                                       gdouble probability, gdouble margin,
                                                       gdouble not_listed, gboolean is_exact,
                                                       gboolean is_hit);
GST_DEEPOCR_API GstDeepOcrMatch* gst_deepocr_match_copy(const GstDeepOcrMatch* match);
GST_DEEPOCR_API void gst_deepocr_match_free(GstDeepOcrMatch* match);

GST_DEEPOCR_API const gchar* gst_deepocr_match_get_number(const GstDeepOcrMatch* match);
GST_DEEPOCR_API const gchar* gst_deepocr_match_get_note(const GstDeepOcrMatch* match);
GST_DEEPOCR_API gdouble gst_deepocr_match_get_probability(const GstDeepOcrMatch* match);
GST_DEEPOCR_API gdouble gst_deepocr_match_get_margin(const GstDeepOcrMatch* match);
GST_DEEPOCR_API gdouble gst_deepocr_match_get_not_listed(const GstDeepOcrMatch* match);
GST_DEEPOCR_API gboolean gst_deepocr_match_is_exact(const GstDeepOcrMatch* match);
GST_DEEPOCR_API gboolean gst_deepocr_match_is_hit(const GstDeepOcrMatch* match);

GST_DEEPOCR_API GstStructure* gst_deepocr_match_to_structure(const GstDeepOcrMatch* match);
GST_DEEPOCR_API GstDeepOcrMatch* gst_deepocr_match_from_structure(const GstStructure* structure,
                                                                  GError** error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(GstDeepOcrMatch, gst_deepocr_match_free)

G_END_DECLS
