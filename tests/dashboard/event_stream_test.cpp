// SPDX-License-Identifier: MIT
// Readers of the stream get what is sent; who does not read is left out, and then disconnected.
#include "event_stream.h"

#include <gio/gnetworking.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dashboard {
namespace {

using ::testing::HasSubstr;

constexpr gint64 kDeadline = 20 * G_USEC_PER_SEC;

class EventStreamTest : public ::testing::Test {
 protected:
  EventStreamTest() : server_(soup_server_new(nullptr, nullptr)) {
    soup_server_add_handler(server_.get(), nullptr, on_request, &stream_, nullptr);
    soup_server_listen_local(server_.get(), 0, SOUP_SERVER_LISTEN_IPV4_ONLY, nullptr);
  }

  ~EventStreamTest() override { soup_server_disconnect(server_.get()); }

  static void on_request(SoupServer*, SoupServerMessage* message, const char*, GHashTable*,
                         gpointer stream) {
    static_cast<EventStream*>(stream)->add(message);
  }

  /// A reader with a small buffer, so that what it does not read soon waits at the server.
  ObjectPointer<GSocket> connect() {
    GSList* uris = soup_server_get_uris(server_.get());
    const int port = g_uri_get_port(static_cast<GUri*>(uris->data));
    g_slist_free_full(uris, reinterpret_cast<GDestroyNotify>(g_uri_unref));
    ObjectPointer<GSocket> socket(g_socket_new(G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                               G_SOCKET_PROTOCOL_DEFAULT, nullptr));
    g_socket_set_option(socket.get(), SOL_SOCKET, SO_RCVBUF, 4096, nullptr);
    g_autoptr(GSocketAddress) address = g_inet_socket_address_new_from_string("127.0.0.1", port);
    g_socket_connect(socket.get(), address, nullptr, nullptr);
    g_socket_set_blocking(socket.get(), FALSE);
    const std::string request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    g_socket_send(socket.get(), request.data(), request.size(), nullptr, nullptr);
    const std::size_t before = stream_.readers();
    run_until([&] { return stream_.readers() > before; });
    return socket;
  }

  template <typename Condition>
  static void run_until(Condition condition) {
    const gint64 end = g_get_monotonic_time() + kDeadline;
    while (!condition() && g_get_monotonic_time() < end) g_main_context_iteration(nullptr, FALSE);
    EXPECT_TRUE(condition());
  }

  static void receive(GSocket* socket, std::string& received) {
    char bytes[4096];
    const gssize size = g_socket_receive(socket, bytes, sizeof bytes, nullptr, nullptr);
    if (size > 0) received.append(bytes, size);
  }

  std::string receive_until(GSocket* socket, const std::string& end) {
    std::string received;
    run_until([&] {
      receive(socket, received);
      return received.find(end) != std::string::npos;
    });
    return received;
  }

  EventStream stream_;
  ObjectPointer<SoupServer> server_;
};

TEST_F(EventStreamTest, SendsEventsAsTheStandardSays) {
  const auto reader = connect();
  stream_.send("plate", R"({"text":"37463"})", 7);
  const std::string received = receive_until(reader.get(), "37463\"}\n\n");
  EXPECT_THAT(received, HasSubstr("Content-Type: text/event-stream\r\n"));
  EXPECT_THAT(received, HasSubstr("event: plate\nid: 7\ndata: {\"text\":\"37463\"}\n\n"));
}

TEST_F(EventStreamTest, SendsToAllReaders) {
  const auto first = connect();
  const auto second = connect();
  stream_.send_latest("cameras", "[1]");
  stream_.send("plate", "2");
  EXPECT_THAT(receive_until(first.get(), "data: 2\n\n"), HasSubstr("event: plate\ndata: 2\n\n"));
  EXPECT_THAT(receive_until(second.get(), "data: 2\n\n"), HasSubstr("event: plate\ndata: 2\n\n"));
}

TEST_F(EventStreamTest, ReaderThatVanishesIsForgotten) {
  const auto reader = connect();
  g_socket_close(reader.get(), nullptr);
  run_until([&] {
    stream_.send_latest("cameras", "[]");
    return stream_.readers() == 0;
  });
}

TEST_F(EventStreamTest, ReaderThatDoesNotReadIsDisconnectedAndOthersAreNot) {
  const auto slow = connect();
  const auto other = connect();
  const std::string event(1000, 'x');
  std::string received;
  int sent = 0;
  run_until([&] {
    stream_.send("plate", event);
    ++sent;
    receive(other.get(), received);
    received.clear();
    return stream_.readers() == 1;
  });
  // What waits, and what the kernel keeps for the two ends of a connection.
  EXPECT_LT(sent, int(EventStream::kMostBytesWaiting / event.size()) + 8000);
  stream_.send("plate", "last");
  EXPECT_THAT(receive_until(other.get(), "last"), HasSubstr("last"));
}

TEST_F(EventStreamTest, WhatIsReplacedSoonIsNotKeptForSlowReaders) {
  const auto slow = connect();
  const std::string picture(1000, 'x');
  for (int i = 0; i < 100000; ++i) {
    stream_.send_latest("picture", picture);
    g_main_context_iteration(nullptr, FALSE);
  }
  EXPECT_EQ(stream_.readers(), 1U);
}

}  // namespace
}  // namespace dashboard
