#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ignis/helpers/network/event_loop.hpp"
#include "network/client/client_connection.hpp"
#include "network/http/response_parser.hpp"

namespace ignis {

struct HttpClientRequest {
  std::string method = "GET";
  std::string target;                                          ///< path and query
  std::string hostHeader;                                      ///< `example.com:8443`
  std::vector<std::pair<std::string, std::string>> headers{};  ///< further ones
  std::string body{};
};

/// Asks a server one request after the other over a connection that it keeps (RFC 9112), and opens
/// again when the server has closed it, also for a GET that meets that; a POST fails then.
/// Redirections are not followed. On one loop.
class HttpClient final {
 public:
  class Listener {
   public:
    virtual void onResponse(HttpClientResponse response) = 0;
    /// There is no answer; the reason names the server. The client may be used again.
    virtual void onFailed(const std::string& reason) = 0;

   protected:
    ~Listener() = default;
  };

  /// Endpoint and listener outlive it. Destroying it, also in a call to the listener, gives up what
  /// is under way without a word.
  HttpClient(EventLoop& loop, const ClientEndpoint& endpoint, const ConnectionLimits& limits,
             std::size_t maxBodyBytes, Listener& listener);
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  ~HttpClient();

  /// One at a time. `timeout` is for all of it; 0 for none. The listener is never called by this.
  void send(HttpClientRequest request, std::chrono::milliseconds connectTimeout,
            std::chrono::milliseconds timeout);
  bool isBusy() const noexcept;

 private:
  class Impl;

  std::shared_ptr<Impl> impl_;
};

}  // namespace ignis
