#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ignis/helpers/common/handler.hpp"
#include "ignis/helpers/json/json_text.hpp"
#include "ignis/helpers/network/tls_client_options.hpp"

namespace ignis {
class EventLoop;
}

namespace ignis::socket_io::client {

/// The options of one namespace.
struct SocketOptions {
  /// What the server finds in `handshake.auth`: any value, a struct for example.
  JsonText auth{};
  /// Asked for it before every CONNECT instead, so that a token can be renewed. One that throws is
  /// told as `connect_error`.
  Handler<JsonText()> authFn{};
  /// With it events are sent one at a time, each again until it is acknowledged, this many times.
  std::size_t retries = 0;
  /// How long an answer may take where `timeout` is not given; 0 for as long as the connection
  /// lasts.
  std::chrono::milliseconds ackTimeout{0};
};

/// The options of socket.io-client, under their names and with their defaults, and below them what
/// a client limits. Checked when a client is made.
struct ClientOptions {
  std::string path = "/socket.io";
  std::vector<std::pair<std::string, std::string>> query{};
  JsonText auth{};                                              ///< see `SocketOptions`
  Handler<JsonText()> authFn{};                                 ///< see `SocketOptions`
  std::map<std::string, std::string> extraHeaders{};            ///< on every request
  std::vector<std::string> transports{"polling", "websocket"};  ///< the first one is used, and
  bool upgrade = true;            ///< left for the next if the server offers it
  bool rememberUpgrade = false;   ///< begin with WebSocket when that has worked before
  bool tryAllTransports = false;  ///< when the first cannot be opened
  bool forceBase64 = false;
  bool timestampRequests = true;  ///< of polling
  std::string timestampParam = "t";
  bool withCredentials = false;  ///< keep cookies of the server and send them back
  bool addTrailingSlash = true;
  std::chrono::milliseconds requestTimeout{0};  ///< of a polling request; 0 for none
  TlsClientOptions tls{};                       ///< of `https` and `wss`
  /// Ask `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` whether the server is reached
  /// through a proxy (CONNECT).
  bool useProxyFromEnvironment = true;

  bool autoConnect = true;
  bool reconnection = true;
  std::size_t reconnectionAttempts = 0;  ///< 0 for no end
  std::chrono::milliseconds reconnectionDelay{1000};
  std::chrono::milliseconds reconnectionDelayMax{5000};
  double randomizationFactor = 0.5;          ///< outside of (0, 1] there is no jitter
  std::chrono::milliseconds timeout{20000};  ///< of one attempt to connect; 0 for none

  std::size_t retries = 0;                  ///< see `SocketOptions`
  std::chrono::milliseconds ackTimeout{0};  ///< see `SocketOptions`

  /// What a server may send in one message or one polling answer; more closes the connection.
  std::size_t maxMessageBytes = 16 * 1024 * 1024;
  std::size_t maxAttachments = 10;  ///< of one packet; more closes the connection
  /// Events that wait for a connection, or for the one before them to be acknowledged; what is
  /// emitted beyond is dropped.
  std::size_t maxBufferedEvents = 10'000;
  /// Unsent bytes past which a server that does not read is given up.
  std::size_t maxUnsentBytes = 16 * 1024 * 1024;

  /// Where the client lives; null for a thread that all such clients share. It outlives the client.
  EventLoop* loop = nullptr;
};

}  // namespace ignis::socket_io::client
