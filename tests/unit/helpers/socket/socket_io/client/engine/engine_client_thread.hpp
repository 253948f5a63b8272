#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "ignis/helpers/network/event_loop.hpp"
#include "socket/socket_io/client/engine/engine_client.hpp"
#include "unit/helpers/socket/socket_io/engine/engine_server_thread.hpp"

namespace ignis::test {

/// An Engine.IO client on a thread of its own. It tells what its listener is told as text: `open`,
/// `text …`, `binary …`, `failed …`, `closed …`.
class EngineClientThread final : public socket_io::client::EngineClient::Listener {
 public:
  using EngineClient = socket_io::client::EngineClient;
  /// Called on the loop, in the listener's call, after an event is told.
  using Reaction = std::function<void(EngineClientThread& client, std::string_view event)>;

  explicit EngineClientThread(std::uint16_t port, socket_io::client::ClientOptions options = {},
                              Reaction reaction = {}, bool startWithWebSocket = false)
      : options_(std::move(options)),
        address_{.endpoint = {.host = "127.0.0.1", .port = port},
                 .hostHeader = "127.0.0.1:" + std::to_string(port),
                 .path = "/engine.io/",
                 .query = options_.query},
        reaction_(std::move(reaction)) {
    thread_ = std::thread([this] { loop_.run(); });
    run([&] {
      client_ =
          std::make_unique<EngineClient>(loop_, options_, address_, startWithWebSocket, *this);
      client_->open();
    });
  }
  ~EngineClientThread() {
    run([this] { client_.reset(); });
    loop_.stop();
    thread_.join();
  }

  /// What happened next; throws when nothing does.
  std::string next() { return events_.next(); }
  bool isQuiet() const { return events_.isEmpty(); }
  std::string nextPing() { return pings_.next(); }
  /// The description of what the last `failed` or `closed` was.
  std::string description() {
    std::string description;
    run([&] { description = description_; });
    return description;
  }

  void send(std::string_view text) {
    run([&] { client_->sendText(text, {}); });
  }
  void sendBinary(std::string_view bytes) {
    run([&] { client_->sendBinary(std::as_bytes(std::span(bytes))); });
  }
  std::string transportName() {
    std::string name;
    run([&] { name = client_->transportName(); });
    return name;
  }
  void waitForTransport(std::string_view name) {
    while (transportName() != name) {
    }
  }
  void waitUntilWritable(bool isWritable) {
    bool is = !isWritable;
    while (is != isWritable) {
      run([&] { is = client_->isWritable(); });
    }
  }

  /// Runs a function on the loop and waits for it.
  void run(std::function<void()> function) {
    std::promise<void> done;
    loop_.post([&] {
      function();
      done.set_value();
    });
    done.get_future().get();
  }
  /// On the loop only.
  EngineClient& client() { return *client_; }
  void destroy() { client_.reset(); }

 private:
  void tell(std::string event) {
    events_.add(event);
    if (reaction_) {
      reaction_(*this, event);
    }
  }
  void onEngineOpen() override { tell("open"); }
  void onEngineText(std::string_view message) override { tell("text " + std::string(message)); }
  void onEngineBinary(std::span<const std::byte> message) override {
    tell("binary " + std::string(reinterpret_cast<const char*>(message.data()), message.size()));
  }
  void onEnginePing() override { pings_.add("ping"); }
  void onEngineFailed(std::string_view message, std::string_view description) override {
    description_ = description;
    tell("failed " + std::string(message));
  }
  void onEngineClosed(std::string_view reason, std::string_view description) override {
    description_ = description;
    tell("closed " + std::string(reason));
  }

  socket_io::client::ClientOptions options_;
  socket_io::client::ClientAddress address_;
  Reaction reaction_;
  EventQueue events_;
  EventQueue pings_;
  std::string description_;
  EventLoop loop_;
  std::unique_ptr<EngineClient> client_;
  std::thread thread_;
};

}  // namespace ignis::test
