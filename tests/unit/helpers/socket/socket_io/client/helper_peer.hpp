#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "ignis/helpers/json/json.hpp"
#include "ignis/helpers/socket/socket_io/server.hpp"
#include "ignis/helpers/socket/socket_io/socket.hpp"
#include "ignis/helpers/socket/socket_io/socket_io_client_helper.hpp"
#include "support/inbox.hpp"
#include "support/socket_io_server.hpp"

namespace ignis::test {

/// A plain Socket.IO server at `/io` that writes down what a `SocketIOClientHelper` sends. What it
/// answers to `authenticate` is what the client has as `auth`.
class HelperPeer {
 public:
  HelperPeer() : server_([this](socket_io::Server& server) { setUp(server); }, {.path = "/io"}) {}

  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_.port()); }
  socket_io::Server& server() { return server_.server(); }
  Inbox& inbox() { return inbox_; }

 private:
  void setUp(socket_io::Server& server) {
    server.on("connection", [this](socket_io::Socket& socket) {
      inbox_.add("connection");
      const Json auth = socket.handshake().auth<Json>();
      socket.on("authenticate", [this, auth](socket_io::Socket& client) {
        inbox_.add("authenticate");
        if (auth.contains("refuse")) {
          client.emit("unauthenticated", Json::object({{"message", "Invalid token"}}));
        } else if (!auth.contains("silent")) {
          client.emit("authenticated", Json::object({{"id", std::string(client.id())}}));
        }
      });
      for (const std::string name : {"join", "leave", "message"}) {
        socket.on(name, [this, name](std::optional<Json> data) {
          inbox_.add(name + " " + (data ? data->dump() : "nothing"));
        });
      }
      socket.on("echo", [](socket_io::Socket& client, Json data) { client.emit("echo", data); });
      socket.on("sync", [](socket_io::Ack ack) { ack(); });
      socket.on("leave me", [](socket_io::Socket& client) { client.disconnect(); });
      socket.on("disconnect", [this](std::string reason) { inbox_.add("disconnect " + reason); });
    });
  }

  Inbox inbox_;
  SocketIOServerThread server_;
};

/// A helper that writes down which of its callbacks are called.
class WatchedHelper {
 public:
  using Change = std::function<void(SocketIOClientHelperOptions&)>;

  explicit WatchedHelper(const std::string& url, const Change& change = {}) {
    SocketIOClientHelperOptions options{.identifier = "client", .host = url};
    options.options.path = "/io";
    options.onConnected = [this] { inbox_.add("connected"); };
    options.onDisconnected = [this](const std::string& reason) {
      inbox_.add("disconnected " + reason);
    };
    options.onError = [this](const socket_io::client::ConnectError& error) {
      inbox_.add("error " + error.message);
    };
    options.onAuthenticated = [this] { inbox_.add("authenticated"); };
    options.onUnauthenticated = [this](const std::string& message) {
      inbox_.add("unauthenticated " + message);
    };
    if (change) {
      change(options);
    }
    helper_ = std::make_unique<SocketIOClientHelper>(std::move(options));
  }

  SocketIOClientHelper& operator*() { return *helper_; }
  SocketIOClientHelper* operator->() { return helper_.get(); }
  Inbox& inbox() { return inbox_; }
  std::string next() { return inbox_.next(); }
  void destroy() { helper_.reset(); }

  /// Waits until the server has answered everything before.
  void sync() {
    helper_->getSocketClient()->emit("sync", [this](const socket_io::AckError* error) {
      inbox_.add(error == nullptr ? "synced" : error->message);
    });
    if (const std::string entry = next(); entry != "synced") {
      throw std::runtime_error("instead of the answer: " + entry);
    }
  }

 private:
  Inbox inbox_;
  std::unique_ptr<SocketIOClientHelper> helper_;
};

}  // namespace ignis::test
