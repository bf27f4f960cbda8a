/* SPDX-License-Identifier: MIT */
/* GstDeepOcrMatch: its fields, and its form as a GstStructure. */

/**
 * SECTION:match
 *
 * A #GstDeepOcrMatch says how a plate relates to a list of numbers to look out for: which listed
 * number it most probably is, and how probably it is none of them. Messages and events carry it as
 * a structure in the field %GST_DEEPOCR_MATCH_FIELD when there is a list;
 * gst_deepocr_message_parse_match() and gst_deepocr_event_parse_match() get it out. A plate that is
 * probable enough is a *hit*, and has a message and an event of its own, which are named
 * %GST_DEEPOCR_WATCH_LIST_NAME.
 *
 * Since: 0.1
 */
#include "deepocr-match.h"

#include <string.h>

#include "deepocr-probability.h"
#include "deepocr-reading.h"

/**
 * GST_DEEPOCR_WATCH_LIST_NAME:
 *
 * The name of the structure of the messages and events about hits.
 *
 * Since: 0.1
 */

/**
 * GST_DEEPOCR_MATCH_FIELD:
 *
 * The field of messages and events that holds the match.
 *
 * Since: 0.1
 */

/**
 * GstDeepOcrMatch:
 *
 * How a plate relates to a list of numbers. Opaque, and never changed.
 *
 * Since: 0.1
 */
struct _GstDeepOcrMatch {
  gchar number[GST_DEEPOCR_N_DIGITS + 1]; /* five digits, or "" */
  gchar* note;
  gdouble probability;
  gdouble margin;
  gdouble not_listed;
  gboolean is_exact;
  gboolean is_hit;
};

G_DEFINE_BOXED_TYPE(GstDeepOcrMatch, gst_deepocr_match, gst_deepocr_match_copy,
                    gst_deepocr_match_free)

static gboolean is_number(const gchar* text) {
  const gsize length = strlen(text);
  return (length == 0 || length == GST_DEEPOCR_N_DIGITS) && strspn(text, "0123456789") == length;
}

/**
 * gst_deepocr_match_new:
 * @number: the most probable listed number, five digits; empty when none is possible
 * @note: what the list says of it; bytes that are no UTF-8 are replaced
 * @probability: how probably it is the plate's number
 * @margin: by how much that exceeds the probability of the second best listed number
 * @not_listed: how probably the plate is none of the listed ones
 * @is_exact: whether @number is the text that was read
 * @is_hit: whether @probability reaches what was asked for
 *
 * Returns: (transfer full): a new match
 *
 * Since: 0.1
 */
GstDeepOcrMatch* gst_deepocr_match_new(const gchar* number, const gchar* note, gdouble probability,
                                       gdouble margin, gdouble not_listed, gboolean is_exact,
                                       gboolean is_hit) {
  g_return_val_if_fail(number != NULL && is_number(number), NULL);
  g_return_val_if_fail(note != NULL, NULL);
  g_return_val_if_fail(is_probability(probability) && is_probability(margin), NULL);
  g_return_val_if_fail(is_probability(not_listed), NULL);

  GstDeepOcrMatch* match = g_new0(GstDeepOcrMatch, 1);
  g_strlcpy(match->number, number, sizeof match->number);
  match->note = g_utf8_make_valid(note, -1);
  match->probability = probability;
  match->margin = margin;
  match->not_listed = not_listed;
  match->is_exact = is_exact;
  match->is_hit = is_hit;
  return match;
}

/**
 * gst_deepocr_match_copy:
 * @match: a #GstDeepOcrMatch
 *
 * Returns: (transfer full): a copy
 *
 * Since: 0.1
 */
GstDeepOcrMatch* gst_deepocr_match_copy(const GstDeepOcrMatch* match) {
  g_return_val_if_fail(match != NULL, NULL);
  GstDeepOcrMatch* copy = g_memdup2(match, sizeof *match);
  copy->note = g_strdup(match->note);
  return copy;
}

/**
 * gst_deepocr_match_free:
 * @match: (transfer full): a #GstDeepOcrMatch
 *
 * Since: 0.1
 */
void gst_deepocr_match_free(GstDeepOcrMatch* match) {
  g_return_if_fail(match != NULL);
  g_free(match->note);
  g_free(match);
}

/**
 * gst_deepocr_match_get_number:
 * @match: a #GstDeepOcrMatch
 *
 * Of a list that is not empty there nearly always is one, however improbable;
 * gst_deepocr_match_is_hit() says whether it counts.
 *
 * Returns: (transfer none): the listed number that the plate most probably is; empty when none is
 *   possible
 *
 * Since: 0.1
 */
const gchar* gst_deepocr_match_get_number(const GstDeepOcrMatch* match) {
  g_return_val_if_fail(match != NULL, "");
  return match->number;
}

/**
 * gst_deepocr_match_get_note:
 * @match: a #GstDeepOcrMatch
 *
 * Returns: (transfer none): what the list says of the number; may be empty
 *
 * Since: 0.1
 */
const gchar* gst_deepocr_match_get_note(const GstDeepOcrMatch* match) {
  g_return_val_if_fail(match != NULL, "");
  return match->note;
}

/**
 * gst_deepocr_match_get_probability:
 * @match: a #GstDeepOcrMatch
 *
 * Returns: the probability that the plate is the number
 *
 * Since: 0.1
 */
gdouble gst_deepocr_match_get_probability(const GstDeepOcrMatch* match) {
  g_return_val_if_fail(match != NULL, 0.0);
  return match->probability;
}

/**
 * gst_deepocr_match_get_margin:
 * @match: a #GstDeepOcrMatch
 *
 * Returns: by how much the probability exceeds that of the second best listed number
 *
 * Since: 0.1
 */
gdouble gst_deepocr_match_get_margin(const GstDeepOcrMatch* match) {
  g_return_val_if_fail(match != NULL, 0.0);
  return match->margin;
}

/**
 * gst_deepocr_match_get_not_listed:
 * @match: a #GstDeepOcrMatch
 *
 * Returns: the probability that the plate is none of the listed numbers
 *
 * Since: 0.1
 */
gdouble gst_deepocr_match_get_not_listed(const GstDeepOcrMatch* match) {
  g_return_val_if_fail(match != NULL, 1.0);
  return match->not_listed;
}

/**
 * gst_deepocr_match_is_exact:
 * @match: a #GstDeepOcrMatch
 *
 * Returns: whether the number is the text that was read; if not, it is another possible reading
 *
 * Since: 0.1
 */
gboolean gst_deepocr_match_is_exact(const GstDeepOcrMatch* match) {
  g_return_val_if_fail(match != NULL, FALSE);
  return match->is_exact;
}

/**
 * gst_deepocr_match_is_hit:
 * @match: a #GstDeepOcrMatch
 *
 * Returns: whether the number is probable enough to act on
 *
 * Since: 0.1
 */
gboolean gst_deepocr_match_is_hit(const GstDeepOcrMatch* match) {
  g_return_val_if_fail(match != NULL, FALSE);
  return match->is_hit;
}

/**
 * gst_deepocr_match_to_structure:
 * @match: a #GstDeepOcrMatch
 *
 * The form that messages and events hold, for languages that have GStreamer core alone.
 *
 * Returns: (transfer full): a structure `watch-list` with a field for each part of @match
 *
 * Since: 0.1
 */
GstStructure* gst_deepocr_match_to_structure(const GstDeepOcrMatch* match) {
  g_return_val_if_fail(match != NULL, NULL);
  return gst_structure_new(GST_DEEPOCR_MATCH_FIELD, "match", G_TYPE_STRING, match->number, "note",
                           G_TYPE_STRING, match->note, "probability", G_TYPE_DOUBLE,
                           match->probability, "margin", G_TYPE_DOUBLE, match->margin, "not-listed",
                           G_TYPE_DOUBLE, match->not_listed, "exact", G_TYPE_BOOLEAN,
                           match->is_exact, "hit", G_TYPE_BOOLEAN, match->is_hit, NULL);
}

/**
 * gst_deepocr_match_from_structure:
 * @structure: a structure with the fields of a match, whatever its name
 * @error: return location for a #GError
 *
 * Fields that a match does not have are ignored.
 *
 * Returns: (transfer full) (nullable): a new match, or %NULL with @error set to
 *   %GST_DEEPOCR_ERROR_MALFORMED
 *
 * Since: 0.1
 */
GstDeepOcrMatch* gst_deepocr_match_from_structure(const GstStructure* structure, GError** error) {
  g_return_val_if_fail(structure != NULL, NULL);

  const gchar* number = gst_structure_get_string(structure, "match");
  const gchar* note = gst_structure_get_string(structure, "note");
  gdouble probability, margin, not_listed;
  gboolean is_exact, is_hit;
  const gboolean is_complete =
      number != NULL && note != NULL &&
      gst_structure_get(structure, "probability", G_TYPE_DOUBLE, &probability, "margin",
                        G_TYPE_DOUBLE, &margin, "not-listed", G_TYPE_DOUBLE, &not_listed, "exact",
                        G_TYPE_BOOLEAN, &is_exact, "hit", G_TYPE_BOOLEAN, &is_hit, NULL);
  const gchar* fault = NULL;
  if (!is_complete) {
    fault = "a field is missing or of another type";
  } else if (!is_number(number)) {
    fault = "its match is not five digits";
  } else if (!is_probability(probability) || !is_probability(margin) ||
             !is_probability(not_listed)) {
    fault = "a probability is not between 0 and 1";
  }
  if (fault != NULL) {
    g_set_error(error, GST_DEEPOCR_ERROR, GST_DEEPOCR_ERROR_MALFORMED,
                "The match with a watch list is malformed: %s.", fault);
    return NULL;
  }
  return gst_deepocr_match_new(number, note, probability, margin, not_listed, is_exact, is_hit);
}
