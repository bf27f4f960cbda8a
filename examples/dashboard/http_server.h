// SPDX-License-Identifier: MIT
// A small HTTP server that only answers questions: GET and HEAD, of hosts that are known.
#pragma once

#include <functional>
#include <map>
#include <string>

#include <libsoup/soup.h>

#include "allowed_hosts.h"
#include "object_pointer.h"

namespace dashboard {

struct Request {
  std::string path;
  std::map<std::string, std::string> parameters;  ///< behind the ?
  std::string last_event_id;                      ///< the header of that name
};

struct Response {
  unsigned status = SOUP_STATUS_OK;
  std::string type = "application/json";
  BytesPointer body;
  std::string tag;                   ///< ETag, without quotes; empty: none
  const char* caching = "no-store";  ///< Cache-Control; "no-cache": kept, and asked for by its tag
};

class HttpServer {
 public:
  struct Routes {
    std::function<Response(const Request&)> answer;
    /// Of kStreamPath: takes the message over, or returns false when there are too many.
    std::function<bool(const Request&, SoupServerMessage*)> stream;
  };

  static constexpr const char* kStreamPath = "/api/stream";

  HttpServer(AllowedHosts hosts, Routes routes);
  ~HttpServer();

  /// @param address an address or the name of one. @param port 0: any that is free.
  /// @throws std::runtime_error with a sentence when it cannot.
  void listen(const std::string& address, int port);

  /// Where it listens.
  std::string uri() const;

 private:
  static void on_started(SoupServer* server, SoupServerMessage* message, gpointer self) noexcept;
  static void on_headers(SoupServer* server, SoupServerMessage* message, const char* path,
                         GHashTable* query, gpointer self) noexcept;
  static void on_request(SoupServer* server, SoupServerMessage* message, const char* path,
                         GHashTable* query, gpointer self) noexcept;

  AllowedHosts hosts_;
  Routes routes_;
  ObjectPointer<SoupServer> server_;
};

Response text_response(unsigned status, const std::string& sentence);
Response json_response(const std::string& json, unsigned status = SOUP_STATUS_OK);

}  // namespace dashboard
