/* SPDX-License-Identifier: MIT */
/* Models of deepocr: bad ones at start, changes while playing, failures, sharing. */
#include <glib/gstdio.h>

#include <fcntl.h>
#include <sys/stat.h>

#include "deepocr-test.h"

/* Expects that an element with @property = @value does not start, and says why. */
static void assert_start_fails(const gchar* property, const gchar* value, const gchar* part,
                               const gchar* other_part) {
  GstBus* bus;
  GstElement* element = element_new(&bus);
  gst_util_set_object_arg(G_OBJECT(element), property, value);
  fail_unless_equals_int(gst_element_set_state(element, GST_STATE_PAUSED),
                         GST_STATE_CHANGE_FAILURE);
  assert_complaint(bus, GST_MESSAGE_ERROR, part, other_part);
  fail_unless(gst_bus_pop_filtered(bus, GST_MESSAGE_ERROR) == NULL, "one cause, one error");

  /* Setting the fault right is enough. */
  g_autofree gchar* model = test_model("stripes");
  g_object_set(element, "model", model, "device", "cpu", "regions", 0, "fixed-regions", "", NULL);
  fail_unless_equals_int(gst_element_set_state(element, GST_STATE_PAUSED),
                         GST_STATE_CHANGE_SUCCESS);
  gst_element_set_state(element, GST_STATE_NULL);
  gst_object_unref(element);
  gst_object_unref(bus);
}

GST_START_TEST(test_start_fails_with_a_sentence_about_the_model) {
  g_autofree gchar* text = test_model("text");
  g_autofree gchar* four = test_model("four-digits");
  g_autofree gchar* truncated = test_model("truncated");
  g_autofree gchar* stripes = test_model("stripes");
  g_autofree gchar* content = NULL;
  gsize size;
  fail_unless(g_file_set_contents(text, "no model", -1, NULL));
  fail_unless(g_file_get_contents(stripes, &content, &size, NULL));
  fail_unless(g_file_set_contents(truncated, content, size / 2, NULL));
  assert_start_fails("model", "/nowhere/reader.pt", "/nowhere/reader.pt", "does not exist");
  assert_start_fails("model", "/tmp", "/tmp", "not a file");
  assert_start_fails("model", text, text, "not a TorchScript model");
  assert_start_fails("model", truncated, truncated, "model file");
  assert_start_fails("model", four, four, "the network");
}
GST_END_TEST;

GST_START_TEST(test_start_fails_with_a_sentence_about_other_properties) {
  assert_start_fails("device", "abacus", "device", "abacus");
  assert_start_fails("device", "cuda:99", "device", "cuda:99");
  assert_start_fails("regions", "fixed", "fixed-regions", "names no region");
  assert_start_fails("fixed-regions", "1,2,3", "fixed-regions", "1,2,3");
}
GST_END_TEST;

GST_START_TEST(test_shipped_model_is_the_default) {
  GstBus* bus;
  GstElement* element = element_new(&bus);
  g_object_set(element, "model", NULL, NULL);
  g_autofree gchar* model = NULL;
  g_object_get(element, "model", &model, NULL);
  fail_unless(g_str_has_suffix(model, "/deepocr-reader.pt"), "%s", model);
  gst_object_unref(element);
  gst_object_unref(bus);
}
GST_END_TEST;

GST_START_TEST(test_model_changes_while_playing) {
  g_autofree gchar* mirrored = test_model("mirrored");
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  assert_frame_reads(&fixture, "37463", "37463");
  g_object_set(fixture.element, "model", mirrored, NULL);
  assert_frame_reads(&fixture, "37463", "36473");
  g_autofree gchar* in_use = NULL;
  g_object_get(fixture.element, "model", &in_use, NULL);
  fail_unless_equals_string(in_use, mirrored);
  fail_unless(gst_bus_pop_filtered(fixture.bus, GST_MESSAGE_WARNING) == NULL);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_bad_model_while_playing_leaves_the_old_one_in_use) {
  g_autofree gchar* stripes = test_model("stripes");
  g_autofree gchar* four = test_model("four-digits");
  const gchar* bad[] = {"/nowhere/reader.pt", four};
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
    g_object_set(fixture.element, "model", bad[i], NULL);
    assert_complaint(fixture.bus, GST_MESSAGE_WARNING, bad[i], "the model in use stays");
    g_autofree gchar* in_use = NULL;
    g_object_get(fixture.element, "model", &in_use, NULL);
    fail_unless_equals_string(in_use, stripes);
    assert_frame_reads(&fixture, "37463", "37463");
  }
  fail_unless(gst_bus_pop_filtered(fixture.bus, GST_MESSAGE_ERROR) == NULL);
  fixture_stop(&fixture);
}
GST_END_TEST;

static gpointer push_frames(gpointer data) {
  Fixture* fixture = data;
  for (guint i = 0; i < 300; i++) {
    g_autoptr(GstBuffer) output = pass(fixture, plate_frame_new(&fixture->info, "37463"));
    g_autoptr(GstDeepOcrReading) reading = only_reading(output);
    const gchar* text = gst_deepocr_reading_get_text(reading);
    const gboolean mirrored = g_str_equal(gst_deepocr_reading_get_model(reading), "mirrored");
    fail_unless_equals_string(text, mirrored ? "36473" : "37463");
  }
  return NULL;
}

GST_START_TEST(test_model_changes_while_another_thread_reads) {
  g_autofree gchar* stripes = test_model("stripes");
  g_autofree gchar* mirrored = test_model("mirrored");
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  GThread* thread = g_thread_new("push", push_frames, &fixture);
  for (guint i = 0; i < 6; i++) {
    g_object_set(fixture.element, "model", i % 2 ? stripes : mirrored, "threshold", 0.5 + i / 20.0,
                 "max-plates", 1 + i, NULL);
    g_object_set(fixture.element, "model", "/nowhere/reader.pt", NULL);
  }
  g_thread_join(thread);
  fail_unless_equals_uint64(stat_of(&fixture, "read"), 300);
  fixture_stop(&fixture);
}
GST_END_TEST;

/* Takes the object lock, as every getter does, and changes a property. */
static GstBusSyncReply use_element(GstBus* bus, GstMessage* message, gpointer element) {
  (void)bus;
  if (GST_MESSAGE_TYPE(message) != GST_MESSAGE_WARNING &&
      GST_MESSAGE_TYPE(message) != GST_MESSAGE_ERROR &&
      GST_MESSAGE_TYPE(message) != GST_MESSAGE_ELEMENT) {
    return GST_BUS_PASS;
  }
  g_autofree gchar* name = gst_object_get_name(GST_OBJECT(element));
  g_object_set(element, "threshold", 0.75, NULL);
  return GST_BUS_PASS;
}

GST_START_TEST(test_handlers_of_messages_may_use_the_element) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  gst_bus_set_sync_handler(fixture.bus, use_element, fixture.element, NULL);
  g_object_set(fixture.element, "model", "/nowhere/reader.pt", NULL);
  g_object_set(fixture.element, "fixed-regions", "nonsense", NULL);
  assert_frame_reads(&fixture, "37463", "37463");
  assert_frame_reads(&fixture, "37463", "37463");
  assert_frame_reads(&fixture, "90210", "90210");
  gst_buffer_unref(pass(&fixture, gst_buffer_new_allocate(NULL, 10, NULL)));
  gst_harness_push_event(fixture.harness, gst_event_new_eos());
  gdouble threshold;
  g_object_get(fixture.element, "threshold", &threshold, NULL);
  fail_unless_equals_float(threshold, 0.75);

  fail_unless(gst_element_set_state(fixture.element, GST_STATE_READY) == GST_STATE_CHANGE_SUCCESS);
  g_object_set(fixture.element, "model", "/nowhere/reader.pt", NULL);
  fail_unless(gst_element_set_state(fixture.element, GST_STATE_PAUSED) == GST_STATE_CHANGE_FAILURE);
  gst_bus_set_sync_handler(fixture.bus, NULL, NULL, NULL);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_failing_network_is_an_error_of_the_element) {
  g_autofree gchar* fragile = test_model("fragile");
  Fixture fixture = fixture_start(GRAY_320X240, "model", fragile, NULL);
  assert_frame_reads(&fixture, "37463", "37463");
  GstBuffer* white = empty_frame_new(&fixture.info);
  fail_unless_equals_int(gst_harness_push(fixture.harness, white), GST_FLOW_ERROR);
  assert_complaint(fixture.bus, GST_MESSAGE_ERROR, fragile, "the network");
  fail_unless_equals_uint64(stat_of(&fixture, "errors"), 1);
  fixture_stop(&fixture);
}
GST_END_TEST;

/* Overwrites the file and keeps its time, so that only an element that loads it notices. */
static void replace_unnoticed(const gchar* path, const gchar* content, gssize size) {
  struct stat before;
  fail_unless(stat(path, &before) == 0);
  fail_unless(g_file_set_contents(path, content, size, NULL));
  const struct timespec times[] = {before.st_atim, before.st_mtim};
  fail_unless(utimensat(AT_FDCWD, path, times, 0) == 0);
}

static GstStateChangeReturn start_with(GstElement* element, const gchar* model, const gchar* id) {
  g_object_set(element, "model", model, "model-instance-id", id, NULL);
  return gst_element_set_state(element, GST_STATE_PAUSED);
}

GST_START_TEST(test_elements_with_the_same_id_share_one_model) {
  g_autofree gchar* stripes = test_model("stripes");
  g_autofree gchar* shared = test_model("shared");
  g_autofree gchar* content = NULL;
  gsize size;
  fail_unless(g_file_get_contents(stripes, &content, &size, NULL));
  fail_unless(g_file_set_contents(shared, content, size, NULL));
  GstBus *bus_a, *bus_b;
  GstElement* a = element_new(&bus_a);
  GstElement* b = element_new(&bus_b);

  fail_unless_equals_int(start_with(a, shared, "gate"), GST_STATE_CHANGE_SUCCESS);
  replace_unnoticed(shared, "no model", -1);
  fail_unless_equals_int(start_with(b, shared, "gate"), GST_STATE_CHANGE_SUCCESS);
  gst_element_set_state(b, GST_STATE_NULL);
  fail_unless_equals_int(start_with(b, shared, "yard"), GST_STATE_CHANGE_FAILURE);
  gst_element_set_state(b, GST_STATE_NULL);
  fail_unless_equals_int(start_with(b, shared, ""), GST_STATE_CHANGE_FAILURE);
  gst_element_set_state(b, GST_STATE_NULL);
  g_object_set(b, "batch-size", 2, NULL);
  fail_unless_equals_int(start_with(b, shared, "gate"), GST_STATE_CHANGE_FAILURE);
  gst_element_set_state(b, GST_STATE_NULL);
  g_object_set(b, "batch-size", 8, NULL);

  /* The last user frees it. */
  gst_element_set_state(a, GST_STATE_NULL);
  fail_unless_equals_int(start_with(b, shared, "gate"), GST_STATE_CHANGE_FAILURE);
  gst_element_set_state(b, GST_STATE_NULL);
  gst_object_unref(a);
  gst_object_unref(b);
  gst_object_unref(bus_a);
  gst_object_unref(bus_b);
}
GST_END_TEST;

GST_START_TEST(test_replaced_file_is_another_model) {
  g_autofree gchar* stripes = test_model("stripes");
  g_autofree gchar* mirrored = test_model("mirrored");
  g_autofree gchar* path = test_model("replaced");
  g_autofree gchar* content = NULL;
  gsize size;
  fail_unless(g_file_get_contents(stripes, &content, &size, NULL));
  fail_unless(g_file_set_contents(path, content, size, NULL));
  Fixture fixture = fixture_start(GRAY_320X240, "model", path, "model-instance-id", "gate", NULL);
  assert_frame_reads(&fixture, "37463", "37463");
  g_clear_pointer(&content, g_free);
  fail_unless(g_file_get_contents(mirrored, &content, &size, NULL));
  fail_unless(g_file_set_contents(path, content, size, NULL));
  g_object_set(fixture.element, "model", path, NULL);
  assert_frame_reads(&fixture, "37463", "36473");
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_elements_that_share_a_model_read_at_the_same_time) {
  Fixture a = fixture_start(GRAY_320X240, "model-instance-id", "gate", NULL);
  Fixture b = fixture_start(GRAY_320X240, "model-instance-id", "gate", NULL);
  GThread* thread = g_thread_new("push", push_frames, &a);
  push_frames(&b);
  g_thread_join(thread);
  fixture_stop(&a);
  assert_frame_reads(&b, "37463", "37463");
  fixture_stop(&b);
}
GST_END_TEST;

static Suite* deepocr_model_suite(void) {
  load_plugin();
  Suite* suite = suite_create("deepocr-model");
  TCase* start = tcase_create("start");
  tcase_add_test(start, test_start_fails_with_a_sentence_about_the_model);
  tcase_add_test(start, test_start_fails_with_a_sentence_about_other_properties);
  tcase_add_test(start, test_shipped_model_is_the_default);
  suite_add_tcase(suite, start);
  TCase* change = tcase_create("change");
  tcase_add_test(change, test_model_changes_while_playing);
  tcase_add_test(change, test_bad_model_while_playing_leaves_the_old_one_in_use);
  tcase_add_test(change, test_model_changes_while_another_thread_reads);
  tcase_add_test(change, test_handlers_of_messages_may_use_the_element);
  tcase_add_test(change, test_failing_network_is_an_error_of_the_element);
  suite_add_tcase(suite, change);
  TCase* sharing = tcase_create("sharing");
  tcase_add_test(sharing, test_elements_with_the_same_id_share_one_model);
  tcase_add_test(sharing, test_replaced_file_is_another_model);
  tcase_add_test(sharing, test_elements_that_share_a_model_read_at_the_same_time);
  suite_add_tcase(suite, sharing);
  return suite;
}

GST_CHECK_MAIN(deepocr_model)
