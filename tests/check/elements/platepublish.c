/* SPDX-License-Identifier: MIT */
/* The publisher of readings: what it writes and when, what it leaves alone, and what it says when
 * something is wrong. */
#include <glib/gstdio.h>
#include <gst/check/gstcheck.h>
#include <gst/check/gstharness.h>
#include <gst/deepocr/deepocr.h>

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define CAPS "video/x-raw,format=GRAY8,width=320,height=240,framerate=30/1"

/* An element in a harness, with a bus, and a folder that it may write to. */
typedef struct {
  GstHarness* harness;
  GstElement* element;
  GstBus* bus;
  gchar* folder;
  gchar* location;
  gint port; /* a socket that holds the port of a broker that is not there, or -1 */
} Fixture;

static gchar* make_folder(void) {
  g_autoptr(GError) error = NULL;
  gchar* folder = g_dir_make_tmp("platepublish-XXXXXX", &error);
  g_assert_no_error(error);
  return folder;
}

static void remove_folder(const gchar* folder) {
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  const gchar* name;
  while ((name = g_dir_read_name(dir)) != NULL) {
    g_autofree gchar* path = g_build_filename(folder, name, NULL);
    g_chmod(path, 0700);
    g_remove(path);
  }
  g_rmdir(folder);
}

static GstElement* element_new(GstBus** bus) {
  GstElement* element = gst_element_factory_make("platepublish", "gate");
  fail_unless(element != NULL, "the plugin was not found");
  gst_object_ref_sink(element);
  *bus = gst_bus_new();
  gst_element_set_bus(element, *bus);
  return element;
}

/* The properties are as for g_object_set(); the location is a file of its own. */
static Fixture fixture_start(const gchar* caps, const gchar* property, ...) {
  Fixture fixture = {.folder = make_folder(), .port = -1};
  fixture.location = g_build_filename(fixture.folder, "lines", NULL);
  fixture.element = element_new(&fixture.bus);
  g_object_set(fixture.element, "location", fixture.location, NULL);
  va_list arguments;
  va_start(arguments, property);
  g_object_set_valist(G_OBJECT(fixture.element), property, arguments);
  va_end(arguments);
  fixture.harness = gst_harness_new_with_element(fixture.element, "sink", "src");
  gst_harness_set_src_caps_str(fixture.harness, caps);
  return fixture;
}

static void fixture_stop(Fixture* fixture) {
  gst_harness_teardown(fixture->harness);
  gst_element_set_state(fixture->element, GST_STATE_NULL);
  gst_element_set_bus(fixture->element, NULL);
  gst_object_unref(fixture->bus);
  gst_object_unref(fixture->element);
  if (fixture->port >= 0) close(fixture->port);
  remove_folder(fixture->folder);
  g_free(fixture->folder);
  g_free(fixture->location);
}

#ifdef DEEPOCR_HAVE_MQTT

/* Takes a port of this machine where nobody listens.
 * Returns: the socket; connections are refused as long as it is open */
static gint take_port(guint* port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  const gint taken = socket(AF_INET, SOCK_STREAM, 0);
  fail_unless(bind(taken, (struct sockaddr*)&address, sizeof address) == 0);
  fail_unless(getsockname(taken, (struct sockaddr*)&address, &length) == 0);
  *port = ntohs(address.sin_port);
  return taken;
}

/* Starts an element whose broker is not there; its location is the spool. */
static Fixture fixture_start_without_broker(guint64 drain_timeout) {
  Fixture fixture = {.folder = make_folder()};
  guint port = 0;
  fixture.port = take_port(&port);
  fixture.location = g_build_filename(fixture.folder, "spool", NULL);
  fixture.element = element_new(&fixture.bus);
  g_autofree gchar* address = g_strdup_printf("127.0.0.1:%u", port);
  gst_util_set_object_arg(G_OBJECT(fixture.element), "method", "mqtt");
  g_object_set(fixture.element, "address", address, "spool", fixture.location, "drain-timeout",
               drain_timeout, NULL);
  fixture.harness = gst_harness_new_with_element(fixture.element, "sink", "src");
  gst_harness_set_src_caps_str(fixture.harness, CAPS);
  return fixture;
}

#endif

static GstDeepOcrReading* reading_new(const gchar* text) {
  GstDeepOcrReading* reading = gst_deepocr_reading_new(text, 0.99);
  gst_deepocr_reading_set_rectangle(reading, 100, 50, 80, 20);
  gst_deepocr_reading_set_track(reading, 7, 3);
  gst_deepocr_reading_set_confirmed(reading, TRUE);
  return reading;
}

static void push_plate_at(Fixture* fixture, const gchar* text, GstClockTime running_time) {
  g_autoptr(GstDeepOcrReading) reading = reading_new(text);
  GstEvent* event =
      gst_deepocr_event_new(reading, 3 * GST_SECOND, 2 * GST_SECOND, running_time, 320, 240, NULL);
  fail_unless(gst_harness_push_event(fixture->harness, event));
}

static void push_plate(Fixture* fixture, const gchar* text) {
  push_plate_at(fixture, text, 1 * GST_SECOND);
}

/* Returns: (transfer full): an event about @reading, with a match that is a hit */
static GstEvent* listed_event_new(const GstDeepOcrReading* reading) {
  GstEvent* event =
      gst_deepocr_event_new(reading, 3 * GST_SECOND, 2 * GST_SECOND, GST_SECOND, 320, 240, NULL);
  g_autoptr(GstDeepOcrMatch) match =
      gst_deepocr_match_new("37468", "blue van", 0.3, 0.2, 0.6, FALSE, TRUE);
  gst_deepocr_event_set_match(event, match);
  return event;
}

/* What deepocr sends for a plate that is a hit: the plate, then the hit. */
static void push_listed_plate(Fixture* fixture, const gchar* text) {
  g_autoptr(GstDeepOcrReading) reading = reading_new(text);
  GstEvent* event = listed_event_new(reading);
  GstEvent* hit = gst_deepocr_event_new_hit(event);
  fail_unless(gst_harness_push_event(fixture->harness, event));
  fail_unless(gst_harness_push_event(fixture->harness, hit));
}

/* What it sends for a plate in doubt that is a hit: the hit alone. */
static void push_doubtful_hit(Fixture* fixture) {
  g_autoptr(GstDeepOcrReading) reading =
      gst_deepocr_reading_new_refused(GST_DEEPOCR_REASON_LOW_CONFIDENCE, 0.3);
  g_autoptr(GstEvent) event = listed_event_new(reading);
  fail_unless(gst_harness_push_event(fixture->harness, gst_deepocr_event_new_hit(event)));
}

/* A buffer at 40 ms with a reading, unless @text is null. */
static GstBuffer* buffer_new(const gchar* text) {
  GstBuffer* buffer = gst_buffer_new_allocate(NULL, 16, NULL);
  gst_buffer_memset(buffer, 0, 0x5a, 16);
  GST_BUFFER_PTS(buffer) = 40 * GST_MSECOND;
  if (text != NULL) {
    g_autoptr(GPtrArray) readings =
        g_ptr_array_new_with_free_func((GDestroyNotify)gst_deepocr_reading_unref);
    g_ptr_array_add(readings, reading_new(text));
    gst_buffer_add_deepocr_readings(buffer, readings);
  }
  return buffer;
}

static void push_buffer(Fixture* fixture, const gchar* text) {
  fail_unless_equals_int(gst_harness_push(fixture->harness, buffer_new(text)), GST_FLOW_OK);
  gst_buffer_unref(gst_harness_pull(fixture->harness));
}

/* Returns: (transfer full): the lines of the file, without the last, empty one */
static gchar** read_lines(const gchar* path) {
  g_autofree gchar* text = NULL;
  g_autoptr(GError) error = NULL;
  g_file_get_contents(path, &text, NULL, &error);
  g_assert_no_error(error);
  gchar** lines = g_strsplit(text, "\n", -1);
  const guint count = g_strv_length(lines);
  if (count == 0) return lines;
  fail_unless_equals_string(lines[count - 1], "");
  g_clear_pointer(&lines[count - 1], g_free);
  return lines;
}

static void assert_holds(const gchar* line, const gchar* part) {
  fail_unless(strstr(line, part) != NULL, "%s lacks %s", line, part);
}

/* Returns: (transfer full) (nullable): the value of @name, a string, in @line */
static gchar* string_field(const gchar* line, const gchar* name) {
  g_autofree gchar* begin = g_strdup_printf("\"%s\":\"", name);
  const gchar* value = strstr(line, begin);
  if (value == NULL) return NULL;
  value += strlen(begin);
  return g_strndup(value, strcspn(value, "\""));
}

static guint64 count_of(GstElement* element, const gchar* name) {
  g_autoptr(GstStructure) stats = NULL;
  guint64 count = 0;
  g_object_get(element, "stats", &stats, NULL);
  fail_unless(gst_structure_get_uint64(stats, name, &count), "stats lacks %s", name);
  return count;
}

#if defined(DEEPOCR_HAVE_MQTT) || defined(DEEPOCR_HAVE_KAFKA)
/* Waits until @name has reached @count, for no longer than ten seconds. */
static void wait_for_count(GstElement* element, const gchar* name, guint64 count) {
  const gint64 end = g_get_monotonic_time() + 10 * G_TIME_SPAN_SECOND;
  while (count_of(element, name) < count) {
    fail_unless(g_get_monotonic_time() < end, "%s stays at %" G_GUINT64_FORMAT, name,
                count_of(element, name));
    g_usleep(2000);
  }
}
#endif

/* Events */

GST_START_TEST(test_each_event_is_a_line) {
  Fixture fixture = fixture_start(CAPS, "camera", "south", NULL);
  push_plate(&fixture, "37463");
  push_plate(&fixture, "23837");
  g_auto(GStrv) lines = read_lines(fixture.location);
  fail_unless_equals_int(g_strv_length(lines), 2);
  assert_holds(lines[0], "\"type\":\"event\"");
  assert_holds(lines[0], "\"text\":\"37463\"");
  assert_holds(lines[0], "\"camera\":\"south\"");
  assert_holds(lines[0], "\"frame\":{\"width\":320,\"height\":240}");
  assert_holds(lines[0], "\"running\":1000000000,\"stream\":2000000000,\"timestamp\":3000000000");
  assert_holds(lines[1], "\"text\":\"23837\"");
  fail_unless_equals_uint64(count_of(fixture.element, "delivered"), 2);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_ids_are_unique_also_across_runs) {
  Fixture fixture = fixture_start(CAPS, NULL, NULL);
  push_plate(&fixture, "37463");
  push_plate(&fixture, "37463");
  gst_element_set_state(fixture.element, GST_STATE_READY);
  gst_element_set_state(fixture.element, GST_STATE_PLAYING);
  gst_harness_set_src_caps_str(fixture.harness, CAPS);
  push_plate(&fixture, "37463");
  g_auto(GStrv) lines = read_lines(fixture.location);
  fail_unless_equals_int(g_strv_length(lines), 3);
  g_autoptr(GHashTable) ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < 3; i++) fail_unless(g_hash_table_add(ids, string_field(lines[i], "id")));
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_camera_is_the_name_of_the_element_unless_set) {
  Fixture fixture = fixture_start(CAPS, NULL, NULL);
  push_plate(&fixture, "37463");
  g_auto(GStrv) lines = read_lines(fixture.location);
  assert_holds(lines[0], "\"camera\":\"gate\"");
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_events_pass_on) {
  Fixture fixture = fixture_start(CAPS, NULL, NULL);
  push_plate(&fixture, "37463");
  g_autoptr(GstEvent) event = NULL;
  while ((event = gst_harness_pull_event(fixture.harness)) != NULL) {
    if (GST_EVENT_TYPE(event) == GST_EVENT_CUSTOM_DOWNSTREAM) break;
    gst_clear_event(&event);
  }
  g_autoptr(GstDeepOcrReading) reading = NULL;
  fail_unless(gst_deepocr_event_parse(event, &reading));
  fail_unless_equals_string(gst_deepocr_reading_get_text(reading), "37463");
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_other_and_malformed_events_are_no_lines) {
  Fixture fixture = fixture_start(CAPS, NULL, NULL);
  const gchar* const structures[] = {"other, text=(string)37463", "deepocr, text=(string)37463",
                                     "deepocr"};
  for (guint i = 0; i < G_N_ELEMENTS(structures); i++) {
    GstStructure* structure = gst_structure_from_string(structures[i], NULL);
    GstEvent* event = gst_event_new_custom(GST_EVENT_CUSTOM_DOWNSTREAM, structure);
    fail_unless(gst_harness_push_event(fixture.harness, event));
  }
  g_auto(GStrv) lines = read_lines(fixture.location);
  fail_unless_equals_int(g_strv_length(lines), 0);
  g_autoptr(GstMessage) message =
      gst_bus_pop_filtered(fixture.bus, GST_MESSAGE_WARNING | GST_MESSAGE_ERROR);
  fail_unless(message == NULL);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_events_in_the_shape_of_dlstreamer) {
  Fixture fixture = fixture_start(CAPS, NULL, NULL);
  gst_element_set_state(fixture.element, GST_STATE_READY);
  gst_util_set_object_arg(G_OBJECT(fixture.element), "format", "dlstreamer");
  gst_element_set_state(fixture.element, GST_STATE_PLAYING);
  gst_harness_set_src_caps_str(fixture.harness, CAPS);
  push_plate(&fixture, "37463");
  g_auto(GStrv) lines = read_lines(fixture.location);
  assert_holds(lines[0], "\"license_plate\":{\"confidence\":0.99,\"label\":\"37463\"");
  assert_holds(lines[0], "\"tags\":{\"id\":\"");
  fixture_stop(&fixture);
}
GST_END_TEST;

#define LISTED                                                                     \
  "\"watch_list\":{\"match\":\"37468\",\"note\":\"blue van\",\"probability\":0.3," \
  "\"margin\":0.2,\"not_listed\":0.6,\"exact\":false,\"hit\":true}"

GST_START_TEST(test_listed_plate_is_an_event_and_a_hit) {
  Fixture fixture = fixture_start(CAPS, "camera", "south", NULL);
  push_listed_plate(&fixture, "37463");
  g_auto(GStrv) lines = read_lines(fixture.location);
  fail_unless_equals_int(g_strv_length(lines), 2);
  assert_holds(lines[0], "\"type\":\"event\"");
  assert_holds(lines[1], "\"type\":\"hit\"");
  for (guint i = 0; i < 2; i++) {
    assert_holds(lines[i], LISTED);
    assert_holds(lines[i], "\"text\":\"37463\"");
    assert_holds(lines[i], "\"camera\":\"south\"");
    assert_holds(lines[i], "\"running\":1000000000,\"stream\":2000000000,\"timestamp\":3000000000");
    assert_holds(lines[i], "\"frame\":{\"width\":320,\"height\":240}");
  }
  g_autofree gchar* id_of_event = string_field(lines[0], "id");
  g_autofree gchar* id_of_hit = string_field(lines[1], "id");
  fail_if(g_str_equal(id_of_event, id_of_hit));
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_plate_in_doubt_is_a_hit_without_an_event) {
  Fixture fixture = fixture_start(CAPS, NULL, NULL);
  push_doubtful_hit(&fixture);
  g_auto(GStrv) lines = read_lines(fixture.location);
  fail_unless_equals_int(g_strv_length(lines), 1);
  assert_holds(lines[0], "\"type\":\"hit\"");
  assert_holds(lines[0], "\"text\":\"\"");
  assert_holds(lines[0], "\"state\":\"refused\",\"reason\":\"low-confidence\"");
  assert_holds(lines[0], LISTED);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_hits_pass_on) {
  Fixture fixture = fixture_start(CAPS, NULL, NULL);
  push_doubtful_hit(&fixture);
  guint hits = 0;
  for (GstEvent* event; (event = gst_harness_try_pull_event(fixture.harness)) != NULL;) {
    if (gst_deepocr_event_parse_hit(event, NULL, NULL)) hits++;
    gst_event_unref(event);
  }
  fail_unless_equals_int(hits, 1);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_hits_are_no_lines_among_frames) {
  Fixture fixture = fixture_start(CAPS, "payload", 1, NULL);
  push_listed_plate(&fixture, "37463");
  g_auto(GStrv) lines = read_lines(fixture.location);
  fail_unless_equals_int(g_strv_length(lines), 0);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_shape_of_dlstreamer_has_no_hits) {
  Fixture fixture = fixture_start(CAPS, "format", 1, NULL);
  push_listed_plate(&fixture, "37463");
  push_doubtful_hit(&fixture);
  g_auto(GStrv) lines = read_lines(fixture.location);
  fail_unless_equals_int(g_strv_length(lines), 1);
  assert_holds(lines[0], "\"type\":\"event\"");
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_event_with_a_malformed_match_is_published_without_it) {
  Fixture fixture = fixture_start(CAPS, NULL, NULL);
  g_autoptr(GstDeepOcrReading) reading = reading_new("37463");
  GstEvent* event = listed_event_new(reading);
  g_autoptr(GstEvent) hit = gst_deepocr_event_new_hit(event);
  gst_structure_set(gst_event_writable_structure(event), GST_DEEPOCR_MATCH_FIELD, G_TYPE_INT, 1,
                    NULL);
  gst_structure_set(gst_event_writable_structure(hit), GST_DEEPOCR_MATCH_FIELD, G_TYPE_INT, 1,
                    NULL);
  fail_unless(gst_harness_push_event(fixture.harness, event));
  fail_unless(gst_harness_push_event(fixture.harness, g_steal_pointer(&hit)));
  g_auto(GStrv) lines = read_lines(fixture.location);
  fail_unless_equals_int(g_strv_length(lines), 1);
  assert_holds(lines[0], "\"type\":\"event\"");
  fail_unless(strstr(lines[0], "watch_list") == NULL);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_wall_clock_of_a_live_stream_is_that_of_the_frame) {
  Fixture fixture = fixture_start(CAPS, NULL, NULL);
  gst_harness_set_live(fixture.harness, TRUE);
  gst_harness_use_testclock(fixture.harness);
  gst_harness_set_time(fixture.harness, 10 * GST_SECOND);
  g_autoptr(GDateTime) now = g_date_time_new_now_utc();
  push_plate_at(&fixture, "37463", 4 * GST_SECOND);
  g_auto(GStrv) lines = read_lines(fixture.location);
  g_autofree gchar* wall = string_field(lines[0], "wall");
  g_autoptr(GDateTime) taken = g_date_time_new_from_iso8601(wall, NULL);
  const gint64 age = g_date_time_difference(now, taken);
  fail_unless(age > 4 * G_TIME_SPAN_SECOND && age <= 6 * G_TIME_SPAN_SECOND + 1000,
              "%s is %" G_GINT64_FORMAT " us ago", wall, age);
  fixture_stop(&fixture);
}
GST_END_TEST;

/* Frames */

GST_START_TEST(test_each_frame_with_readings_is_a_line) {
  Fixture fixture = fixture_start(CAPS, "payload", 1, NULL);
  push_buffer(&fixture, NULL);
  push_buffer(&fixture, "37463");
  push_plate(&fixture, "23837");
  g_auto(GStrv) lines = read_lines(fixture.location);
  fail_unless_equals_int(g_strv_length(lines), 1);
  assert_holds(lines[0], "\"type\":\"frame\"");
  assert_holds(lines[0], "\"text\":\"37463\"");
  assert_holds(lines[0], "\"running\":40000000,\"stream\":40000000,\"timestamp\":40000000");
  assert_holds(lines[0], "\"frame\":{\"width\":320,\"height\":240}");
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_empty_frames_are_lines_on_demand) {
  Fixture fixture = fixture_start(CAPS, "payload", 1, "empty-frames", TRUE, NULL);
  push_buffer(&fixture, NULL);
  push_buffer(&fixture, "37463");
  g_auto(GStrv) lines = read_lines(fixture.location);
  fail_unless_equals_int(g_strv_length(lines), 2);
  assert_holds(lines[0], "\"readings\":[]");
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_buffers_pass_untouched) {
  const gchar* const caps[] = {CAPS, "image/jpeg,width=320,height=240", "audio/x-raw",
                               "some/thing"};
  for (guint i = 0; i < G_N_ELEMENTS(caps); i++) {
    for (gint payload = 0; payload < 2; payload++) {
      Fixture fixture = fixture_start(caps[i], "payload", payload, NULL);
      GstBuffer* input = gst_buffer_ref(buffer_new("37463"));
      fail_unless_equals_int(gst_harness_push(fixture.harness, input), GST_FLOW_OK);
      g_autoptr(GstBuffer) output = gst_harness_pull(fixture.harness);
      fail_unless(output == input);
      gst_buffer_unref(input);
      fixture_stop(&fixture);
    }
  }
}
GST_END_TEST;

/* Files */

GST_START_TEST(test_files_rotate_by_size) {
  Fixture fixture =
      fixture_start(CAPS, "max-file-size", G_GUINT64_CONSTANT(1000), "max-files", 2, NULL);
  for (guint i = 0; i < 6; i++) push_plate(&fixture, "37463");
  g_autofree gchar* older = g_strconcat(fixture.location, ".1", NULL);
  g_autofree gchar* oldest = g_strconcat(fixture.location, ".2", NULL);
  g_auto(GStrv) lines = read_lines(older);
  fail_unless(g_strv_length(lines) > 0);
  fail_if(g_file_test(oldest, G_FILE_TEST_EXISTS));
  fixture_stop(&fixture);
}
GST_END_TEST;

static guint count_messages(GstBus* bus, GstMessageType type) {
  guint count = 0;
  GstMessage* message;
  while ((message = gst_bus_pop_filtered(bus, type)) != NULL) {
    gst_message_unref(message);
    count++;
  }
  return count;
}

/* A pipe in place of the file, that is full. */
typedef struct {
  Fixture fixture;
  gint reader;
  GThread* thread;
} PipeFixture;

/* Whether the event goes on depends on when the element is stopped. */
static gpointer push_one_plate(gpointer fixture) {
  g_autoptr(GstDeepOcrReading) reading = reading_new("37463");
  GstEvent* event = gst_deepocr_event_new(reading, 0, 0, 0, 320, 240, NULL);
  gst_harness_push_event(((Fixture*)fixture)->harness, event);
  return NULL;
}

static PipeFixture pipe_fixture_start(void) {
  PipeFixture pipe = {.fixture = fixture_start(CAPS, NULL, NULL)};
  gst_element_set_state(pipe.fixture.element, GST_STATE_READY);
  g_autofree gchar* path = g_build_filename(pipe.fixture.folder, "pipe", NULL);
  fail_unless(mkfifo(path, 0600) == 0);
  pipe.reader = open(path, O_RDONLY | O_NONBLOCK);
  const gint writer = open(path, O_WRONLY | O_NONBLOCK);
  const gchar bytes[1024] = {0};
  while (write(writer, bytes, sizeof bytes) > 0) continue;
  g_object_set(pipe.fixture.element, "location", path, NULL);
  gst_element_set_state(pipe.fixture.element, GST_STATE_PLAYING);
  gst_harness_set_src_caps_str(pipe.fixture.harness, CAPS);
  close(writer);
  return pipe;
}

/* Lets another thread wait for the reader. It cannot be seen when it does. */
static void pipe_fixture_wait(PipeFixture* pipe) {
  pipe->thread = g_thread_new("writer", push_one_plate, &pipe->fixture);
  g_usleep(100 * G_TIME_SPAN_MILLISECOND);
}

/* The line that waited is lost, and that is said once. */
static void pipe_fixture_assert_dropped(PipeFixture* pipe) {
  g_thread_join(pipe->thread);
  fail_unless_equals_uint64(count_of(pipe->fixture.element, "delivered"), 0);
  fail_unless_equals_uint64(count_of(pipe->fixture.element, "dropped"), 1);
  g_autoptr(GstMessage) message = gst_bus_pop_filtered(pipe->fixture.bus, GST_MESSAGE_WARNING);
  fail_unless(message != NULL, "no warning was posted");
  g_autoptr(GError) warning = NULL;
  gst_message_parse_warning(message, &warning, NULL);
  assert_holds(warning->message, "its reader stands still");
  fail_unless_equals_int(count_messages(pipe->fixture.bus, GST_MESSAGE_WARNING), 0);
}

static void pipe_fixture_stop(PipeFixture* pipe) {
  fixture_stop(&pipe->fixture);
  close(pipe->reader);
}

GST_START_TEST(test_stopping_does_not_wait_for_the_reader_of_a_pipe) {
  PipeFixture pipe = pipe_fixture_start();
  pipe_fixture_wait(&pipe);
  gst_element_set_state(pipe.fixture.element, GST_STATE_NULL);
  pipe_fixture_assert_dropped(&pipe);
  pipe_fixture_stop(&pipe);
}
GST_END_TEST;

GST_START_TEST(test_flushing_does_not_wait_for_the_reader_of_a_pipe) {
  PipeFixture pipe = pipe_fixture_start();
  pipe_fixture_wait(&pipe);
  fail_unless(gst_harness_push_event(pipe.fixture.harness, gst_event_new_flush_start()));
  pipe_fixture_assert_dropped(&pipe);
  fail_unless(gst_harness_push_event(pipe.fixture.harness, gst_event_new_flush_stop(TRUE)));

  /* Then it waits as before, and what comes is written. */
  pipe_fixture_wait(&pipe);
  gchar bytes[4096];
  gssize size;
  while ((size = read(pipe.reader, bytes, sizeof bytes)) > 0 && bytes[0] == '\0') continue;
  g_thread_join(pipe.thread);
  fail_unless_equals_uint64(count_of(pipe.fixture.element, "delivered"), 1);
  fail_unless_equals_uint64(count_of(pipe.fixture.element, "dropped"), 1);
  fail_unless_equals_int(count_messages(pipe.fixture.bus, GST_MESSAGE_INFO), 1);
  pipe_fixture_stop(&pipe);
}
GST_END_TEST;

GST_START_TEST(test_stopping_does_not_wait_for_another_writer) {
  Fixture fixture = fixture_start(CAPS, NULL, NULL);
  const gint writer = open(fixture.location, O_RDWR);
  fail_unless(flock(writer, LOCK_EX) == 0);
  GThread* thread = g_thread_new("writer", push_one_plate, &fixture);
  g_usleep(100 * G_TIME_SPAN_MILLISECOND); /* it cannot be seen when it waits */
  gst_element_set_state(fixture.element, GST_STATE_NULL);
  g_thread_join(thread);
  fail_unless_equals_uint64(count_of(fixture.element, "dropped"), 1);
  fail_unless_equals_int(count_messages(fixture.bus, GST_MESSAGE_WARNING), 1);
  close(writer);
  fixture_stop(&fixture);
}
GST_END_TEST;

/* What is wrong at the start */

/* Expects the start to fail with a sentence that holds @part. */
static void assert_element_does_not_start(GstElement* element, const gchar* part) {
  g_autoptr(GError) error = NULL;
  g_autoptr(GstBus) bus = gst_bus_new();
  gst_element_set_bus(element, bus);
  fail_unless_equals_int(gst_element_set_state(element, GST_STATE_PAUSED),
                         GST_STATE_CHANGE_FAILURE);
  g_autoptr(GstMessage) message = gst_bus_pop_filtered(bus, GST_MESSAGE_ERROR);
  fail_unless(message != NULL, "no error was posted");
  gst_message_parse_error(message, &error, NULL);
  assert_holds(error->message, part);
  gst_element_set_state(element, GST_STATE_NULL);
  gst_element_set_bus(element, NULL);
}

/* The same of a launch line. */
static void assert_does_not_start(const gchar* description, const gchar* part) {
  g_autoptr(GError) error = NULL;
  g_autoptr(GstElement) element = gst_parse_launch(description, &error);
  g_assert_no_error(error);
  gst_object_ref_sink(element);
  assert_element_does_not_start(element, part);
}

GST_START_TEST(test_unwritable_file_is_an_error) {
  assert_does_not_start("platepublish location=/nonexistent/folder/lines",
                        "/nonexistent/folder/lines");
}
GST_END_TEST;

GST_START_TEST(test_bad_address_is_an_error) {
  const gchar* const addresses[] = {"broker:port", "broker:0", "broker:70000", ":1883",
                                    "[::1:1883",   "[::1]x",   "mqtt://",      "a:b:c"};
  for (guint i = 0; i < G_N_ELEMENTS(addresses); i++) {
    g_autofree gchar* description =
        g_strdup_printf("platepublish method=mqtt address=\"%s\"", addresses[i]);
    assert_does_not_start(description, addresses[i]);
  }
  assert_does_not_start("platepublish method=mqtt address=mqtt://user:secret@broker:port",
                        "'…@broker:port'");
}
GST_END_TEST;

GST_START_TEST(test_topic_with_wildcards_is_an_error) {
  assert_does_not_start("platepublish method=mqtt topic=\"plates/+\"", "plates/+");
  assert_does_not_start("platepublish method=mqtt camera=\"gate#1\"", "gate#1");
}
GST_END_TEST;

GST_START_TEST(test_topic_that_is_not_utf8_is_an_error) {
  g_autoptr(GstElement) element = gst_element_factory_make("platepublish", NULL);
  gst_object_ref_sink(element);
  gst_util_set_object_arg(G_OBJECT(element), "method", "mqtt");
  g_object_set(element, "topic",
               "plates/S\xfc"
               "d",
               NULL);
  assert_element_does_not_start(element, "topic is not UTF-8");
}
GST_END_TEST;

GST_START_TEST(test_password_without_a_user_is_an_error) {
  assert_does_not_start("platepublish method=mqtt password=secret",
                        "password is set, and username is not");
}
GST_END_TEST;

#ifdef DEEPOCR_HAVE_KAFKA
GST_START_TEST(test_topic_that_kafka_refuses_is_an_error) {
  const gchar* const topics[] = {"plates/gate", "..", "gate 1"};
  for (guint i = 0; i < G_N_ELEMENTS(topics); i++) {
    g_autofree gchar* description =
        g_strdup_printf("platepublish method=kafka topic=\"%s\"", topics[i]);
    assert_does_not_start(description, topics[i]);
  }
}
GST_END_TEST;

/* The library brings a cluster for tests. */
GST_START_TEST(test_events_reach_a_kafka_cluster) {
  Fixture fixture = {.folder = make_folder(), .port = -1};
  fixture.location = g_build_filename(fixture.folder, "spool", NULL);
  fixture.element = element_new(&fixture.bus);
  gst_util_set_object_arg(G_OBJECT(fixture.element), "method", "kafka");
  g_object_set(fixture.element, "spool", fixture.location, "kafka-config",
               "test.mock.num.brokers=1", NULL);
  fixture.harness = gst_harness_new_with_element(fixture.element, "sink", "src");
  gst_harness_set_src_caps_str(fixture.harness, CAPS);
  for (guint i = 0; i < 20; i++) push_plate(&fixture, "37463");
  wait_for_count(fixture.element, "delivered", 20);
  fail_unless_equals_uint64(count_of(fixture.element, "waiting"), 0);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_unknown_kafka_property_is_an_error) {
  g_autofree gchar* folder = make_folder();
  g_autofree gchar* description = g_strdup_printf(
      "platepublish method=kafka spool=%s/spool kafka-config=no.such.thing=1", folder);
  assert_does_not_start(description, "no.such.thing");
  remove_folder(folder);
}
GST_END_TEST;
#else
GST_START_TEST(test_method_that_was_not_built_is_an_error) {
  assert_does_not_start("platepublish method=kafka", "-Dkafka=enabled");
}
GST_END_TEST;
#endif

#ifdef DEEPOCR_HAVE_MQTT

GST_START_TEST(test_unknown_certificate_file_is_an_error) {
  g_autofree gchar* folder = make_folder();
  g_autofree gchar* description = g_strdup_printf(
      "platepublish method=mqtt spool=%s/spool ca-file=/nonexistent/ca.pem", folder);
  assert_does_not_start(description, "/nonexistent/ca.pem");
  remove_folder(folder);
}
GST_END_TEST;

GST_START_TEST(test_spool_in_use_is_an_error) {
  Fixture fixture = fixture_start_without_broker(0);
  g_autofree gchar* description =
      g_strdup_printf("platepublish method=mqtt spool=%s", fixture.location);
  assert_does_not_start(description, fixture.location);
  fixture_stop(&fixture);
}
GST_END_TEST;

/* A camera whose broker is not there, with the spool that it has when none is named. */
static GstElement* camera_start(const gchar* camera, guint port) {
  GstElement* element = gst_object_ref_sink(gst_element_factory_make("platepublish", NULL));
  g_autofree gchar* address = g_strdup_printf("127.0.0.1:%u", port);
  gst_util_set_object_arg(G_OBJECT(element), "method", "mqtt");
  g_object_set(element, "address", address, "camera", camera, NULL);
  fail_unless_equals_int(gst_element_set_state(element, GST_STATE_PAUSED),
                         GST_STATE_CHANGE_SUCCESS);
  return element;
}

/* GLib looks once in a process where the user's files are, so this needs a process of its own. */
GST_START_TEST(test_each_camera_has_a_spool_of_its_own) {
  if (g_strcmp0(g_getenv("CK_FORK"), "no") == 0) return;
  const gchar* const cameras[] = {"gate_1", "gate/1", "gate 1", "北门", "南门"};
  g_autofree gchar* folder = make_folder();
  g_setenv("XDG_STATE_HOME", folder, TRUE);
  guint port = 0;
  const gint taken = take_port(&port);
  GstElement* elements[G_N_ELEMENTS(cameras)];
  for (guint i = 0; i < G_N_ELEMENTS(cameras); i++) elements[i] = camera_start(cameras[i], port);
  for (guint i = 0; i < G_N_ELEMENTS(cameras); i++) {
    gst_element_set_state(elements[i], GST_STATE_NULL);
    gst_object_unref(elements[i]);
  }
  close(taken);
  const gchar* const names[] = {"gate_1-mqtt-events.spool", "gate_1-55266f93-mqtt-events.spool"};
  g_autofree gchar* spools = g_build_filename(folder, "deepocr", NULL);
  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autofree gchar* spool = g_build_filename(spools, names[i], NULL);
    fail_unless(g_file_test(spool, G_FILE_TEST_EXISTS), "%s", names[i]);
  }
  remove_folder(spools);
  remove_folder(folder);
}
GST_END_TEST;

/* Without a broker */

GST_START_TEST(test_unreachable_broker_is_one_warning) {
  Fixture fixture = fixture_start_without_broker(0);
  for (guint i = 0; i < 50; i++) push_plate(&fixture, "37463");
  wait_for_count(fixture.element, "errors", 2);
  fail_unless_equals_int(count_messages(fixture.bus, GST_MESSAGE_WARNING), 1);
  fail_unless_equals_uint64(count_of(fixture.element, "accepted"), 50);
  fail_unless_equals_uint64(count_of(fixture.element, "waiting"), 50);
  fail_unless_equals_uint64(count_of(fixture.element, "delivered"), 0);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_what_was_not_delivered_waits_for_the_next_run) {
  Fixture fixture = fixture_start_without_broker(0);
  for (guint i = 0; i < 3; i++) push_plate(&fixture, "37463");
  gst_element_set_state(fixture.element, GST_STATE_READY);
  fail_unless_equals_uint64(count_of(fixture.element, "waiting"), 3);
  gst_element_set_state(fixture.element, GST_STATE_PLAYING);
  fail_unless_equals_uint64(count_of(fixture.element, "waiting"), 3);
  fail_unless_equals_uint64(count_of(fixture.element, "accepted"), 0);
  fixture_stop(&fixture);
}
GST_END_TEST;

/* Whether a warning says in which file messages wait. */
static gboolean is_spool_named(Fixture* fixture) {
  gboolean is_named = FALSE;
  GstMessage* message;
  while ((message = gst_bus_pop_filtered(fixture->bus, GST_MESSAGE_WARNING)) != NULL) {
    g_autoptr(GError) warning = NULL;
    gst_message_parse_warning(message, &warning, NULL);
    if (strstr(warning->message, fixture->location) != NULL) is_named = TRUE;
    gst_message_unref(message);
  }
  return is_named;
}

GST_START_TEST(test_end_of_stream_waits_no_longer_than_told) {
  Fixture fixture = fixture_start_without_broker(200 * GST_MSECOND);
  push_plate(&fixture, "37463");
  const gint64 begin = g_get_monotonic_time();
  fail_unless(gst_harness_push_event(fixture.harness, gst_event_new_eos()));
  const gint64 taken = g_get_monotonic_time() - begin;
  fail_unless(taken >= 200 * G_TIME_SPAN_MILLISECOND, "%" G_GINT64_FORMAT " us", taken);
  fail_unless(taken < 10 * G_TIME_SPAN_SECOND, "%" G_GINT64_FORMAT " us", taken);
  fail_unless(is_spool_named(&fixture), "nothing says where the message waits");
  fixture_stop(&fixture);
}
GST_END_TEST;

static gpointer push_end(gpointer fixture) {
  gst_harness_push_event(((Fixture*)fixture)->harness, gst_event_new_eos());
  return NULL;
}

GST_START_TEST(test_stopping_cuts_the_wait_at_the_end_short) {
  Fixture fixture = fixture_start_without_broker(3600 * GST_SECOND);
  push_plate(&fixture, "37463");
  GThread* thread = g_thread_new("end", push_end, &fixture);
  wait_for_count(fixture.element, "errors", 1);
  gst_element_set_state(fixture.element, GST_STATE_NULL);
  g_thread_join(thread);
  fail_unless_equals_uint64(count_of(fixture.element, "waiting"), 1);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_end_of_stream_waits_as_long_as_can_be_told) {
  Fixture fixture = fixture_start_without_broker(G_MAXINT64);
  push_plate(&fixture, "37463");
  GThread* thread = g_thread_new("end", push_end, &fixture);
  wait_for_count(fixture.element, "errors", 2);
  fail_if(is_spool_named(&fixture), "it did not wait");
  gst_element_set_state(fixture.element, GST_STATE_NULL);
  g_thread_join(thread);
  fixture_stop(&fixture);
}
GST_END_TEST;

#endif

static Suite* platepublish_suite(void) {
  Suite* suite = suite_create("platepublish");
  TCase* test_case = tcase_create("general");
  suite_add_tcase(suite, test_case);
  tcase_add_test(test_case, test_each_event_is_a_line);
  tcase_add_test(test_case, test_ids_are_unique_also_across_runs);
  tcase_add_test(test_case, test_camera_is_the_name_of_the_element_unless_set);
  tcase_add_test(test_case, test_events_pass_on);
  tcase_add_test(test_case, test_other_and_malformed_events_are_no_lines);
  tcase_add_test(test_case, test_events_in_the_shape_of_dlstreamer);
  tcase_add_test(test_case, test_listed_plate_is_an_event_and_a_hit);
  tcase_add_test(test_case, test_plate_in_doubt_is_a_hit_without_an_event);
  tcase_add_test(test_case, test_hits_pass_on);
  tcase_add_test(test_case, test_hits_are_no_lines_among_frames);
  tcase_add_test(test_case, test_shape_of_dlstreamer_has_no_hits);
  tcase_add_test(test_case, test_event_with_a_malformed_match_is_published_without_it);
  tcase_add_test(test_case, test_wall_clock_of_a_live_stream_is_that_of_the_frame);
  tcase_add_test(test_case, test_each_frame_with_readings_is_a_line);
  tcase_add_test(test_case, test_empty_frames_are_lines_on_demand);
  tcase_add_test(test_case, test_buffers_pass_untouched);
  tcase_add_test(test_case, test_files_rotate_by_size);
  tcase_add_test(test_case, test_stopping_does_not_wait_for_the_reader_of_a_pipe);
  tcase_add_test(test_case, test_flushing_does_not_wait_for_the_reader_of_a_pipe);
  tcase_add_test(test_case, test_stopping_does_not_wait_for_another_writer);
  tcase_add_test(test_case, test_unwritable_file_is_an_error);
  tcase_add_test(test_case, test_bad_address_is_an_error);
  tcase_add_test(test_case, test_topic_with_wildcards_is_an_error);
  tcase_add_test(test_case, test_topic_that_is_not_utf8_is_an_error);
  tcase_add_test(test_case, test_password_without_a_user_is_an_error);
#ifdef DEEPOCR_HAVE_KAFKA
  tcase_add_test(test_case, test_events_reach_a_kafka_cluster);
  tcase_add_test(test_case, test_topic_that_kafka_refuses_is_an_error);
  tcase_add_test(test_case, test_unknown_kafka_property_is_an_error);
#else
  tcase_add_test(test_case, test_method_that_was_not_built_is_an_error);
#endif
#ifdef DEEPOCR_HAVE_MQTT
  tcase_add_test(test_case, test_unknown_certificate_file_is_an_error);
  tcase_add_test(test_case, test_spool_in_use_is_an_error);
  tcase_add_test(test_case, test_each_camera_has_a_spool_of_its_own);
  tcase_add_test(test_case, test_unreachable_broker_is_one_warning);
  tcase_add_test(test_case, test_what_was_not_delivered_waits_for_the_next_run);
  tcase_add_test(test_case, test_end_of_stream_waits_no_longer_than_told);
  tcase_add_test(test_case, test_stopping_cuts_the_wait_at_the_end_short);
  tcase_add_test(test_case, test_end_of_stream_waits_as_long_as_can_be_told);
#endif
  return suite;
}

GST_CHECK_MAIN(platepublish);
