#pragma once

#include <doctest/doctest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "network/client/client_connection.hpp"
#include "support/certificate_authority.hpp"
#include "support/scripted_server.hpp"
#include "unit/helpers/common/temp_folder.hpp"

namespace ignis::test {

/// A connection on a loop of its own, and what its listener was told.
class ConnectionClient final : public ClientConnection::Listener {
 public:
  explicit ConnectionClient(ClientEndpoint server, ConnectionLimits limits = {})
      : endpoint(std::move(server)),
        connection(std::make_shared<ClientConnection>(loop, endpoint, limits, *this)) {}
  ~ConnectionClient() {
    connection->close();
    drain();
  }

  /// Runs the loop until the connection has ended, or a callback of the test stops it.
  void run(std::chrono::milliseconds timeout = std::chrono::seconds{10}) {
    connection->open(timeout);
    CHECK_FALSE(connection->isConnected());
    loop.run();
  }
  /// Runs the loop until everything that is ready has been handled.
  void drain() {
    loop.post([this] { loop.post([this] { loop.post([this] { loop.stop(); }); }); });
    loop.run();
  }

  void onConnected() override {
    events.emplace_back("connected");
    if (whenConnected) whenConnected();
  }
  void onData(std::span<char> data) override {
    received.append(data.data(), data.size());
    if (whenData) whenData();
  }
  void onDrain() override {
    if (whenDrained) whenDrained();
  }
  void onDeadline() override {
    events.emplace_back("deadline");
    loop.stop();
  }
  void onClosed(const std::string& reason) override {
    events.emplace_back("closed");
    closeReason = reason;
    loop.stop();
  }

  EventLoop loop;
  ClientEndpoint endpoint;
  std::shared_ptr<ClientConnection> connection;
  std::function<void()> whenConnected;
  std::function<void()> whenData;
  std::function<void()> whenDrained;
  std::vector<std::string> events;
  std::string received;
  std::string closeReason;
};

inline ClientEndpoint local(std::uint16_t port) { return {.host = "127.0.0.1", .port = port}; }

inline std::string named(std::uint16_t port) {
  return " | server: 127.0.0.1:" + std::to_string(port);
}

using Events = std::vector<std::string>;

struct Authority {
  Authority() { folder.write("ca.pem", authority.certificate()); }

  std::shared_ptr<const TlsClientContext> trusted() const {
    return std::make_shared<const TlsClientContext>(
        TlsClientOptions{.caFile = (folder.path() / "ca.pem").string()});
  }
  /// A server that answers `ping` with `pong` and says goodbye.
  ScriptedServer::Script serving(const std::string& names) const {
    return [certificate = authority.issue({.names = names})](ScriptedServer& server) {
      const auto peer = server.accept();
      if (peer->startTls(certificate)) {
        peer->receiveUntil("ping");
        peer->send("pong for " + peer->serverName());
        peer->sayTlsGoodbye();
      }
      peer->receiveAll();
    };
  }

  TempFolder folder;
  CertificateAuthority authority;
};

}  // namespace ignis::test
