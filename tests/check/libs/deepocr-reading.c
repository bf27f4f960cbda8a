/* SPDX-License-Identifier: MIT */
/* GstDeepOcrReading: its fields, its form as a structure, and structures that hold none. */
#include <math.h>

#include "example-reading.h"

static void assert_doubles(const gdouble* values, guint n_values, gdouble head, gdouble tail) {
  fail_unless(values != NULL);
  fail_unless_equals_float(values[0], head);
  fail_unless_equals_float(values[n_values - 1], tail);
}

static void assert_example(const GstDeepOcrReading* reading) {
  gint x, y, width, height;
  gst_deepocr_reading_get_rectangle(reading, &x, &y, &width, &height);
  fail_unless_equals_string(gst_deepocr_reading_get_text(reading), "40719");
  fail_unless_equals_float(gst_deepocr_reading_get_confidence(reading), 0.875);
  fail_unless_equals_int(x, 40);
  fail_unless_equals_int(y, 60);
  fail_unless_equals_int(width, 80);
  fail_unless_equals_int(height, 30);
  assert_doubles(gst_deepocr_reading_get_quad(reading), GST_DEEPOCR_N_QUAD_COORDS, 40.5, 88.75);
  assert_doubles(gst_deepocr_reading_get_digit_confidences(reading), GST_DEEPOCR_N_DIGITS, 0.91,
                 0.95);
  assert_doubles(gst_deepocr_reading_get_posteriors(reading), GST_DEEPOCR_N_POSTERIORS, 0,
                 49 / 64.0);
  fail_unless_equals_int(gst_deepocr_reading_get_track_id(reading), 7);
  fail_unless_equals_int(gst_deepocr_reading_get_agreeing_frames(reading), 3);
  fail_unless_equals_int(gst_deepocr_reading_get_state(reading), GST_DEEPOCR_STATE_CONFIRMED);
  fail_unless_equals_string(gst_deepocr_reading_get_reason(reading), "");
  fail_unless_equals_string(gst_deepocr_reading_get_model(reading), "cnn-lstm");
}

GST_START_TEST(test_every_field_is_read_back) {
  g_autoptr(GstDeepOcrReading) reading = example_reading_new("40719");
  assert_example(reading);
}
GST_END_TEST;

GST_START_TEST(test_structure_has_the_documented_fields_and_types) {
  g_autoptr(GstDeepOcrReading) reading = example_reading_new("40719");
  g_autoptr(GstStructure) structure = gst_deepocr_reading_to_structure(reading);
  const struct {
    const gchar* name;
    GType type;
    guint n_values;
  } fields[] = {
      {"text", G_TYPE_STRING, 0},
      {"confidence", G_TYPE_DOUBLE, 0},
      {"x", G_TYPE_INT, 0},
      {"y", G_TYPE_INT, 0},
      {"width", G_TYPE_INT, 0},
      {"height", G_TYPE_INT, 0},
      {"quad", GST_TYPE_ARRAY, 8},
      {"digit-confidences", GST_TYPE_ARRAY, 5},
      {"posteriors", GST_TYPE_ARRAY, 50},
      {"track-id", G_TYPE_UINT, 0},
      {"state", G_TYPE_STRING, 0},
      {"reason", G_TYPE_STRING, 0},
      {"agreeing-frames", G_TYPE_UINT, 0},
      {"model", G_TYPE_STRING, 0},
  };

  fail_unless(gst_structure_has_name(structure, "reading"));
  fail_unless_equals_int(gst_structure_n_fields(structure), G_N_ELEMENTS(fields));
  for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
    const GValue* value = gst_structure_get_value(structure, fields[i].name);
    fail_unless(value != NULL && G_VALUE_TYPE(value) == fields[i].type, "%s", fields[i].name);
    if (fields[i].n_values == 0) continue;
    fail_unless_equals_int(gst_value_array_get_size(value), fields[i].n_values);
    fail_unless(G_VALUE_HOLDS_DOUBLE(gst_value_array_get_value(value, 0)));
  }
  fail_unless_equals_string(gst_structure_get_string(structure, "state"), "confirmed");
}
GST_END_TEST;

GST_START_TEST(test_structure_round_trip_keeps_every_field) {
  g_autoptr(GstDeepOcrReading) reading = example_reading_new("40719");
  g_autoptr(GstStructure) structure = gst_deepocr_reading_to_structure(reading);
  g_autofree gchar* serialized = gst_structure_to_string(structure);
  g_autoptr(GstStructure) deserialized = gst_structure_from_string(serialized, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GstDeepOcrReading) back = gst_deepocr_reading_from_structure(deserialized, &error);

  fail_unless(error == NULL && back != NULL, "%s", error ? error->message : "no reading");
  assert_example(back);
}
GST_END_TEST;

GST_START_TEST(test_refused_reading_has_a_reason_and_no_text) {
  g_autoptr(GstDeepOcrReading) reading =
      gst_deepocr_reading_new_refused(GST_DEEPOCR_REASON_BLURRED, 0.25);
  g_autoptr(GstStructure) structure = gst_deepocr_reading_to_structure(reading);
  g_autoptr(GstDeepOcrReading) back = gst_deepocr_reading_from_structure(structure, NULL);

  fail_unless_equals_string(gst_deepocr_reading_get_text(back), "");
  fail_unless_equals_int(gst_deepocr_reading_get_state(back), GST_DEEPOCR_STATE_REFUSED);
  fail_unless_equals_string(gst_deepocr_reading_get_reason(back), "blurred");
  fail_unless_equals_float(gst_deepocr_reading_get_confidence(back), 0.25);
}
GST_END_TEST;

GST_START_TEST(test_rectangle_is_the_quad_until_a_quad_is_set) {
  g_autoptr(GstDeepOcrReading) reading = gst_deepocr_reading_new("12345", 1.0);
  gst_deepocr_reading_set_rectangle(reading, -3, 4, 10, 5);
  const gdouble expected[] = {-3, 4, 7, 4, 7, 9, -3, 9};
  const gdouble* quad = gst_deepocr_reading_get_quad(reading);
  for (guint i = 0; i < G_N_ELEMENTS(expected); i++) {
    fail_unless_equals_float(quad[i], expected[i]);
  }
}
GST_END_TEST;

GST_START_TEST(test_copy_can_change_and_a_shared_reading_cannot) {
  g_autoptr(GstDeepOcrReading) reading = example_reading_new("40719");
  g_autoptr(GstDeepOcrReading) shared = gst_deepocr_reading_ref(reading);
  g_autoptr(GstDeepOcrReading) copy = gst_deepocr_reading_copy(shared);

  assert_example(copy);
  gst_deepocr_reading_set_track(copy, 8, 9);
  ASSERT_CRITICAL(gst_deepocr_reading_set_track(shared, 8, 9));
  assert_example(reading);
  fail_unless_equals_int(gst_deepocr_reading_get_track_id(copy), 8);
}
GST_END_TEST;

GST_START_TEST(test_constructors_turn_down_what_is_no_reading) {
  GstDeepOcrReading* reading = NULL;
  ASSERT_CRITICAL(reading = gst_deepocr_reading_new("1234", 0.5));
  fail_unless(reading == NULL);
  ASSERT_CRITICAL(reading = gst_deepocr_reading_new("1234A", 0.5));
  fail_unless(reading == NULL);
  ASSERT_CRITICAL(reading = gst_deepocr_reading_new("12345", 1.5));
  fail_unless(reading == NULL);
  ASSERT_CRITICAL(reading = gst_deepocr_reading_new_refused("", 0.5));
  fail_unless(reading == NULL);
}
GST_END_TEST;

GST_START_TEST(test_rounding_errors_are_cut_off_and_nan_is_turned_down) {
  g_autoptr(GstDeepOcrReading) reading = example_reading_new("40719");
  const gdouble rounded[GST_DEEPOCR_N_DIGITS] = {1.0 + 1e-7, 1, 1, 1, -1e-9};
  gst_deepocr_reading_set_digit_confidences(reading, rounded);
  assert_doubles(gst_deepocr_reading_get_digit_confidences(reading), GST_DEEPOCR_N_DIGITS, 1, 0);

  const gdouble broken[GST_DEEPOCR_N_QUAD_COORDS] = {1, 2, 3, 4, 5, 6, 7, NAN};
  ASSERT_CRITICAL(gst_deepocr_reading_set_quad(reading, broken));
  ASSERT_CRITICAL(gst_deepocr_reading_set_digit_confidences(reading, broken + 3));
  g_autoptr(GstStructure) structure = gst_deepocr_reading_to_structure(reading);
  g_autoptr(GstDeepOcrReading) back = gst_deepocr_reading_from_structure(structure, NULL);
  fail_unless(back != NULL);
}
GST_END_TEST;

/* Each line spoils a valid structure: what replaces its fields, and a word of the error. */
static const struct {
  const gchar* fields;
  const gchar* word;
} malformed[] = {
    {"text=(string)1234", "text"},
    {"text=(string)123456", "text"},
    {"text=(string)12E45", "text"},
    {"text=(string)\"\"", "text"},
    {"text=(int)12345", "text"},
    {"confidence=(double)1.5", "confidence"},
    {"confidence=(double)-0.1", "confidence"},
    {"confidence=(double)nan", "confidence"},
    {"confidence=(float)0.5", "confidence"},
    {"x=(uint)4", "x"},
    {"width=(int)-4", "width"},
    {"height=(int)-4", "height"},
    {"quad=(double)<1,2,3>", "quad"},
    {"quad=(int)<1,2,3,4,5,6,7,8>", "quad"},
    {"quad=(double)<1,2,3,4,5,6,7,inf>", "quad"},
    {"quad=(double)4", "quad"},
    {"digit-confidences=(double)<1,1,1,1,1.1>", "digit-confidences"},
    {"posteriors=(double)<1,1,1,1,1>", "posteriors"},
    {"track-id=(int)1", "track-id"},
    {"agreeing-frames=(string)many", "agreeing-frames"},
    {"state=(string)certain", "state"},
    {"state=(string)refused, reason=(string)blurred", "text"},
    {"state=(string)refused, text=(string)\"\"", "reason"},
    {"reason=(string)blurred", "reason"},
    {"model=(int)1", "model"},
};

static gboolean replace_field(GQuark field, const GValue* value, gpointer structure) {
  gst_structure_id_set_value(structure, field, value);
  return TRUE;
}

GST_START_TEST(test_malformed_structure_is_an_error_that_names_the_field) {
  g_autoptr(GstDeepOcrReading) reading = example_reading_new("40719");
  g_autoptr(GstStructure) structure = gst_deepocr_reading_to_structure(reading);
  g_autofree gchar* spoil = g_strdup_printf("spoil, %s", malformed[__i__].fields);
  g_autoptr(GstStructure) fields = gst_structure_from_string(spoil, NULL);
  fail_unless(fields != NULL, "%s", spoil);
  gst_structure_foreach(fields, replace_field, structure);

  g_autoptr(GError) error = NULL;
  GstDeepOcrReading* back = gst_deepocr_reading_from_structure(structure, &error);
  fail_unless(back == NULL, "%s", spoil);
  fail_unless(g_error_matches(error, GST_DEEPOCR_ERROR, GST_DEEPOCR_ERROR_MALFORMED));
  fail_unless(strstr(error->message, malformed[__i__].word) != NULL, "%s", error->message);
  fail_unless(g_str_has_suffix(error->message, "."), "%s", error->message);
}
GST_END_TEST;

GST_START_TEST(test_missing_field_is_an_error_only_where_it_is_required) {
  const gchar* required[] = {"text", "confidence", "x", "y", "width", "height", "quad", "state"};
  const gchar* optional[] = {"digit-confidences", "posteriors", "track-id",
                             "agreeing-frames",   "reason",     "model"};
  g_autoptr(GstDeepOcrReading) reading = example_reading_new("40719");
  g_autoptr(GstStructure) whole = gst_deepocr_reading_to_structure(reading);
  for (guint i = 0; i < G_N_ELEMENTS(required); i++) {
    g_autoptr(GstStructure) structure = gst_structure_copy(whole);
    g_autoptr(GError) error = NULL;
    gst_structure_remove_field(structure, required[i]);
    fail_unless(gst_deepocr_reading_from_structure(structure, &error) == NULL, "%s", required[i]);
    fail_unless(strstr(error->message, required[i]) != NULL, "%s", error->message);
  }
  for (guint i = 0; i < G_N_ELEMENTS(optional); i++) {
    gst_structure_remove_field(whole, optional[i]);
  }
  g_autoptr(GstDeepOcrReading) back = gst_deepocr_reading_from_structure(whole, NULL);
  fail_unless(back != NULL);
  fail_unless_equals_int(gst_deepocr_reading_get_track_id(back), 0);
  assert_doubles(gst_deepocr_reading_get_posteriors(back), GST_DEEPOCR_N_POSTERIORS, 0, 0);
}
GST_END_TEST;

GST_START_TEST(test_state_is_a_registered_enum_with_nicks) {
  g_autoptr(GEnumClass) class = g_type_class_ref(GST_TYPE_DEEPOCR_STATE);
  fail_unless_equals_int(class->n_values, 3);
  for (guint i = 0; i < class->n_values; i++) {
    const GEnumValue* value = &class->values[i];
    fail_unless_equals_string(value->value_nick, gst_deepocr_state_get_nick(value->value));
  }
}
GST_END_TEST;

static Suite* deepocr_reading_suite(void) {
  Suite* suite = suite_create("deepocr-reading");
  TCase* tests = tcase_create("reading");
  suite_add_tcase(suite, tests);
  tcase_add_test(tests, test_every_field_is_read_back);
  tcase_add_test(tests, test_structure_has_the_documented_fields_and_types);
  tcase_add_test(tests, test_structure_round_trip_keeps_every_field);
  tcase_add_test(tests, test_refused_reading_has_a_reason_and_no_text);
  tcase_add_test(tests, test_rectangle_is_the_quad_until_a_quad_is_set);
  tcase_add_test(tests, test_copy_can_change_and_a_shared_reading_cannot);
  tcase_add_test(tests, test_constructors_turn_down_what_is_no_reading);
  tcase_add_test(tests, test_rounding_errors_are_cut_off_and_nan_is_turned_down);
  tcase_add_loop_test(tests, test_malformed_structure_is_an_error_that_names_the_field, 0,
                      G_N_ELEMENTS(malformed));
  tcase_add_test(tests, test_missing_field_is_an_error_only_where_it_is_required);
  tcase_add_test(tests, test_state_is_a_registered_enum_with_nicks);
  return suite;
}

GST_CHECK_MAIN(deepocr_reading)
