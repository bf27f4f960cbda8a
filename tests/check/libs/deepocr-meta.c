/* SPDX-License-Identifier: MIT */
/* The custom metas: adding, merging, copying, and what other writers may leave there. */
#include "example-reading.h"

static const gchar* text_at(GPtrArray* readings, guint index) {
  return gst_deepocr_reading_get_text(g_ptr_array_index(readings, index));
}

static guint count_metas(GstBuffer* buffer) {
  guint n_metas = 0;
  gpointer state = NULL;
  while (gst_buffer_iterate_meta(buffer, &state)) n_metas++;
  return n_metas;
}

GST_START_TEST(test_buffer_without_readings_gives_an_empty_array) {
  g_autoptr(GstBuffer) buffer = gst_buffer_new();
  g_autoptr(GPtrArray) none = g_ptr_array_new();
  fail_unless(gst_buffer_add_deepocr_readings(buffer, none) == NULL);
  g_autoptr(GPtrArray) readings = gst_buffer_get_deepocr_readings(buffer);
  g_autoptr(GPtrArray) truth = gst_buffer_get_deepocr_truth(buffer);

  fail_unless_equals_int(readings->len, 0);
  fail_unless_equals_int(truth->len, 0);
  fail_unless_equals_int(count_metas(buffer), 0);
}
GST_END_TEST;

GST_START_TEST(test_readings_come_back_as_they_were_added) {
  g_autoptr(GstBuffer) buffer = gst_buffer_new();
  g_autoptr(GPtrArray) added = example_readings_new("40719");
  fail_unless(gst_buffer_add_deepocr_readings(buffer, added) != NULL);
  g_autoptr(GPtrArray) readings = gst_buffer_get_deepocr_readings(buffer);

  fail_unless_equals_int(readings->len, 1);
  assert_readings_equal(g_ptr_array_index(readings, 0), g_ptr_array_index(added, 0));
}
GST_END_TEST;

GST_START_TEST(test_second_producer_appends_to_the_same_meta) {
  g_autoptr(GstBuffer) buffer = gst_buffer_new();
  g_autoptr(GPtrArray) first = example_readings_new("11111");
  g_autoptr(GPtrArray) second = example_readings_new("22222");
  GstCustomMeta* meta = gst_buffer_add_deepocr_readings(buffer, first);
  fail_unless(gst_buffer_add_deepocr_readings(buffer, second) == meta);
  g_autoptr(GPtrArray) readings = gst_buffer_get_deepocr_readings(buffer);

  fail_unless_equals_int(count_metas(buffer), 1);
  fail_unless_equals_int(readings->len, 2);
  fail_unless_equals_string(text_at(readings, 0), "11111");
  fail_unless_equals_string(text_at(readings, 1), "22222");
}
GST_END_TEST;

GST_START_TEST(test_truth_and_readings_are_kept_apart) {
  g_autoptr(GstBuffer) buffer = gst_buffer_new();
  g_autoptr(GPtrArray) read = example_readings_new("11111");
  g_autoptr(GPtrArray) true_ones = example_readings_new("22222");
  gst_buffer_add_deepocr_readings(buffer, read);
  gst_buffer_add_deepocr_truth(buffer, true_ones);
  g_autoptr(GPtrArray) readings = gst_buffer_get_deepocr_readings(buffer);
  g_autoptr(GPtrArray) truth = gst_buffer_get_deepocr_truth(buffer);

  fail_unless_equals_int(readings->len, 1);
  fail_unless_equals_string(text_at(readings, 0), "11111");
  fail_unless_equals_int(truth->len, 1);
  fail_unless_equals_string(text_at(truth, 0), "22222");
}
GST_END_TEST;

GST_START_TEST(test_copy_of_a_shared_buffer_has_its_own_readings) {
  g_autoptr(GstBuffer) buffer = gst_buffer_new();
  g_autoptr(GPtrArray) first = example_readings_new("11111");
  g_autoptr(GPtrArray) second = example_readings_new("22222");
  gst_buffer_add_deepocr_readings(buffer, first);
  g_autoptr(GstBuffer) copy = gst_buffer_make_writable(gst_buffer_ref(buffer));
  fail_unless(copy != buffer);
  gst_buffer_add_deepocr_readings(copy, second);
  g_autoptr(GPtrArray) readings = gst_buffer_get_deepocr_readings(buffer);
  g_autoptr(GPtrArray) copied = gst_buffer_get_deepocr_readings(copy);

  fail_unless_equals_int(readings->len, 1);
  fail_unless_equals_int(copied->len, 2);
  assert_readings_equal(g_ptr_array_index(copied, 0), g_ptr_array_index(first, 0));
}
GST_END_TEST;

GST_START_TEST(test_region_of_a_buffer_keeps_the_readings) {
  g_autoptr(GstBuffer) buffer = gst_buffer_new_allocate(NULL, 64, NULL);
  g_autoptr(GPtrArray) added = example_readings_new("11111");
  gst_buffer_add_deepocr_readings(buffer, added);
  g_autoptr(GstBuffer) part = gst_buffer_copy_region(buffer, GST_BUFFER_COPY_ALL, 16, 16);
  g_autoptr(GPtrArray) readings = gst_buffer_get_deepocr_readings(part);

  fail_unless_equals_int(readings->len, 1);
  assert_readings_equal(g_ptr_array_index(readings, 0), g_ptr_array_index(added, 0));
}
GST_END_TEST;

GST_START_TEST(test_shared_buffer_takes_no_readings) {
  g_autoptr(GstBuffer) buffer = gst_buffer_new();
  g_autoptr(GstBuffer) shared = gst_buffer_ref(buffer);
  g_autoptr(GPtrArray) added = example_readings_new("11111");
  ASSERT_CRITICAL(gst_buffer_add_deepocr_readings(shared, added));
  fail_unless_equals_int(count_metas(buffer), 0);
}
GST_END_TEST;

GST_START_TEST(test_malformed_reading_of_another_writer_is_left_out) {
  g_autoptr(GstBuffer) buffer = gst_buffer_new();
  g_autoptr(GPtrArray) added = example_readings_new("11111");
  GstCustomMeta* meta = gst_buffer_add_deepocr_readings(buffer, added);
  GstStructure* structure = gst_custom_meta_get_structure(meta);
  GValue array = G_VALUE_INIT;
  GValue empty = G_VALUE_INIT;
  g_value_init(&array, GST_TYPE_ARRAY);
  g_value_copy(gst_structure_get_value(structure, "readings"), &array);
  g_value_init(&empty, GST_TYPE_STRUCTURE);
  g_value_take_boxed(&empty, gst_structure_new_empty("reading"));
  gst_value_array_append_and_take_value(&array, &empty);
  gst_structure_take_value(structure, "readings", &array);

  g_autoptr(GPtrArray) readings = gst_buffer_get_deepocr_readings(buffer);
  fail_unless_equals_int(readings->len, 1);
}
GST_END_TEST;

/* What the field may hold instead of structures. */
static const gchar* foreign_fields[] = {
    "meta, readings=(string)none",
    "meta, readings=(int)<1, 2>",
    "meta, readings=(double)<>",
    "meta, other=(int)1",
};

GST_START_TEST(test_foreign_field_holds_no_readings_and_can_be_copied) {
  gst_deepocr_meta_get_info();
  g_autoptr(GstBuffer) buffer = gst_buffer_new();
  GstCustomMeta* meta = gst_buffer_add_custom_meta(buffer, GST_DEEPOCR_META_NAME);
  g_autoptr(GstStructure) fields = gst_structure_from_string(foreign_fields[__i__], NULL);
  fail_unless(fields != NULL);
  if (gst_structure_has_field(fields, "readings")) {
    gst_structure_set_value(gst_custom_meta_get_structure(meta), "readings",
                            gst_structure_get_value(fields, "readings"));
  }
  g_autoptr(GstBuffer) copy = gst_buffer_copy(buffer);
  g_autoptr(GPtrArray) readings = gst_buffer_get_deepocr_readings(buffer);
  g_autoptr(GPtrArray) copied = gst_buffer_get_deepocr_readings(copy);
  fail_unless_equals_int(readings->len, 0);
  fail_unless_equals_int(copied->len, 0);

  g_autoptr(GPtrArray) added = example_readings_new("11111");
  gst_buffer_add_deepocr_readings(buffer, added);
  g_autoptr(GPtrArray) after = gst_buffer_get_deepocr_readings(buffer);
  fail_unless_equals_int(after->len, 1);
}
GST_END_TEST;

static gpointer get_infos(gpointer infos) {
  ((const GstMetaInfo**)infos)[0] = gst_deepocr_meta_get_info();
  ((const GstMetaInfo**)infos)[1] = gst_deepocr_truth_meta_get_info();
  return NULL;
}

GST_START_TEST(test_threads_that_register_at_once_get_the_same_metas) {
  const GstMetaInfo* infos[8][2];
  GThread* threads[G_N_ELEMENTS(infos)];
  for (guint i = 0; i < G_N_ELEMENTS(threads); i++) {
    threads[i] = g_thread_new("register", get_infos, infos[i]);
  }
  for (guint i = 0; i < G_N_ELEMENTS(threads); i++) g_thread_join(threads[i]);
  for (guint i = 0; i < G_N_ELEMENTS(threads); i++) {
    fail_unless(infos[i][0] == gst_meta_get_info(GST_DEEPOCR_META_NAME));
    fail_unless(infos[i][1] == gst_meta_get_info(GST_DEEPOCR_TRUTH_META_NAME));
  }
  fail_unless(gst_meta_info_is_custom(infos[0][0]));
}
GST_END_TEST;

static Suite* deepocr_meta_suite(void) {
  Suite* suite = suite_create("deepocr-meta");
  TCase* tests = tcase_create("meta");
  suite_add_tcase(suite, tests);
  tcase_add_test(tests, test_threads_that_register_at_once_get_the_same_metas);
  tcase_add_test(tests, test_buffer_without_readings_gives_an_empty_array);
  tcase_add_test(tests, test_readings_come_back_as_they_were_added);
  tcase_add_test(tests, test_second_producer_appends_to_the_same_meta);
  tcase_add_test(tests, test_truth_and_readings_are_kept_apart);
  tcase_add_test(tests, test_copy_of_a_shared_buffer_has_its_own_readings);
  tcase_add_test(tests, test_region_of_a_buffer_keeps_the_readings);
  tcase_add_test(tests, test_shared_buffer_takes_no_readings);
  tcase_add_test(tests, test_malformed_reading_of_another_writer_is_left_out);
  tcase_add_loop_test(tests, test_foreign_field_holds_no_readings_and_can_be_copied, 0,
                      G_N_ELEMENTS(foreign_fields));
  return suite;
}

GST_CHECK_MAIN(deepocr_meta)
