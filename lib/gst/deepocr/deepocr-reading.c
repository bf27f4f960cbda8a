/* SPDX-License-Identifier: MIT */
/* GstDeepOcrReading: its fields, and its form as a GstStructure. */

/**
 * SECTION:reading
 *
 * A #GstDeepOcrReading is what was read on one plate in one frame. Producers fill one in with the
 * setters and attach it with gst_buffer_add_deepocr_readings(); consumers get copies back from
 * gst_buffer_get_deepocr_readings() and use the getters.
 *
 * Coordinates are pixels of the frame, from its top left corner; confidences and posteriors are
 * probabilities, 0 to 1.
 *
 * Since: 0.1
 */
#include "deepocr-reading.h"

#include <math.h>
#include <string.h>

#include "deepocr-probability.h"

/**
 * GstDeepOcrReading:
 *
 * What was read on one plate in one frame. Opaque; a #GstMiniObject, so that whoever holds the
 * only reference may change it.
 *
 * Since: 0.1
 */
struct _GstDeepOcrReading {
  GstMiniObject mini_object;

  gchar text[GST_DEEPOCR_N_DIGITS + 1]; /* five digits, or "" when refused */
  gdouble confidence;
  gint x, y, width, height;
  gdouble quad[GST_DEEPOCR_N_QUAD_COORDS]; /* x0, y0 .. x3, y3 */
  gdouble digit_confidences[GST_DEEPOCR_N_DIGITS];
  gdouble posteriors[GST_DEEPOCR_N_POSTERIORS]; /* [digit, class] */
  guint track_id;
  guint agreeing_frames;
  GstDeepOcrState state;
  const gchar* reason; /* interned */
  const gchar* model;  /* interned: a pipeline has few models and many readings */
};

GST_DEFINE_MINI_OBJECT_TYPE(GstDeepOcrReading, gst_deepocr_reading)

/**
 * GstDeepOcrState:
 * @GST_DEEPOCR_STATE_READING: five digits were read, and are not confirmed yet
 * @GST_DEEPOCR_STATE_CONFIRMED: the readings of several frames agree
 * @GST_DEEPOCR_STATE_REFUSED: no five digits that one can trust; the reason says why
 *
 * How far a reading can be trusted. The nicks are `reading`, `confirmed` and `refused`.
 *
 * Since: 0.1
 */

/**
 * GstDeepOcrError:
 * @GST_DEEPOCR_ERROR_MALFORMED: a structure does not hold a reading
 *
 * Errors of this library.
 *
 * Since: 0.1
 */

/**
 * GST_DEEPOCR_N_DIGITS:
 *
 * How many digits a plate has.
 *
 * Since: 0.1
 */

/**
 * GST_DEEPOCR_N_CLASSES:
 *
 * How many classes each digit has: 0 to 9.
 *
 * Since: 0.1
 */

/**
 * GST_DEEPOCR_N_POSTERIORS:
 *
 * The number of posteriors of a reading: digits times classes.
 *
 * Since: 0.1
 */

/**
 * GST_DEEPOCR_N_QUAD_COORDS:
 *
 * The number of coordinates of a quad: x and y of four corners.
 *
 * Since: 0.1
 */

/**
 * GST_DEEPOCR_REASON_TOO_SMALL:
 *
 * Refused: the text has too few pixels.
 *
 * Since: 0.1
 */

/**
 * GST_DEEPOCR_REASON_BLURRED:
 *
 * Refused: the text is not sharp enough.
 *
 * Since: 0.1
 */

/**
 * GST_DEEPOCR_REASON_NOT_FIVE_DIGITS:
 *
 * Refused: the region does not show exactly one run of five digits.
 *
 * Since: 0.1
 */

/**
 * GST_DEEPOCR_REASON_LOW_CONFIDENCE:
 *
 * Refused: five digits, with a confidence below the threshold.
 *
 * Since: 0.1
 */

GType gst_deepocr_state_get_type(void) {
  static const GEnumValue values[] = {
      {GST_DEEPOCR_STATE_READING, "GST_DEEPOCR_STATE_READING", "reading"},
      {GST_DEEPOCR_STATE_CONFIRMED, "GST_DEEPOCR_STATE_CONFIRMED", "confirmed"},
      {GST_DEEPOCR_STATE_REFUSED, "GST_DEEPOCR_STATE_REFUSED", "refused"},
      {0, NULL, NULL},
  };
  static gsize type = 0;
  if (g_once_init_enter(&type)) {
    g_once_init_leave(&type, g_enum_register_static("GstDeepOcrState", values));
  }
  return (GType)type;
}

GType gst_deepocr_error_get_type(void) {
  static const GEnumValue values[] = {
      {GST_DEEPOCR_ERROR_MALFORMED, "GST_DEEPOCR_ERROR_MALFORMED", "malformed"},
      {0, NULL, NULL},
  };
  static gsize type = 0;
  if (g_once_init_enter(&type)) {
    g_once_init_leave(&type, g_enum_register_static("GstDeepOcrError", values));
  }
  return (GType)type;
}

/**
 * gst_deepocr_state_get_nick:
 * @state: a #GstDeepOcrState
 *
 * Returns: (transfer none): the word for @state that structures, messages and JSON use
 *
 * Since: 0.1
 */
const gchar* gst_deepocr_state_get_nick(GstDeepOcrState state) {
  switch (state) {
    case GST_DEEPOCR_STATE_READING:
      return "reading";
    case GST_DEEPOCR_STATE_CONFIRMED:
      return "confirmed";
    case GST_DEEPOCR_STATE_REFUSED:
      return "refused";
  }
  g_return_val_if_reached("");
}

static gboolean state_from_nick(const gchar* nick, GstDeepOcrState* state) {
  static const GstDeepOcrState states[] = {GST_DEEPOCR_STATE_READING, GST_DEEPOCR_STATE_CONFIRMED,
                                           GST_DEEPOCR_STATE_REFUSED};
  for (guint i = 0; i < G_N_ELEMENTS(states); i++) {
    if (g_strcmp0(nick, gst_deepocr_state_get_nick(states[i])) == 0) {
      *state = states[i];
      return TRUE;
    }
  }
  return FALSE;
}

/**
 * gst_deepocr_error_quark:
 *
 * Returns: the domain of #GstDeepOcrError
 *
 * Since: 0.1
 */
GQuark gst_deepocr_error_quark(void) {
  return g_quark_from_static_string("gst-deepocr-error-quark");
}

static gboolean all_finite(const gdouble* values, guint n_values) {
  for (guint i = 0; i < n_values; i++) {
    if (!isfinite(values[i])) return FALSE;
  }
  return TRUE;
}

/* A sum of floats may exceed 1 by a rounding error, which is no reason to lose a reading. */
static void copy_probabilities(gdouble* destination, const gdouble* source, guint n_values) {
  for (guint i = 0; i < n_values; i++) destination[i] = CLAMP(source[i], 0.0, 1.0);
}

static gboolean is_five_digits(const gchar* text) {
  return text != NULL && strlen(text) == GST_DEEPOCR_N_DIGITS &&
         strspn(text, "0123456789") == GST_DEEPOCR_N_DIGITS;
}

static gboolean is_writable(const GstDeepOcrReading* reading) {
  return reading != NULL && gst_mini_object_is_writable(GST_MINI_OBJECT_CONST_CAST(reading));
}

static void free_reading(GstMiniObject* object) { g_free(object); }

static GstMiniObject* copy_reading(const GstMiniObject* object) {
  return GST_MINI_OBJECT_CAST(gst_deepocr_reading_copy((const GstDeepOcrReading*)object));
}

static GstDeepOcrReading* new_reading(void) {
  GstDeepOcrReading* reading = g_new0(GstDeepOcrReading, 1);
  gst_mini_object_init(GST_MINI_OBJECT_CAST(reading), 0, GST_TYPE_DEEPOCR_READING, copy_reading,
                       NULL, free_reading);
  reading->reason = "";
  reading->model = "";
  return reading;
}

/**
 * gst_deepocr_reading_new:
 * @text: exactly five digits
 * @confidence: the calibrated probability that all five are right
 *
 * A reading in the state %GST_DEEPOCR_STATE_READING; gst_deepocr_reading_set_confirmed() may
 * change that. All other fields are zero or empty until they are set.
 *
 * Returns: (transfer full): a new reading
 *
 * Since: 0.1
 */
GstDeepOcrReading* gst_deepocr_reading_new(const gchar* text, gdouble confidence) {
  g_return_val_if_fail(is_five_digits(text), NULL);
  g_return_val_if_fail(is_probability(confidence), NULL);

  GstDeepOcrReading* reading = new_reading();
  memcpy(reading->text, text, sizeof reading->text);
  reading->confidence = confidence;
  reading->state = GST_DEEPOCR_STATE_READING;
  return reading;
}

/**
 * gst_deepocr_reading_new_refused:
 * @reason: why the plate was not read: %GST_DEEPOCR_REASON_TOO_SMALL,
 *   %GST_DEEPOCR_REASON_BLURRED, %GST_DEEPOCR_REASON_NOT_FIVE_DIGITS,
 *   %GST_DEEPOCR_REASON_LOW_CONFIDENCE, or one of a few words of a producer: each stays in memory
 * @confidence: the confidence of the best five digits, 0 when there are none
 *
 * A plate that was seen and not read: its text is empty, its state %GST_DEEPOCR_STATE_REFUSED.
 *
 * Returns: (transfer full): a new reading
 *
 * Since: 0.1
 */
GstDeepOcrReading* gst_deepocr_reading_new_refused(const gchar* reason, gdouble confidence) {
  g_return_val_if_fail(reason != NULL && *reason != '\0', NULL);
  g_return_val_if_fail(is_probability(confidence), NULL);

  GstDeepOcrReading* reading = new_reading();
  reading->confidence = confidence;
  reading->state = GST_DEEPOCR_STATE_REFUSED;
  reading->reason = g_intern_string(reason);
  return reading;
}

/**
 * gst_deepocr_reading_copy:
 * @reading: a #GstDeepOcrReading
 *
 * Returns: (transfer full): a copy that its holder may change
 *
 * Since: 0.1
 */
GstDeepOcrReading* gst_deepocr_reading_copy(const GstDeepOcrReading* reading) {
  g_return_val_if_fail(reading != NULL, NULL);

  GstDeepOcrReading* copy = new_reading();
  const gsize start = G_STRUCT_OFFSET(GstDeepOcrReading, text);
  memcpy((guint8*)copy + start, (const guint8*)reading + start, sizeof *copy - start);
  return copy;
}

/**
 * gst_deepocr_reading_ref:
 * @reading: a #GstDeepOcrReading
 *
 * Returns: (transfer full): @reading
 *
 * Since: 0.1
 */
GstDeepOcrReading* gst_deepocr_reading_ref(GstDeepOcrReading* reading) {
  return (GstDeepOcrReading*)gst_mini_object_ref(GST_MINI_OBJECT_CAST(reading));
}

/**
 * gst_deepocr_reading_unref:
 * @reading: (transfer full): a #GstDeepOcrReading
 *
 * Since: 0.1
 */
void gst_deepocr_reading_unref(GstDeepOcrReading* reading) {
  gst_mini_object_unref(GST_MINI_OBJECT_CAST(reading));
}

/**
 * gst_deepocr_reading_set_rectangle:
 * @reading: a writable #GstDeepOcrReading
 * @x: left edge, in pixels of the frame
 * @y: top edge
 * @width: width, not negative
 * @height: height, not negative
 *
 * Sets the bounding box, and the quad to its corners. A producer that knows the quad better calls
 * gst_deepocr_reading_set_quad() afterwards.
 *
 * Since: 0.1
 */
void gst_deepocr_reading_set_rectangle(GstDeepOcrReading* reading, gint x, gint y, gint width,
                                       gint height) {
  g_return_if_fail(is_writable(reading));
  g_return_if_fail(width >= 0 && height >= 0);

  reading->x = x;
  reading->y = y;
  reading->width = width;
  reading->height = height;
  const gdouble right = (gdouble)x + width;
  const gdouble bottom = (gdouble)y + height;
  const gdouble corners[GST_DEEPOCR_N_QUAD_COORDS] = {x, y, right, y, right, bottom, x, bottom};
  memcpy(reading->quad, corners, sizeof reading->quad);
}

/**
 * gst_deepocr_reading_set_quad:
 * @reading: a writable #GstDeepOcrReading
 * @quad: (array fixed-size=8): x0, y0 to x3, y3, clockwise from the top left of the text, in
 *   pixels of the frame
 *
 * Since: 0.1
 */
void gst_deepocr_reading_set_quad(GstDeepOcrReading* reading, const gdouble* quad) {
  g_return_if_fail(is_writable(reading));
  g_return_if_fail(quad != NULL && all_finite(quad, GST_DEEPOCR_N_QUAD_COORDS));
  memcpy(reading->quad, quad, sizeof reading->quad);
}

/**
 * gst_deepocr_reading_set_digit_confidences:
 * @reading: a writable #GstDeepOcrReading
 * @confidences: (array fixed-size=5): for each digit, the probability that it is right;
 *   cut off at 0 and 1
 *
 * Since: 0.1
 */
void gst_deepocr_reading_set_digit_confidences(GstDeepOcrReading* reading,
                                               const gdouble* confidences) {
  g_return_if_fail(is_writable(reading));
  g_return_if_fail(confidences != NULL && all_finite(confidences, GST_DEEPOCR_N_DIGITS));
  copy_probabilities(reading->digit_confidences, confidences, GST_DEEPOCR_N_DIGITS);
}

/**
 * gst_deepocr_reading_set_posteriors:
 * @reading: a writable #GstDeepOcrReading
 * @posteriors: (array fixed-size=50): the probability of 0 to 9 at the first place, then at the
 *   second, and so on; cut off at 0 and 1
 *
 * Since: 0.1
 */
void gst_deepocr_reading_set_posteriors(GstDeepOcrReading* reading, const gdouble* posteriors) {
  g_return_if_fail(is_writable(reading));
  g_return_if_fail(posteriors != NULL && all_finite(posteriors, GST_DEEPOCR_N_POSTERIORS));
  copy_probabilities(reading->posteriors, posteriors, GST_DEEPOCR_N_POSTERIORS);
}

/**
 * gst_deepocr_reading_set_track:
 * @reading: a writable #GstDeepOcrReading
 * @track_id: which passage of which plate this is; 0 when it is not tracked
 * @agreeing_frames: in how many frames of that track the same text was read
 *
 * Since: 0.1
 */
void gst_deepocr_reading_set_track(GstDeepOcrReading* reading, guint track_id,
                                   guint agreeing_frames) {
  g_return_if_fail(is_writable(reading));
  reading->track_id = track_id;
  reading->agreeing_frames = agreeing_frames;
}

/**
 * gst_deepocr_reading_set_confirmed:
 * @reading: a writable #GstDeepOcrReading that was not refused
 * @confirmed: whether several frames agree on the text
 *
 * Since: 0.1
 */
void gst_deepocr_reading_set_confirmed(GstDeepOcrReading* reading, gboolean confirmed) {
  g_return_if_fail(is_writable(reading));
  g_return_if_fail(reading->state != GST_DEEPOCR_STATE_REFUSED);
  reading->state = confirmed ? GST_DEEPOCR_STATE_CONFIRMED : GST_DEEPOCR_STATE_READING;
}

/**
 * gst_deepocr_reading_set_model:
 * @reading: a writable #GstDeepOcrReading
 * @model: (nullable): the name of the model that read the plate
 *
 * Since: 0.1
 */
void gst_deepocr_reading_set_model(GstDeepOcrReading* reading, const gchar* model) {
  g_return_if_fail(is_writable(reading));
  reading->model = g_intern_string(model ? model : "");
}

/**
 * gst_deepocr_reading_get_text:
 * @reading: a #GstDeepOcrReading
 *
 * Returns: (transfer none): exactly five digits; empty when refused
 *
 * Since: 0.1
 */
const gchar* gst_deepocr_reading_get_text(const GstDeepOcrReading* reading) {
  g_return_val_if_fail(reading != NULL, "");
  return reading->text;
}

/**
 * gst_deepocr_reading_get_confidence:
 * @reading: a #GstDeepOcrReading
 *
 * Returns: the calibrated probability that all five digits are right; when refused, that of the
 *   best five digits
 *
 * Since: 0.1
 */
gdouble gst_deepocr_reading_get_confidence(const GstDeepOcrReading* reading) {
  g_return_val_if_fail(reading != NULL, 0.0);
  return reading->confidence;
}

/**
 * gst_deepocr_reading_get_rectangle:
 * @reading: a #GstDeepOcrReading
 * @x: (out) (optional): left edge, in pixels of the frame
 * @y: (out) (optional): top edge
 * @width: (out) (optional): width
 * @height: (out) (optional): height
 *
 * The bounding box.
 *
 * Since: 0.1
 */
void gst_deepocr_reading_get_rectangle(const GstDeepOcrReading* reading, gint* x, gint* y,
                                       gint* width, gint* height) {
  g_return_if_fail(reading != NULL);
  if (x) *x = reading->x;
  if (y) *y = reading->y;
  if (width) *width = reading->width;
  if (height) *height = reading->height;
}

/**
 * gst_deepocr_reading_get_quad:
 * @reading: a #GstDeepOcrReading
 *
 * Returns: (transfer none) (array fixed-size=8): x0, y0 to x3, y3, clockwise from the top left of
 *   the text, in pixels of the frame
 *
 * Since: 0.1
 */
const gdouble* gst_deepocr_reading_get_quad(const GstDeepOcrReading* reading) {
  g_return_val_if_fail(reading != NULL, NULL);
  return reading->quad;
}

/**
 * gst_deepocr_reading_get_digit_confidences:
 * @reading: a #GstDeepOcrReading
 *
 * Returns: (transfer none) (array fixed-size=5): for each digit, the probability that it is right;
 *   zeros when unknown
 *
 * Since: 0.1
 */
const gdouble* gst_deepocr_reading_get_digit_confidences(const GstDeepOcrReading* reading) {
  g_return_val_if_fail(reading != NULL, NULL);
  return reading->digit_confidences;
}

/**
 * gst_deepocr_reading_get_posteriors:
 * @reading: a #GstDeepOcrReading
 *
 * Returns: (transfer none) (array fixed-size=50): the probability of 0 to 9 at the first place,
 *   then at the second, and so on; zeros when unknown
 *
 * Since: 0.1
 */
const gdouble* gst_deepocr_reading_get_posteriors(const GstDeepOcrReading* reading) {
  g_return_val_if_fail(reading != NULL, NULL);
  return reading->posteriors;
}

/**
 * gst_deepocr_reading_get_track_id:
 * @reading: a #GstDeepOcrReading
 *
 * Returns: which passage of which plate this is; 0 when it is not tracked
 *
 * Since: 0.1
 */
guint gst_deepocr_reading_get_track_id(const GstDeepOcrReading* reading) {
  g_return_val_if_fail(reading != NULL, 0);
  return reading->track_id;
}

/**
 * gst_deepocr_reading_get_agreeing_frames:
 * @reading: a #GstDeepOcrReading
 *
 * Returns: in how many frames of the track the same text was read
 *
 * Since: 0.1
 */
guint gst_deepocr_reading_get_agreeing_frames(const GstDeepOcrReading* reading) {
  g_return_val_if_fail(reading != NULL, 0);
  return reading->agreeing_frames;
}

/**
 * gst_deepocr_reading_get_state:
 * @reading: a #GstDeepOcrReading
 *
 * Returns: how far the reading can be trusted
 *
 * Since: 0.1
 */
GstDeepOcrState gst_deepocr_reading_get_state(const GstDeepOcrReading* reading) {
  g_return_val_if_fail(reading != NULL, GST_DEEPOCR_STATE_REFUSED);
  return reading->state;
}

/**
 * gst_deepocr_reading_get_reason:
 * @reading: a #GstDeepOcrReading
 *
 * Returns: (transfer none): why the plate was not read; empty unless refused
 *
 * Since: 0.1
 */
const gchar* gst_deepocr_reading_get_reason(const GstDeepOcrReading* reading) {
  g_return_val_if_fail(reading != NULL, "");
  return reading->reason;
}

/**
 * gst_deepocr_reading_get_model:
 * @reading: a #GstDeepOcrReading
 *
 * Returns: (transfer none): the name of the model that read the plate; empty when unknown
 *
 * Since: 0.1
 */
const gchar* gst_deepocr_reading_get_model(const GstDeepOcrReading* reading) {
  g_return_val_if_fail(reading != NULL, "");
  return reading->model;
}

static void set_doubles(GstStructure* structure, const gchar* name, const gdouble* values,
                        guint n_values) {
  GValue array = G_VALUE_INIT;
  gst_value_array_init(&array, n_values);
  for (guint i = 0; i < n_values; i++) {
    GValue value = G_VALUE_INIT;
    g_value_init(&value, G_TYPE_DOUBLE);
    g_value_set_double(&value, values[i]);
    gst_value_array_append_and_take_value(&array, &value);
  }
  gst_structure_take_value(structure, name, &array);
}

/**
 * gst_deepocr_reading_to_structure:
 * @reading: a #GstDeepOcrReading
 *
 * The form that metas and messages hold, for languages that have GStreamer core alone.
 *
 * Returns: (transfer full): a structure `reading` with a field for each part of @reading
 *
 * Since: 0.1
 */
GstStructure* gst_deepocr_reading_to_structure(const GstDeepOcrReading* reading) {
  g_return_val_if_fail(reading != NULL, NULL);

  GstStructure* structure = gst_structure_new(
      "reading", "text", G_TYPE_STRING, reading->text, "confidence", G_TYPE_DOUBLE,
      reading->confidence, "x", G_TYPE_INT, reading->x, "y", G_TYPE_INT, reading->y, "width",
      G_TYPE_INT, reading->width, "height", G_TYPE_INT, reading->height, NULL);
  set_doubles(structure, "quad", reading->quad, GST_DEEPOCR_N_QUAD_COORDS);
  set_doubles(structure, "digit-confidences", reading->digit_confidences, GST_DEEPOCR_N_DIGITS);
  set_doubles(structure, "posteriors", reading->posteriors, GST_DEEPOCR_N_POSTERIORS);
  gst_structure_set(structure, "track-id", G_TYPE_UINT, reading->track_id, "state", G_TYPE_STRING,
                    gst_deepocr_state_get_nick(reading->state), "reason", G_TYPE_STRING,
                    reading->reason, "agreeing-frames", G_TYPE_UINT, reading->agreeing_frames,
                    "model", G_TYPE_STRING, reading->model, NULL);
  return structure;
}

/* Whether every field that is there has its type, and those that must be there are. */
static gboolean check_fields(const GstStructure* structure, GError** error) {
  const struct {
    const gchar* name;
    GType type;
    gboolean required;
  } fields[] = {
      {"text", G_TYPE_STRING, TRUE},
      {"confidence", G_TYPE_DOUBLE, TRUE},
      {"x", G_TYPE_INT, TRUE},
      {"y", G_TYPE_INT, TRUE},
      {"width", G_TYPE_INT, TRUE},
      {"height", G_TYPE_INT, TRUE},
      {"quad", GST_TYPE_ARRAY, TRUE},
      {"state", G_TYPE_STRING, TRUE},
      {"digit-confidences", GST_TYPE_ARRAY, FALSE},
      {"posteriors", GST_TYPE_ARRAY, FALSE},
      {"track-id", G_TYPE_UINT, FALSE},
      {"agreeing-frames", G_TYPE_UINT, FALSE},
      {"reason", G_TYPE_STRING, FALSE},
      {"model", G_TYPE_STRING, FALSE},
  };
  for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
    const GType type = gst_structure_get_field_type(structure, fields[i].name);
    if (type == fields[i].type || (type == G_TYPE_INVALID && !fields[i].required)) continue;
    g_set_error(error, GST_DEEPOCR_ERROR, GST_DEEPOCR_ERROR_MALFORMED,
                "The reading's field \"%s\" is %s and should be %s.", fields[i].name,
                type == G_TYPE_INVALID ? "missing" : g_type_name(type),
                g_type_name(fields[i].type));
    return FALSE;
  }
  return TRUE;
}

/* Copies an array field that check_fields() has seen; one that is not there leaves @values. */
static gboolean get_doubles(const GstStructure* structure, const gchar* name, gdouble* values,
                            guint n_values, gboolean probabilities, GError** error) {
  const GValue* array = gst_structure_get_value(structure, name);
  if (array == NULL) return TRUE;

  gboolean valid = gst_value_array_get_size(array) == n_values;
  for (guint i = 0; valid && i < n_values; i++) {
    const GValue* value = gst_value_array_get_value(array, i);
    valid = G_VALUE_HOLDS_DOUBLE(value);
    if (valid) values[i] = g_value_get_double(value);
    valid = valid && (probabilities ? is_probability(values[i]) : isfinite(values[i]));
  }
  if (!valid) {
    g_set_error(error, GST_DEEPOCR_ERROR, GST_DEEPOCR_ERROR_MALFORMED,
                "The reading's field \"%s\" should hold %u %s of type double.", name, n_values,
                probabilities ? "probabilities" : "finite numbers");
  }
  return valid;
}

/* The rules that tie fields together: what gst_deepocr_reading_new() and its setters enforce. */
static gboolean check_values(const GstDeepOcrReading* reading, const gchar* text, GError** error) {
  const gchar* fault = NULL;
  if (!is_probability(reading->confidence)) {
    fault = "its confidence is not between 0 and 1";
  } else if (reading->width < 0 || reading->height < 0) {
    fault = "its width or height is negative";
  } else if (reading->state == GST_DEEPOCR_STATE_REFUSED) {
    if (text != NULL && *text != '\0') fault = "it is refused and has a text";
    if (*reading->reason == '\0') fault = "it is refused without a reason";
  } else {
    if (!is_five_digits(text)) fault = "its text is not five digits";
    if (*reading->reason != '\0') fault = "it has a reason and is not refused";
  }
  if (fault == NULL) return TRUE;
  g_set_error(error, GST_DEEPOCR_ERROR, GST_DEEPOCR_ERROR_MALFORMED,
              "The reading is malformed: %s.", fault);
  return FALSE;
}

static const gchar* get_interned(const GstStructure* structure, const gchar* name) {
  const gchar* value = gst_structure_get_string(structure, name);
  return g_intern_string(value ? value : "");
}

/**
 * gst_deepocr_reading_from_structure:
 * @structure: a structure with the fields of a reading, whatever its name
 * @error: return location for a #GError
 *
 * `text`, `confidence`, `x`, `y`, `width`, `height`, `quad` and `state` must be there; the others
 * may be missing. Fields that a reading does not have are ignored.
 *
 * Returns: (transfer full) (nullable): a new reading, or %NULL with @error set to
 *   %GST_DEEPOCR_ERROR_MALFORMED
 *
 * Since: 0.1
 */
GstDeepOcrReading* gst_deepocr_reading_from_structure(const GstStructure* structure,
                                                      GError** error) {
  g_return_val_if_fail(structure != NULL, NULL);

  if (!check_fields(structure, error)) return NULL;

  g_autoptr(GstDeepOcrReading) reading = new_reading();
  gst_structure_get(structure, "confidence", G_TYPE_DOUBLE, &reading->confidence, "x", G_TYPE_INT,
                    &reading->x, "y", G_TYPE_INT, &reading->y, "width", G_TYPE_INT, &reading->width,
                    "height", G_TYPE_INT, &reading->height, NULL);
  if (!get_doubles(structure, "quad", reading->quad, GST_DEEPOCR_N_QUAD_COORDS, FALSE, error) ||
      !get_doubles(structure, "digit-confidences", reading->digit_confidences, GST_DEEPOCR_N_DIGITS,
                   TRUE, error) ||
      !get_doubles(structure, "posteriors", reading->posteriors, GST_DEEPOCR_N_POSTERIORS, TRUE,
                   error)) {
    return NULL;
  }
  gst_structure_get_uint(structure, "track-id", &reading->track_id);
  gst_structure_get_uint(structure, "agreeing-frames", &reading->agreeing_frames);
  reading->reason = get_interned(structure, "reason");
  reading->model = get_interned(structure, "model");

  const gchar* state = gst_structure_get_string(structure, "state");
  if (!state_from_nick(state, &reading->state)) {
    g_set_error(error, GST_DEEPOCR_ERROR, GST_DEEPOCR_ERROR_MALFORMED,
                "The reading's state \"%s\" should be \"reading\", \"confirmed\" or \"refused\".",
                state ? state : "");
    return NULL;
  }
  const gchar* text = gst_structure_get_string(structure, "text");
  if (!check_values(reading, text, error)) return NULL;
  if (reading->state != GST_DEEPOCR_STATE_REFUSED) {
    memcpy(reading->text, text, sizeof reading->text);
  }
  return g_steal_pointer(&reading);
}
