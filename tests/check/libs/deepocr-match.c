/* SPDX-License-Identifier: MIT */
/* How a plate relates to a watch list: the match by itself, in messages and in events. */
#include "example-reading.h"

static GstDeepOcrMatch* example_match_new(void) {
  return gst_deepocr_match_new("37463", "blue van", 0.25, 0.125, 0.5, FALSE, TRUE);
}

static void assert_example(const GstDeepOcrMatch* match) {
  fail_unless_equals_string(gst_deepocr_match_get_number(match), "37463");
  fail_unless_equals_string(gst_deepocr_match_get_note(match), "blue van");
  fail_unless(gst_deepocr_match_get_probability(match) == 0.25);
  fail_unless(gst_deepocr_match_get_margin(match) == 0.125);
  fail_unless(gst_deepocr_match_get_not_listed(match) == 0.5);
  fail_if(gst_deepocr_match_is_exact(match));
  fail_unless(gst_deepocr_match_is_hit(match));
}

GST_START_TEST(test_structure_and_copy_keep_every_field) {
  g_autoptr(GstDeepOcrMatch) match = example_match_new();
  g_autoptr(GstDeepOcrMatch) copy = g_boxed_copy(GST_TYPE_DEEPOCR_MATCH, match);
  g_autoptr(GstStructure) structure = gst_deepocr_match_to_structure(copy);
  g_autoptr(GstDeepOcrMatch) back = gst_deepocr_match_from_structure(structure, NULL);
  assert_example(match);
  assert_example(back);
}
GST_END_TEST;

GST_START_TEST(test_plate_that_matches_nothing_has_no_number) {
  g_autoptr(GstDeepOcrMatch) match = gst_deepocr_match_new("", "", 0, 0, 1, FALSE, FALSE);
  g_autoptr(GstStructure) structure = gst_deepocr_match_to_structure(match);
  g_autoptr(GstDeepOcrMatch) back = gst_deepocr_match_from_structure(structure, NULL);
  fail_unless_equals_string(gst_deepocr_match_get_number(back), "");
  fail_if(gst_deepocr_match_is_hit(back));
}
GST_END_TEST;

GST_START_TEST(test_note_becomes_valid_text) {
  g_autoptr(GstDeepOcrMatch) match =
      gst_deepocr_match_new("37463", "caf\xe9", 0.25, 0.125, 0.5, FALSE, TRUE);
  fail_unless(g_utf8_validate(gst_deepocr_match_get_note(match), -1, NULL));
}
GST_END_TEST;

/* Sets one field of an example wrongly and expects a refusal. */
static void assert_malformed(const gchar* field, GType type, ...) {
  g_autoptr(GstDeepOcrMatch) match = example_match_new();
  g_autoptr(GstStructure) structure = gst_deepocr_match_to_structure(match);
  g_autoptr(GError) error = NULL;
  va_list arguments;
  va_start(arguments, type);
  if (type == G_TYPE_INVALID) {
    gst_structure_remove_field(structure, field);
  } else if (type == G_TYPE_STRING) {
    gst_structure_set(structure, field, type, va_arg(arguments, const gchar*), NULL);
  } else {
    gst_structure_set(structure, field, type, va_arg(arguments, gdouble), NULL);
  }
  va_end(arguments);
  fail_unless(gst_deepocr_match_from_structure(structure, &error) == NULL, "%s", field);
  fail_unless(g_error_matches(error, GST_DEEPOCR_ERROR, GST_DEEPOCR_ERROR_MALFORMED));
}

GST_START_TEST(test_malformed_structures_are_refused) {
  const gchar* fields[] = {"match", "note", "probability", "margin", "not-listed", "exact", "hit"};
  for (guint i = 0; i < G_N_ELEMENTS(fields); i++) assert_malformed(fields[i], G_TYPE_INVALID);
  assert_malformed("match", G_TYPE_STRING, "3746");
  assert_malformed("match", G_TYPE_STRING, "3746x");
  assert_malformed("probability", G_TYPE_DOUBLE, 1.5);
  assert_malformed("margin", G_TYPE_DOUBLE, -0.5);
  assert_malformed("not-listed", G_TYPE_STRING, "0.5");
}
GST_END_TEST;

GST_START_TEST(test_message_carries_the_match_and_becomes_a_hit) {
  g_autoptr(GstDeepOcrReading) reading = example_reading_new("37468");
  g_autoptr(GstDeepOcrMatch) match = example_match_new();
  g_autoptr(GstMessage) message = gst_deepocr_message_new(NULL, reading, 1, 2, 3, 640, 480, NULL);
  g_autoptr(GstDeepOcrMatch) none = NULL;
  fail_if(gst_deepocr_message_parse_match(message, &none));
  fail_unless(none == NULL);
  gst_deepocr_message_set_match(message, match);

  g_autoptr(GstDeepOcrMatch) back = NULL;
  fail_unless(gst_deepocr_message_parse(message, NULL));
  fail_unless(gst_deepocr_message_parse_match(message, &back));
  assert_example(back);
  fail_if(gst_deepocr_message_parse_hit(message, NULL, NULL));

  g_autoptr(GstMessage) hit = gst_deepocr_message_new_hit(message);
  g_autoptr(GstDeepOcrReading) hit_reading = NULL;
  g_autoptr(GstDeepOcrMatch) hit_match = NULL;
  fail_unless(gst_message_has_name(hit, "deepocr-watch-list"));
  fail_if(gst_deepocr_message_parse(hit, NULL));
  fail_unless(gst_deepocr_message_parse_match(hit, NULL));
  fail_unless(gst_deepocr_message_parse_hit(hit, &hit_reading, &hit_match));
  assert_readings_equal(hit_reading, reading);
  assert_example(hit_match);
}
GST_END_TEST;

GST_START_TEST(test_event_carries_the_match_and_becomes_a_hit) {
  g_autoptr(GstDeepOcrReading) reading = example_reading_new("37468");
  g_autoptr(GstDeepOcrMatch) match = example_match_new();
  g_autoptr(GstEvent) event = gst_deepocr_event_new(reading, 1, 2, 3, 640, 480, NULL);
  fail_if(gst_deepocr_event_parse_match(event, NULL));
  gst_deepocr_event_set_match(event, match);

  g_autoptr(GstDeepOcrMatch) back = NULL;
  fail_unless(gst_deepocr_event_parse_match(event, &back));
  assert_example(back);
  fail_if(gst_deepocr_event_parse_hit(event, NULL, NULL));

  g_autoptr(GstEvent) hit = gst_deepocr_event_new_hit(event);
  g_autoptr(GstDeepOcrReading) hit_reading = NULL;
  g_autoptr(GstDeepOcrMatch) hit_match = NULL;
  fail_unless(GST_EVENT_IS_SERIALIZED(hit));
  fail_if(gst_deepocr_event_parse(hit, NULL));
  fail_unless(gst_deepocr_event_parse_hit(hit, &hit_reading, &hit_match));
  assert_readings_equal(hit_reading, reading);
  assert_example(hit_match);
}
GST_END_TEST;

GST_START_TEST(test_what_is_no_hit_gives_neither) {
  g_autoptr(GstStructure) match = gst_structure_new_empty("watch-list");
  GstMessage* others[] = {
      gst_message_new_eos(NULL),
      gst_message_new_element(NULL, gst_structure_new_empty("barcode")),
      gst_message_new_element(NULL, gst_structure_new_empty("deepocr-watch-list")),
      gst_message_new_element(NULL, gst_structure_new("deepocr-watch-list", "watch-list",
                                                      GST_TYPE_STRUCTURE, match, NULL)),
      gst_message_new_element(
          NULL, gst_structure_new("deepocr-watch-list", "watch-list", G_TYPE_INT, 7, NULL)),
  };
  for (guint i = 0; i < G_N_ELEMENTS(others); i++) {
    GstDeepOcrReading* reading = (GstDeepOcrReading*)others;
    GstDeepOcrMatch* found = (GstDeepOcrMatch*)others;
    fail_if(gst_deepocr_message_parse_hit(others[i], &reading, &found), "message %u", i);
    fail_unless(reading == NULL && found == NULL);
    fail_if(gst_deepocr_message_parse_match(others[i], NULL));
    gst_message_unref(others[i]);
  }
}
GST_END_TEST;

static Suite* deepocr_match_suite(void) {
  Suite* suite = suite_create("deepocr-match");
  TCase* tests = tcase_create("match");
  suite_add_tcase(suite, tests);
  tcase_add_test(tests, test_structure_and_copy_keep_every_field);
  tcase_add_test(tests, test_plate_that_matches_nothing_has_no_number);
  tcase_add_test(tests, test_note_becomes_valid_text);
  tcase_add_test(tests, test_malformed_structures_are_refused);
  tcase_add_test(tests, test_message_carries_the_match_and_becomes_a_hit);
  tcase_add_test(tests, test_event_carries_the_match_and_becomes_a_hit);
  tcase_add_test(tests, test_what_is_no_hit_gives_neither);
  return suite;
}

GST_CHECK_MAIN(deepocr_match)
