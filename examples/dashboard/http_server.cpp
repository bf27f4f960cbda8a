// SPDX-License-Identifier: MIT
// A small HTTP server that only answers questions: GET and HEAD, of hosts that are known.
#include "http_server.h"

#include <stdexcept>
#include <utility>

namespace dashboard {

namespace {

constexpr guint kSecondsOfSilence = 60;  // of a connection that is neither paused nor finished

/// Nothing but what comes from here, in no frame of another page, and kept by nobody.
void set_headers(SoupServerMessage* message) {
  constexpr const char* kHeaders[][2] = {
      {"Content-Security-Policy",
       "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src "
       "'self'; "
       "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"X-Content-Type-Options", "nosniff"},
      {"X-Frame-Options", "DENY"},
      {"Referrer-Policy", "no-referrer"},
      {"Cache-Control", "no-store"}};
  SoupMessageHeaders* headers = soup_server_message_get_response_headers(message);
  for (const auto& header : kHeaders) soup_message_headers_replace(headers, header[0], header[1]);
}

std::string header(SoupServerMessage* message, const char* name) {
  const char* value =
      soup_message_headers_get_one(soup_server_message_get_request_headers(message), name);
  return value ? value : "";
}

Request request_of(SoupServerMessage* message, const char* path, GHashTable* query) {
  Request request;
  request.path = path;
  request.last_event_id = header(message, "Last-Event-ID");
  if (!query) return request;
  GHashTableIter iterator;
  gpointer name;
  gpointer value;
  g_hash_table_iter_init(&iterator, query);
  while (g_hash_table_iter_next(&iterator, &name, &value)) {
    request.parameters[static_cast<const char*>(name)] =
        value ? static_cast<const char*>(value) : "";
  }
  return request;
}

void send(SoupServerMessage* message, Response response) {
  SoupMessageHeaders* headers = soup_server_message_get_response_headers(message);
  soup_message_headers_replace(headers, "Cache-Control", response.caching);
  if (!response.tag.empty()) {
    const std::string tag = "\"" + response.tag + "\"";
    soup_message_headers_replace(headers, "ETag", tag.c_str());
    if (header(message, "If-None-Match") == tag) {
      soup_server_message_set_status(message, SOUP_STATUS_NOT_MODIFIED, nullptr);
      return;
    }
  }
  soup_server_message_set_status(message, response.status, nullptr);
  soup_message_headers_set_content_type(headers, response.type.c_str(), nullptr);
  if (response.body) {
    soup_message_body_append_bytes(soup_server_message_get_response_body(message),
                                   response.body.get());
  }
}

GSocketAddress* resolve(const std::string& address, int port) {
  g_autoptr(GInetAddress) literal = g_inet_address_new_from_string(address.c_str());
  if (literal) return g_inet_socket_address_new(literal, port);
  g_autoptr(GResolver) resolver = g_resolver_get_default();
  g_autoptr(GError) error = nullptr;
  GList* found = g_resolver_lookup_by_name(resolver, address.c_str(), nullptr, &error);
  if (!found) {
    throw std::runtime_error("--address " + address +
                             " is no address of this machine: " + error->message);
  }
  GSocketAddress* first = g_inet_socket_address_new(G_INET_ADDRESS(found->data), port);
  g_resolver_free_addresses(found);
  return first;
}

}  // namespace

Response text_response(unsigned status, const std::string& sentence) {
  Response response;
  response.status = status;
  response.type = "text/plain; charset=utf-8";
  const std::string line = sentence + "\n";
  response.body.reset(g_bytes_new(line.data(), line.size()));
  return response;
}

Response json_response(const std::string& json, unsigned status) {
  Response response;
  response.status = status;
  response.body.reset(g_bytes_new(json.data(), json.size()));
  return response;
}

HttpServer::HttpServer(AllowedHosts hosts, Routes routes)
    : hosts_(std::move(hosts)),
      routes_(std::move(routes)),
      server_(soup_server_new(nullptr, nullptr)) {
  g_signal_connect(server_.get(), "request-started", G_CALLBACK(on_started), this);
  soup_server_add_early_handler(server_.get(), nullptr, on_headers, this, nullptr);
  soup_server_add_handler(server_.get(), nullptr, on_request, this, nullptr);
}

HttpServer::~HttpServer() {
  g_signal_handlers_disconnect_by_data(server_.get(), this);
  soup_server_disconnect(server_.get());
}

void HttpServer::listen(const std::string& address, int port) {
  g_autoptr(GSocketAddress) where = resolve(address, port);
  g_autoptr(GError) error = nullptr;
  if (soup_server_listen(server_.get(), where, SoupServerListenOptions(0), &error)) return;
  const std::string place = "port " + std::to_string(port) + " of " + address;
  if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE)) {
    throw std::runtime_error(place + " is in use; choose another one with --port");
  }
  throw std::runtime_error(place + " cannot be opened: " + error->message);
}

std::string HttpServer::uri() const {
  GSList* uris = soup_server_get_uris(server_.get());
  g_autofree gchar* text = uris ? g_uri_to_string(static_cast<GUri*>(uris->data)) : g_strdup("");
  g_slist_free_full(uris, reinterpret_cast<GDestroyNotify>(g_uri_unref));
  return text;
}

/// Whoever connects and says nothing, or reads nothing of what is written, is disconnected.
void HttpServer::on_started(SoupServer*, SoupServerMessage* message, gpointer) noexcept {
  GSocket* socket = soup_server_message_get_socket(message);
  if (socket) g_socket_set_timeout(socket, kSecondsOfSilence);
}

/// Before the body of the request is read, so that none is kept in memory.
void HttpServer::on_headers(SoupServer*, SoupServerMessage* message, const char*, GHashTable*,
                            gpointer self) noexcept {
  soup_message_body_set_accumulate(soup_server_message_get_request_body(message), FALSE);
  set_headers(message);
  const std::string host = header(message, "Host");
  const char* method = soup_server_message_get_method(message);
  if (!static_cast<HttpServer*>(self)->hosts_.contains(host)) {
    send(message,
         text_response(SOUP_STATUS_FORBIDDEN, "The host name '" + host_name(host) +
                                                  "' is not known here; --host makes it known."));
  } else if (method != SOUP_METHOD_GET && method != SOUP_METHOD_HEAD) {
    soup_message_headers_replace(soup_server_message_get_response_headers(message), "Allow",
                                 "GET, HEAD");
    send(message, text_response(SOUP_STATUS_METHOD_NOT_ALLOWED, "There is nothing to be changed."));
  }
}

void HttpServer::on_request(SoupServer*, SoupServerMessage* message, const char* path,
                            GHashTable* query, gpointer self) noexcept try {
  const Routes& routes = static_cast<HttpServer*>(self)->routes_;
  const Request request = request_of(message, path, query);
  if (request.path != kStreamPath) {
    send(message, routes.answer(request));
  } else if (!routes.stream(request, message)) {
    send(message, text_response(SOUP_STATUS_SERVICE_UNAVAILABLE, "Too many pages are open."));
  }
} catch (const std::exception& error) {
  send(message, text_response(SOUP_STATUS_INTERNAL_SERVER_ERROR, error.what()));
}

}  // namespace dashboard
