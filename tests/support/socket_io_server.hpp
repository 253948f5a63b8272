#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <future>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "ignis/helpers/network/event_loop_group.hpp"
#include "ignis/helpers/network/http/http_server.hpp"
#include "ignis/helpers/socket/socket_io/server.hpp"
#include "support/websocket_client.hpp"

namespace ignis::test {

/// A Socket.IO server on loopback, on a free port unless told, on threads of its own.
class SocketIOServerThread {
 public:
  explicit SocketIOServerThread(std::function<void(socket_io::Server&)> setUp = {},
                                socket_io::ServerOptions options = {}, std::size_t threads = 2,
                                std::uint16_t port = 0)
      : loops_(threads),
        http_(loops_, {.host = "127.0.0.1", .port = port}),
        server_(http_, std::move(options)) {
    if (setUp) {
      setUp(server_);
    }
    thread_ = std::thread([this] { loops_.run(); });
    run([this] { return start(); });
  }
  ~SocketIOServerThread() {
    run([this] { return stop(); });
    loops_.stop();
    thread_.join();
  }

  socket_io::Server& server() { return server_; }
  EventLoopGroup& loops() { return loops_; }
  std::uint16_t port() const { return http_.port(); }

  /// Runs a task on the first loop and waits for it.
  void run(std::function<Task<void>()> task) {
    std::promise<void> done;
    loops_.main().spawn("test", [&] { return guard(task, done); });
    done.get_future().get();
  }
  /// Waits until every loop has done what it was given before.
  void settle() {
    for (std::size_t index = 0; index < loops_.size(); ++index) {
      std::promise<void> done;
      loops_.at(index).post([&] { done.set_value(); });
      done.get_future().get();
    }
  }

 private:
  static Task<void> guard(const std::function<Task<void>()>& task, std::promise<void>& done) {
    std::exception_ptr failure;
    try {
      co_await task();
    } catch (...) {
      failure = std::current_exception();
    }
    if (failure) {
      done.set_exception(failure);
    } else {
      done.set_value();
    }
  }
  Task<void> start() {
    co_await server_.attach();
    http_.listen();
  }
  Task<void> stop() {
    co_await server_.close();
    co_await http_.close(std::chrono::milliseconds{2000});
  }

  EventLoopGroup loops_;
  HttpServer http_;
  socket_io::Server server_;
  std::thread thread_;
};

/// What happened on the server, in order, for a test on another thread to read.
class Journal {
 public:
  void add(std::string entry) {
    const std::scoped_lock lock(mutex_);
    entries_.push_back(std::move(entry));
  }
  std::vector<std::string> entries() const {
    const std::scoped_lock lock(mutex_);
    return entries_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> entries_;
};

/// A Socket.IO client that shows every packet.
class SocketIOClient {
 public:
  explicit SocketIOClient(std::uint16_t port, std::string_view query = "EIO=4&transport=websocket",
                          std::string_view headers = {}, std::string_view path = "/socket.io/")
      : webSocket(port, std::string(path) + "?" + std::string(query), headers) {
    if (webSocket.isUpgraded()) {
      handshake = webSocket.receiveText();
    }
  }
  /// Joins the default namespace.
  explicit SocketIOClient(SocketIOServerThread& server) : SocketIOClient(server.port()) {
    connect();
  }

  void connect(std::string_view auth = {}) {
    send("40" + std::string(auth));
    const std::string answer = receive();
    constexpr std::string_view HEAD = R"(40{"sid":")";
    if (!answer.starts_with(HEAD)) {
      throw std::runtime_error("not connected: " + answer);
    }
    id = answer.substr(HEAD.size(), 20);
  }
  void send(std::string_view packet) { webSocket.sendText(packet); }
  /// The next packet that is no ping.
  std::string receive() {
    std::string packet = webSocket.receiveText();
    return packet == "2" ? receive() : packet;
  }
  int closeCode() { return webSocket.closeCode(); }

  WebSocketClient webSocket;
  std::string handshake;
  std::string id;
};

}  // namespace ignis::test
