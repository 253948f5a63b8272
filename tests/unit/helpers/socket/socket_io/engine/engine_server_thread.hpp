#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "ignis/helpers/network/event_loop_group.hpp"
#include "ignis/helpers/network/http/http_server.hpp"
#include "ignis/helpers/socket/socket_io/engine/engine_server.hpp"
#include "support/event_queue.hpp"
#include "support/http_client.hpp"
#include "support/websocket_client.hpp"

namespace ignis::test {

/// An Engine.IO server on a free port of loopback, on threads of its own. It sends every message
/// back and tells why sessions close.
class EngineServerThread {
 public:
  explicit EngineServerThread(socket_io::EngineOptions options = {}, std::size_t threads = 1,
                              HttpLimits limits = {},
                              std::function<void(socket_io::EngineServer&)> setUp = {})
      : loops_(threads),
        http_(loops_, {.host = "127.0.0.1", .port = 0, .limits = limits}),
        server_(std::make_unique<socket_io::EngineServer>(http_, std::move(options))) {
    server_->onConnection([this](socket_io::EngineSocket& socket) { welcome(socket); });
    if (setUp) {
      setUp(*server_);
    }
    thread_ = std::thread([this] { loops_.run(); });
    run([this]() -> Task<void> {
      co_await server_->attach();
      http_.listen();
    });
  }
  ~EngineServerThread() {
    close();
    loops_.stop();
    thread_.join();
  }

  std::uint16_t port() const { return http_.port(); }
  socket_io::EngineServer& server() { return *server_; }
  EventLoopGroup& loops() { return loops_; }
  EventQueue& closed() { return closed_; }

  /// Runs a function for the one session, on its loop.
  void withSocket(std::function<void(socket_io::EngineSocket&)> function) {
    std::promise<void> done;
    socketLoop_.load()->post([&] {
      function(*socket_);
      done.set_value();
    });
    done.get_future().get();
  }
  /// Until the session has a poll pending.
  void waitForPoll() {
    bool isPending = false;
    while (!isPending) {
      withSocket([&](socket_io::EngineSocket& socket) { isPending = socket.isWritable(); });
    }
  }
  std::size_t connectionCount() const { return http_.connectionCount(); }

  void close() {
    run([this]() -> Task<void> {
      co_await server_->close();
      co_await http_.close(std::chrono::milliseconds{5000});
    });
  }
  void closeHttp() {
    run([this]() -> Task<void> { co_await http_.close(std::chrono::milliseconds{5000}); });
  }
  void run(std::function<Task<void>()> task) {
    std::promise<void> done;
    loops_.main().spawn("test", [&]() -> Task<void> {
      co_await task();
      done.set_value();
    });
    done.get_future().get();
  }

 private:
  void welcome(socket_io::EngineSocket& socket) {
    socket_ = &socket;
    socketLoop_ = EventLoop::current();
    socket.onMessage([&socket](bool isBinary, std::string_view data) {
      if (isBinary) {
        socket.sendBinary(data);
      } else {
        socket.send(data);
      }
    });
    socket.onClose([this](std::string_view reason) { closed_.add(std::string(reason)); });
  }

  EventLoopGroup loops_;
  HttpServer http_;
  std::unique_ptr<socket_io::EngineServer> server_;
  EventQueue closed_;
  std::atomic<socket_io::EngineSocket*> socket_{nullptr};
  std::atomic<EventLoop*> socketLoop_{nullptr};
  std::thread thread_;
};

inline int statusOf(std::string_view answer) { return std::stoi(std::string(answer.substr(9, 3))); }

inline std::string bodyOf(std::string_view answer) {
  return std::string(answer.substr(answer.find("\r\n\r\n") + 4));
}

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// One request on a connection of its own.
inline std::string request(std::uint16_t port, std::string_view method, std::string_view target,
                           std::string_view headers = {}, std::string_view body = {}) {
  HttpClient client(port);
  std::string text(method);
  text.append(" ").append(target).append(" HTTP/1.1\r\nHost: localhost\r\n").append(headers);
  if (method == "POST") {
    text.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
  }
  client.send(text.append("\r\n").append(body));
  return client.receive();
}

/// A client that polls: one connection for its GETs, one for its POSTs.
class PollingClient {
 public:
  explicit PollingClient(std::uint16_t port, std::string_view query = {},
                         std::string_view headers = {})
      : port_(port), get_(std::in_place, port), post_(std::in_place, port) {
    get_->send("GET /engine.io/?EIO=4&transport=polling" + std::string(query) +
               " HTTP/1.1\r\nHost: localhost\r\n" + std::string(headers) + "\r\n");
    head_ = get_->receive();
    handshake_ = bodyOf(head_);
    const std::size_t at = handshake_.find(R"("sid":")");
    sid_ = at == std::string::npos ? "" : handshake_.substr(at + 7, 20);
  }

  const std::string& sid() const { return sid_; }
  /// The whole answer to the handshake, then its body.
  const std::string& head() const { return head_; }
  const std::string& handshake() const { return handshake_; }
  std::string target(std::string_view transport = "polling") const {
    return "/engine.io/?EIO=4&transport=" + std::string(transport) + "&sid=" + sid_;
  }

  void startPoll(std::string_view headers = {}) {
    get_->send("GET " + target() + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(headers) +
               "\r\n");
  }
  std::string finishPoll() { return get_->receive(); }
  std::string poll() {
    startPoll();
    return bodyOf(finishPoll());
  }
  std::string post(std::string_view body, std::string_view headers = {}) {
    post_->send("POST " + target() + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(headers) +
                "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body));
    return post_->receive();
  }
  /// A request beside the two connections.
  std::string other(std::string_view method, std::string_view body = {}) {
    return request(port_, method, target(), {}, body);
  }
  /// Closes the connection of the pending poll.
  void abortPoll() { get_.reset(); }

 private:
  std::uint16_t port_;
  std::optional<HttpClient> get_;
  std::optional<HttpClient> post_;
  std::string head_;
  std::string handshake_;
  std::string sid_;
};

inline constexpr std::string_view UNKNOWN_SID = R"({"code":1,"message":"Session ID unknown"})";
inline constexpr std::string_view BAD_REQUEST = R"({"code":3,"message":"Bad request"})";

}  // namespace ignis::test
