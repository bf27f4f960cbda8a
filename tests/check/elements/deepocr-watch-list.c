/* SPDX-License-Identifier: MIT */
/* The watch list of deepocr: hits, plates in doubt, and files that change, vanish or are malformed.
 */
#include <glib/gstdio.h>

#include <fcntl.h>
#include <sys/stat.h>

#include "deepocr-test.h"

#define DEADLINE (10 * G_USEC_PER_SEC)

/* A folder with a list in it, and an element that watches for it. */
typedef struct {
  gchar* folder;
  gchar* path;
  Fixture fixture;
} Watch;

/* Puts a list in place at once, as `mv` does. */
static void write_list(const Watch* watch, const gchar* text) {
  g_autofree gchar* draft = g_build_filename(watch->folder, "draft.txt", NULL);
  fail_unless(g_file_set_contents(draft, text, -1, NULL));
  fail_unless_equals_int(g_rename(draft, watch->path), 0);
}

static Watch watch_new(const gchar* text) {
  Watch watch = {0};
  watch.folder = g_dir_make_tmp("deepocr-watch-list-XXXXXX", NULL);
  fail_unless(watch.folder != NULL);
  watch.path = g_build_filename(watch.folder, "list.txt", NULL);
  write_list(&watch, text);
  return watch;
}

static Watch watch_start(const gchar* text) {
  Watch watch = watch_new(text);
  watch.fixture = fixture_start(GRAY_320X240, "watch-list", watch.path, NULL);
  return watch;
}

static void watch_stop(Watch* watch) {
  fixture_stop(&watch->fixture);
  g_remove(watch->path);
  g_rmdir(watch->folder);
  g_free(watch->path);
  g_free(watch->folder);
}

/* Waits until the element uses a list of @numbers. */
static void await_list(Watch* watch, guint64 numbers) {
  const gint64 deadline = g_get_monotonic_time() + DEADLINE;
  while (stat_of(&watch->fixture, "listed-numbers") != numbers) {
    fail_unless(g_get_monotonic_time() < deadline, "the list was not read again");
    g_usleep(10000);
  }
}

/* Waits for a warning whose sentence contains each of two parts. */
static void await_warning(Watch* watch, const gchar* part, const gchar* other_part) {
  g_autoptr(GstMessage) message =
      gst_bus_timed_pop_filtered(watch->fixture.bus, 10 * GST_SECOND, GST_MESSAGE_WARNING);
  g_autoptr(GError) error = NULL;
  fail_unless(message != NULL, "nothing was posted about %s", part);
  gst_message_parse_warning(message, &error, NULL);
  fail_unless(strstr(error->message, part) != NULL, "'%s' lacks '%s'", error->message, part);
  fail_unless(strstr(error->message, other_part) != NULL, "'%s' lacks '%s'", error->message,
              other_part);
}

/* Returns: (transfer full): the match of the next message, which is about @text */
static GstDeepOcrMatch* next_match(Watch* watch, const gchar* text) {
  g_autoptr(GstMessage) message = next_message(&watch->fixture);
  g_autoptr(GstDeepOcrReading) reading = NULL;
  GstDeepOcrMatch* match = NULL;
  fail_unless(message != NULL, "%s was not reported", text);
  fail_unless(gst_deepocr_message_parse(message, &reading));
  fail_unless_equals_string(gst_deepocr_reading_get_text(reading), text);
  fail_unless(gst_deepocr_message_parse_match(message, &match));
  return match;
}

/* Expects a hit of @number as the next message. Returns: its probability */
static gdouble assert_hit(Watch* watch, const gchar* number, const gchar* note,
                          GstDeepOcrState state) {
  g_autoptr(GstMessage) message = next_message(&watch->fixture);
  g_autoptr(GstDeepOcrReading) reading = NULL;
  g_autoptr(GstDeepOcrMatch) match = NULL;
  fail_unless(message != NULL, "no hit of %s", number);
  fail_unless(gst_deepocr_message_parse_hit(message, &reading, &match));
  fail_unless(GST_MESSAGE_SRC(message) == GST_OBJECT(watch->fixture.element));
  fail_unless_equals_string(gst_deepocr_match_get_number(match), number);
  fail_unless_equals_string(gst_deepocr_match_get_note(match), note);
  fail_unless(gst_deepocr_match_is_hit(match));
  fail_unless_equals_int(gst_deepocr_reading_get_state(reading), state);
  return gst_deepocr_match_get_probability(match);
}

static void assert_no_more(Watch* watch) {
  g_autoptr(GstMessage) message = next_message(&watch->fixture);
  fail_unless(message == NULL);
}

/* Shows @text in @frames frames at @x, from a time in milliseconds on. */
static void pass_by(Watch* watch, const gchar* text, gint x, gint64 time, guint frames) {
  for (guint i = 0; i < frames; i++) {
    gst_buffer_unref(show(&watch->fixture, text, x, time + 40 * i));
  }
}

GST_START_TEST(test_listed_plate_is_an_event_with_its_match_and_a_hit) {
  Watch watch = watch_start("# list\n37463 blue van\n90210\n");
  pass_by(&watch, "37463", 0, 0, 5);
  g_autoptr(GstDeepOcrMatch) match = next_match(&watch, "37463");
  fail_unless_equals_string(gst_deepocr_match_get_number(match), "37463");
  fail_unless_equals_string(gst_deepocr_match_get_note(match), "blue van");
  fail_unless(gst_deepocr_match_is_exact(match) && gst_deepocr_match_is_hit(match));
  fail_unless(gst_deepocr_match_get_probability(match) > 0.97);
  fail_unless(gst_deepocr_match_get_not_listed(match) < 0.03);
  assert_hit(&watch, "37463", "blue van", GST_DEEPOCR_STATE_CONFIRMED);
  assert_no_more(&watch);
  fail_unless_equals_uint64(stat_of(&watch.fixture, "watch-list-hits"), 1);
  watch_stop(&watch);
}
GST_END_TEST;

GST_START_TEST(test_other_plate_is_not_listed) {
  Watch watch = watch_start("37463\n");
  pass_by(&watch, "90210", 0, 0, 5);
  g_autoptr(GstDeepOcrMatch) match = next_match(&watch, "90210");
  fail_if(gst_deepocr_match_is_hit(match) || gst_deepocr_match_is_exact(match));
  fail_unless(gst_deepocr_match_get_not_listed(match) > 0.97);
  assert_no_more(&watch);
  watch_stop(&watch);
}
GST_END_TEST;

GST_START_TEST(test_without_a_list_nothing_is_said_of_it) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  for (gint64 time = 0; time < 120; time += 40) {
    gst_buffer_unref(show(&fixture, "37463", 0, time));
  }
  g_autoptr(GstMessage) message = next_message(&fixture);
  fail_unless(gst_deepocr_message_parse(message, NULL));
  fail_if(gst_deepocr_message_parse_match(message, NULL));
  fail_unless_equals_uint64(stat_of(&fixture, "listed-numbers"), 0);
  fixture_stop(&fixture);
}
GST_END_TEST;

/* The third digit may be a 4 as well as a 5. */
GST_START_TEST(test_plate_in_doubt_is_a_hit_once) {
  Watch watch = watch_start("33563 stolen\n");
  pass_by(&watch, "33~63", 0, 0, 1);
  assert_no_more(&watch);
  pass_by(&watch, "33~63", 0, 40, 1);
  const gdouble probability = assert_hit(&watch, "33563", "stolen", GST_DEEPOCR_STATE_REFUSED);
  fail_unless(probability > 0.1 && probability < 0.9, "%f", probability);
  pass_by(&watch, "33~63", 0, 80, 10);
  gst_harness_push_event(watch.fixture.harness, gst_event_new_eos());
  assert_no_more(&watch);
  watch_stop(&watch);
}
GST_END_TEST;

GST_START_TEST(test_plate_that_was_in_doubt_and_is_confirmed_is_a_hit_again) {
  Watch watch = watch_start("33563\n");
  pass_by(&watch, "33~63", 0, 0, 2);
  assert_hit(&watch, "33563", "", GST_DEEPOCR_STATE_REFUSED);
  pass_by(&watch, "33563", 0, 80, 10);
  g_autoptr(GstDeepOcrMatch) match = next_match(&watch, "33563");
  assert_hit(&watch, "33563", "", GST_DEEPOCR_STATE_CONFIRMED);
  assert_no_more(&watch);
  watch_stop(&watch);
}
GST_END_TEST;

GST_START_TEST(test_without_tracks_each_doubtful_frame_is_a_hit) {
  Watch watch = watch_start("33563\n");
  g_object_set(watch.fixture.element, "track", FALSE, NULL);
  for (guint i = 0; i < 3; i++) {
    pass_by(&watch, "33~63", 0, 40 * i, 1);
    assert_hit(&watch, "33563", "", GST_DEEPOCR_STATE_REFUSED);
    assert_no_more(&watch);
  }
  watch_stop(&watch);
}
GST_END_TEST;

GST_START_TEST(test_threshold_says_how_probable_a_hit_is) {
  Watch watch = watch_start("33563\n");
  g_object_set(watch.fixture.element, "watch-list-threshold", 0.9, NULL);
  pass_by(&watch, "33~63", 0, 0, 5);
  assert_no_more(&watch);
  g_object_set(watch.fixture.element, "watch-list-threshold", 0.3, NULL);
  pass_by(&watch, "33~63", 0, 200, 1);
  assert_hit(&watch, "33563", "", GST_DEEPOCR_STATE_REFUSED);
  watch_stop(&watch);
}
GST_END_TEST;

GST_START_TEST(test_prior_weighs_listed_numbers) {
  Watch watch = watch_start("33563\n");
  g_object_set(watch.fixture.element, "watch-list-prior", 0.01, NULL);
  pass_by(&watch, "33~63", 0, 0, 2);
  fail_unless(assert_hit(&watch, "33563", "", GST_DEEPOCR_STATE_REFUSED) > 0.99);
  watch_stop(&watch);
}
GST_END_TEST;

GST_START_TEST(test_hits_come_without_other_messages_and_down_the_stream) {
  Watch watch = watch_start("37463 blue van\n");
  g_object_set(watch.fixture.element, "message", FALSE, NULL);
  pass_by(&watch, "37463", 0, 0, 3);
  assert_hit(&watch, "37463", "blue van", GST_DEEPOCR_STATE_CONFIRMED);
  assert_no_more(&watch);
  guint plates = 0, hits = 0;
  for (GstEvent* event; (event = gst_harness_try_pull_event(watch.fixture.harness)) != NULL;) {
    const gboolean has_match = gst_deepocr_event_parse_match(event, NULL);
    if (gst_deepocr_event_parse(event, NULL)) plates += has_match;
    if (gst_deepocr_event_parse_hit(event, NULL, NULL)) hits += has_match;
    gst_event_unref(event);
  }
  fail_unless_equals_int(plates, 1);
  fail_unless_equals_int(hits, 1);
  watch_stop(&watch);
}
GST_END_TEST;

GST_START_TEST(test_list_that_changes_is_read_again) {
  Watch watch = watch_start("37463\n");
  await_list(&watch, 1);
  write_list(&watch, "90210 new\n12345\n54321\n");
  await_list(&watch, 3);
  pass_by(&watch, "90210", 0, 0, 3);
  g_autoptr(GstDeepOcrMatch) match = next_match(&watch, "90210");
  fail_unless_equals_string(gst_deepocr_match_get_note(match), "new");
  /* In place, too. */
  FILE* file = fopen(watch.path, "w");
  fail_unless(file != NULL && fputs("37463\n", file) >= 0 && fclose(file) == 0);
  await_list(&watch, 1);
  watch_stop(&watch);
}
GST_END_TEST;

/* As where its permissions are mended: what was written, and when, stays. */
GST_START_TEST(test_list_whose_inode_alone_changes_is_read_again) {
  Watch watch = watch_start("37463\n90210\n");
  GStatBuf status;
  fail_unless_equals_int(g_stat(watch.path, &status), 0);
  FILE* file = fopen(watch.path, "r+");
  fail_unless(file != NULL && fputs("37463\n# one\n", file) >= 0 && fclose(file) == 0);
  const struct timespec times[] = {status.st_atim, status.st_mtim};
  fail_unless_equals_int(utimensat(AT_FDCWD, watch.path, times, 0), 0);
  await_list(&watch, 1);
  watch_stop(&watch);
}
GST_END_TEST;

GST_START_TEST(test_list_that_vanishes_stays_in_use_with_one_warning) {
  Watch watch = watch_start("37463\n90210\n");
  fail_unless_equals_int(g_remove(watch.path), 0);
  await_warning(&watch, watch.path, "the list in use stays");
  fail_unless_equals_uint64(stat_of(&watch.fixture, "listed-numbers"), 2);
  write_list(&watch, "12345\n");
  await_list(&watch, 1);
  fail_unless(gst_bus_pop_filtered(watch.fixture.bus, GST_MESSAGE_WARNING) == NULL);
  watch_stop(&watch);
}
GST_END_TEST;

GST_START_TEST(test_malformed_lines_are_named_and_the_rest_is_used) {
  Watch watch = watch_start("37463\n3746\n\nabc\n90210\n");
  await_warning(&watch, "list.txt:2: '3746'", "line 4");
  await_list(&watch, 2);
  write_list(&watch, "37463,van\n12345\n");
  await_warning(&watch, "list.txt:1: '37463,van'", "the rest of the list is used");
  await_list(&watch, 1);
  write_list(&watch, "a\nb\nc\nd\ne\nf\ng\nh\n12345\n90210\n");
  await_warning(&watch, "list.txt:1: 'a'", "nor is line 2, 3, 4, 5 and 3 more");
  await_list(&watch, 2);
  watch_stop(&watch);
}
GST_END_TEST;

GST_START_TEST(test_list_without_a_number_is_said_to_be_one) {
  Watch watch = watch_start("");
  await_warning(&watch, "list.txt lists no number; no plate", "can be on it");
  write_list(&watch, "# only a comment\n");
  await_warning(&watch, "list.txt lists no number; no plate", "can be on it");
  write_list(&watch, "\nplates of the second floor and the yard\n90210,van\n");
  await_warning(&watch, "lists no number: none of its lines is one of five digits",
                "as 'plates of the second…' in line 2; no plate can be on it");
  fail_unless(gst_bus_pop_filtered(watch.fixture.bus, GST_MESSAGE_WARNING) == NULL);
  watch_stop(&watch);
}
GST_END_TEST;

GST_START_TEST(test_what_is_no_text_is_not_quoted) {
  Watch watch = watch_start("\xff\xd8\xff\xe0\x10JFIF\n\x01\x02\n");
  await_warning(&watch, "lists no number", "is one of five digits; no plate can be on it");
  write_list(&watch, "37463\n\x1b[31mred\n");
  await_warning(&watch, "list.txt:2 is no number of five digits", "the rest of the list is used");
  watch_stop(&watch);
}
GST_END_TEST;

GST_START_TEST(test_missing_list_is_an_error_at_start) {
  GstBus* bus;
  g_autoptr(GstElement) element = element_new(&bus);
  g_object_set(element, "watch-list", "/nonexistent/list.txt", NULL);
  fail_unless_equals_int(gst_element_set_state(element, GST_STATE_PAUSED),
                         GST_STATE_CHANGE_FAILURE);
  assert_complaint(bus, GST_MESSAGE_ERROR, "/nonexistent/list.txt", "does not exist");
  gst_element_set_state(element, GST_STATE_NULL);
  gst_element_set_bus(element, NULL);
  gst_object_unref(bus);
}
GST_END_TEST;

GST_START_TEST(test_another_list_may_be_set_while_playing) {
  Watch watch = watch_start("37463\n");
  g_object_set(watch.fixture.element, "watch-list", "/nonexistent/list.txt", NULL);
  assert_complaint(watch.fixture.bus, GST_MESSAGE_WARNING, "/nonexistent/list.txt", "unchanged");
  g_autofree gchar* path = NULL;
  g_object_get(watch.fixture.element, "watch-list", &path, NULL);
  fail_unless_equals_string(path, watch.path);
  fail_unless_equals_uint64(stat_of(&watch.fixture, "listed-numbers"), 1);
  g_object_set(watch.fixture.element, "watch-list", NULL, NULL);
  fail_unless_equals_uint64(stat_of(&watch.fixture, "listed-numbers"), 0);
  pass_by(&watch, "37463", 0, 0, 3);
  g_autoptr(GstMessage) message = next_message(&watch.fixture);
  fail_if(gst_deepocr_message_parse_match(message, NULL));
  watch_stop(&watch);
}
GST_END_TEST;

/* Takes the list away from within the warning, on the thread that watches the file. */
static GstBusSyncReply unset_list(GstBus* bus, GstMessage* message, gpointer element) {
  (void)bus;
  if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_WARNING) {
    g_object_set(element, "watch-list", NULL, NULL);
  }
  return GST_BUS_PASS;
}

GST_START_TEST(test_list_may_be_taken_away_in_the_handler_of_its_warning) {
  Watch watch = watch_start("37463\n");
  gst_bus_set_sync_handler(watch.fixture.bus, unset_list, watch.fixture.element, NULL);
  write_list(&watch, "37463\n3746\n");
  await_warning(&watch, "list.txt:2", "the rest of the list is used");
  fail_unless_equals_uint64(stat_of(&watch.fixture, "listed-numbers"), 0);
  watch_stop(&watch);
}
GST_END_TEST;

static Suite* deepocr_watch_list_suite(void) {
  load_plugin();
  Suite* suite = suite_create("deepocr-watch-list");
  TCase* hits = tcase_create("hits");
  tcase_add_test(hits, test_listed_plate_is_an_event_with_its_match_and_a_hit);
  tcase_add_test(hits, test_other_plate_is_not_listed);
  tcase_add_test(hits, test_without_a_list_nothing_is_said_of_it);
  tcase_add_test(hits, test_plate_in_doubt_is_a_hit_once);
  tcase_add_test(hits, test_plate_that_was_in_doubt_and_is_confirmed_is_a_hit_again);
  tcase_add_test(hits, test_without_tracks_each_doubtful_frame_is_a_hit);
  tcase_add_test(hits, test_threshold_says_how_probable_a_hit_is);
  tcase_add_test(hits, test_prior_weighs_listed_numbers);
  tcase_add_test(hits, test_hits_come_without_other_messages_and_down_the_stream);
  suite_add_tcase(suite, hits);
  TCase* files = tcase_create("files");
  tcase_add_test(files, test_list_that_changes_is_read_again);
  tcase_add_test(files, test_list_whose_inode_alone_changes_is_read_again);
  tcase_add_test(files, test_list_that_vanishes_stays_in_use_with_one_warning);
  tcase_add_test(files, test_malformed_lines_are_named_and_the_rest_is_used);
  tcase_add_test(files, test_list_without_a_number_is_said_to_be_one);
  tcase_add_test(files, test_what_is_no_text_is_not_quoted);
  tcase_add_test(files, test_missing_list_is_an_error_at_start);
  tcase_add_test(files, test_another_list_may_be_set_while_playing);
  tcase_add_test(files, test_list_may_be_taken_away_in_the_handler_of_its_warning);
  suite_add_tcase(suite, files);
  return suite;
}

GST_CHECK_MAIN(deepocr_watch_list)
