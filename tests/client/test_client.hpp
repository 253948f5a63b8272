#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ignis/helpers/json/json.hpp"
#include "ignis/helpers/json/json_arguments.hpp"
#include "ignis/helpers/socket/socket_io/client/manager.hpp"
#include "support/inbox.hpp"

namespace ignis::test {

/// `[1,"two"]`
inline std::string textOf(const JsonArguments& values) {
  std::string text;
  JsonWriter writer(text);
  writer.beginArray();
  writeJson(writer, values);
  writer.endArray();
  writer.flush();
  return text;
}

/// A client that writes down what happens to it.
class TestClient {
 public:
  using Options = socket_io::client::ClientOptions;
  using Change = std::function<void(Options&)>;

  explicit TestClient(const std::string& url, const std::vector<std::string>& transports,
                      const Change& change = {}, std::string_view nsp = "/")
      : manager_(url, options(transports, change)), socket_(manager_.socket(nsp)) {
    socket_->on("connect", [this] { inbox_.add("connected"); });
    socket_->on("connect_error", [this](socket_io::client::ConnectError error) {
      inbox_.add("refused " + error.message + (error.data ? " " + error.data->dump() : ""));
    });
    socket_->on("disconnect", [this](std::string reason) { inbox_.add("disconnected " + reason); });
    socket_->onAny([this](const socket_io::IncomingEvent& event) {
      if (event.attachments.empty()) {
        inbox_.add(std::string(event.data));
      }
    });
    socket_->connect();
  }
  ~TestClient() { socket_.reset(); }

  socket_io::client::Manager& manager() { return manager_; }
  socket_io::client::Socket& socket() { return *socket_; }
  Inbox& inbox() { return inbox_; }
  std::string next() { return inbox_.next(); }

  /// The answer to `ask`, which is what it was given.
  std::string ask(const JsonArguments& values) {
    socket_->emit("ask", values, [this](const socket_io::AckError* error, JsonArguments answer) {
      inbox_.add(error == nullptr ? "answer " + textOf(answer) : "no answer " + error->message);
    });
    return inbox_.next();
  }

 private:
  static Options options(const std::vector<std::string>& transports, const Change& change) {
    Options options{.transports = transports,
                    .autoConnect = false,
                    .reconnectionDelay = std::chrono::milliseconds(20),
                    .reconnectionDelayMax = std::chrono::milliseconds(100)};
    if (change) {
      change(options);
    }
    return options;
  }

  Inbox inbox_;
  socket_io::client::Manager manager_;
  std::shared_ptr<socket_io::client::Socket> socket_;
};

}  // namespace ignis::test
