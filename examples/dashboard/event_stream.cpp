// SPDX-License-Identifier: MIT
// Server-Sent Events for any number of pages, none of which can hold up the others.
#include "event_stream.h"

namespace dashboard {

namespace {

std::string event_text(const std::string& type, const std::string& json, std::uint64_t id) {
  std::string text = "event: " + type + "\n";
  if (id > 0) text += "id: " + std::to_string(id) + "\n";
  return text + "data: " + json + "\n\n";
}

}  // namespace

EventStream::~EventStream() {
  for (auto& [message, reader] : readers_) g_signal_handlers_disconnect_by_data(message, this);
}

void EventStream::add(SoupServerMessage* message) {
  SoupMessageHeaders* headers = soup_server_message_get_response_headers(message);
  soup_server_message_set_status(message, SOUP_STATUS_OK, nullptr);
  soup_message_headers_set_content_type(headers, "text/event-stream", nullptr);
  soup_message_headers_replace(headers, "X-Accel-Buffering", "no");  // nginx hands on what it gets
  soup_message_headers_set_encoding(headers, SOUP_ENCODING_CHUNKED);
  soup_message_body_set_accumulate(soup_server_message_get_response_body(message), FALSE);
  g_signal_connect(message, "wrote-body-data", G_CALLBACK(on_wrote), this);
  g_signal_connect(message, "finished", G_CALLBACK(on_finished), this);
  Reader& reader = readers_[message];
  reader.message.reset(static_cast<SoupServerMessage*>(g_object_ref(message)));
  append(reader, "retry: 1000\n\n");
}

void EventStream::send_to(SoupServerMessage* message, const std::string& type,
                          const std::string& json, std::uint64_t id) {
  const auto found = readers_.find(message);
  if (found != readers_.end()) append(found->second, event_text(type, json, id));
}

void EventStream::send(const std::string& type, const std::string& json, std::uint64_t id) {
  const std::string text = event_text(type, json, id);
  for (auto& [message, reader] : readers_) append(reader, text);
}

void EventStream::send_latest(const std::string& type, const std::string& json) {
  const std::string text = event_text(type, json, 0);
  for (auto& [message, reader] : readers_) {
    if (reader.waiting == 0) append(reader, text);
  }
}

void EventStream::append(Reader& reader, const std::string& text) {
  SoupServerMessage* message = reader.message.get();
  if (reader.waiting + text.size() > kMostBytesWaiting) {
    // The writing that waits fails, and `finished` follows.
    g_socket_shutdown(soup_server_message_get_socket(message), TRUE, TRUE, nullptr);
    return;
  }
  reader.waiting += text.size();
  soup_message_body_append(soup_server_message_get_response_body(message), SOUP_MEMORY_COPY,
                           text.data(), text.size());
  soup_server_message_unpause(message);
}

void EventStream::on_wrote(SoupServerMessage* message, guint size, gpointer self) noexcept {
  Reader& reader = static_cast<EventStream*>(self)->readers_[message];
  reader.waiting -= size < reader.waiting ? size : reader.waiting;
}

void EventStream::on_finished(SoupServerMessage* message, gpointer self) noexcept {
  g_signal_handlers_disconnect_by_data(message, self);
  static_cast<EventStream*>(self)->readers_.erase(message);
}

}  // namespace dashboard
