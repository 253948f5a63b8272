#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <future>
#include <string>
#include <utility>

#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/socket/socket_io/client/manager.hpp"
#include "support/event_queue.hpp"
#include "support/loop_thread.hpp"
#include "support/socket_io_server.hpp"

namespace ignis::test {

/// Runs a coroutine on a loop of its own thread and gives what it gives.
template <class T>
T await(EventLoop& loop, std::function<Task<T>()> task) {
  std::promise<T> result;
  loop.spawn("test", [&]() -> Task<void> {
    std::exception_ptr failure;
    try {
      result.set_value(co_await task());
    } catch (...) {
      failure = std::current_exception();
    }
    if (failure) {
      result.set_exception(failure);
    }
  });
  return result.get_future().get();
}

inline std::string urlOf(std::uint16_t port, std::string_view path = {}) {
  return "http://127.0.0.1:" + std::to_string(port) + std::string(path);
}

/// Comes back soon, so that a test need not wait.
inline socket_io::client::ClientOptions quick(socket_io::client::ClientOptions options = {}) {
  options.reconnectionDelay = std::chrono::milliseconds(1);
  options.reconnectionDelayMax = std::chrono::milliseconds(20);
  return options;
}

/// Writes down what a socket tells about itself.
inline void follow(socket_io::client::Socket& socket, EventQueue& events) {
  socket.on("connect", [&events] { events.add("connect"); });
  socket.on("connect_error", [&events](socket_io::client::ConnectError error) {
    events.add("connect_error " + error.message);
  });
  socket.on("disconnect", [&events](std::string reason) { events.add("disconnect " + reason); });
}

/// A server that sends everything back: the event `echo` as an event, `ask` as an answer.
inline void echoes(socket_io::Server& io) {
  io.on("connection", [](socket_io::Socket& socket) {
    socket.on("echo", [](socket_io::Socket& self, Json value) { self.emit("echo", value); });
    socket.on("ask", [](Json value, socket_io::Ack ack) { ack(value); });
    socket.on("silence", [](socket_io::Ack) {});
  });
}

}  // namespace ignis::test
