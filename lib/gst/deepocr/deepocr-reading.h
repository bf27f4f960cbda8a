/* SPDX-License-Identifier: MIT */
/* GstDeepOcrReading: what was read on one plate in one frame. */
#pragma once

#include <gst/deepocr/deepocr-prelude.h>

G_BEGIN_DECLS

#define GST_DEEPOCR_N_DIGITS 5
#define GST_DEEPOCR_N_CLASSES 10
#define GST_DEEPOCR_N_POSTERIORS 50
#define GST_DEEPOCR_N_QUAD_COORDS 8

#define GST_DEEPOCR_REASON_TOO_SMALL "too-small"
#define GST_DEEPOCR_REASON_BLURRED "blurred"
#define GST_DEEPOCR_REASON_NOT_FIVE_DIGITS "not-five-digits"
#define GST_DEEPOCR_REASON_LOW_CONFIDENCE "low-confidence"

typedef enum {
  GST_DEEPOCR_STATE_READING,
  GST_DEEPOCR_STATE_CONFIRMED,
  GST_DEEPOCR_STATE_REFUSED,
} GstDeepOcrState;

typedef enum {
  GST_DEEPOCR_ERROR_MALFORMED,
} GstDeepOcrError;

typedef struct _GstDeepOcrReading GstDeepOcrReading;

#define GST_TYPE_DEEPOCR_STATE (gst_deepocr_state_get_type())
GST_DEEPOCR_API GType gst_deepocr_state_get_type(void);
GST_DEEPOCR_API const gchar* gst_deepocr_state_get_nick(GstDeepOcrState state);

#define GST_DEEPOCR_ERROR (gst_deepocr_error_quark())
#define GST_TYPE_DEEPOCR_ERROR (gst_deepocr_error_get_type())
GST_DEEPOCR_API GType gst_deepocr_error_get_type(void);
GST_DEEPOCR_API GQuark gst_deepocr_error_quark(void);

#define GST_TYPE_DEEPOCR_READING (gst_deepocr_reading_get_type())
GST_DEEPOCR_API GType gst_deepocr_reading_get_type(void);

/* For producers. */
GST_DEEPOCR_API GstDeepOcrReading* gst_deepocr_reading_new(const gchar* text, gdouble confidence);
GST_DEEPOCR_API GstDeepOcrReading* gst_deepocr_reading_new_refused(const gchar* reason,
                                                                   gdouble confidence);
GST_DEEPOCR_API GstDeepOcrReading* gst_deepocr_reading_copy(const GstDeepOcrReading* reading);
GST_DEEPOCR_API void gst_deepocr_reading_set_rectangle(GstDeepOcrReading* reading, gint x, gint y,
                                                       gint width, gint height);
GST_DEEPOCR_API void gst_deepocr_reading_set_quad(GstDeepOcrReading* reading, const gdouble* quad);
GST_DEEPOCR_API void gst_deepocr_reading_set_digit_confidences(GstDeepOcrReading* reading,
                                                               const gdouble* confidences);
GST_DEEPOCR_API void gst_deepocr_reading_set_posteriors(GstDeepOcrReading* reading,
                                                        const gdouble* posteriors);
GST_DEEPOCR_API void gst_deepocr_reading_set_track(GstDeepOcrReading* reading, guint track_id,
                                                   guint agreeing_frames);
GST_DEEPOCR_API void gst_deepocr_reading_set_confirmed(GstDeepOcrReading* reading,
                                                       gboolean confirmed);
GST_DEEPOCR_API void gst_deepocr_reading_set_model(GstDeepOcrReading* reading, const gchar* model);

/* For consumers. */
GST_DEEPOCR_API const gchar* gst_deepocr_reading_get_text(const GstDeepOcrReading* reading);
GST_DEEPOCR_API gdouble gst_deepocr_reading_get_confidence(const GstDeepOcrReading* reading);
GST_DEEPOCR_API void gst_deepocr_reading_get_rectangle(const GstDeepOcrReading* reading, gint* x,
                                                       gint* y, gint* width, gint* height);
GST_DEEPOCR_API const gdouble* gst_deepocr_reading_get_quad(const GstDeepOcrReading* reading);
GST_DEEPOCR_API const gdouble* gst_deepocr_reading_get_digit_confidences(
    const GstDeepOcrReading* reading);
GST_DEEPOCR_API const gdouble* gst_deepocr_reading_get_posteriors(const GstDeepOcrReading* reading);
GST_DEEPOCR_API guint gst_deepocr_reading_get_track_id(const GstDeepOcrReading* reading);
GST_DEEPOCR_API guint gst_deepocr_reading_get_agreeing_frames(const GstDeepOcrReading* reading);
GST_DEEPOCR_API GstDeepOcrState gst_deepocr_reading_get_state(const GstDeepOcrReading* reading);
GST_DEEPOCR_API const gchar* gst_deepocr_reading_get_reason(const GstDeepOcrReading* reading);
GST_DEEPOCR_API const gchar* gst_deepocr_reading_get_model(const GstDeepOcrReading* reading);

GST_DEEPOCR_API GstStructure* gst_deepocr_reading_to_structure(const GstDeepOcrReading* reading);
GST_DEEPOCR_API GstDeepOcrReading* gst_deepocr_reading_from_structure(const GstStructure* structure,
                                                                      GError** error);

GST_DEEPOCR_API GstDeepOcrReading* gst_deepocr_reading_ref(GstDeepOcrReading* reading);
GST_DEEPOCR_API void gst_deepocr_reading_unref(GstDeepOcrReading* reading);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GstDeepOcrReading, gst_deepocr_reading_unref)

G_END_DECLS
