#pragma once

#include "ignis/core/http/http_app.hpp"
#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/network/http/http_exchange.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ignis::test {

/// An exchange without a connection: the request is parsed from text.
class FakeExchange final : public HttpExchange {
 public:
  explicit FakeExchange(EventLoop& loop) : loop_(loop) {}

  /// Takes the next request, as the server's pool of exchanges does.
  void receive(std::string_view text);

  EventLoop& loop() noexcept override { return loop_; }
  std::string_view peerAddress() const noexcept override { return peer; }
  bool isOpen() const noexcept override { return !isFinished; }
  void finish() override;
  void upgrade(std::string_view, const ProtocolFactory&) override {}

  std::string peer = "10.0.0.7";
  bool isFinished = false;

 private:
  EventLoop& loop_;
};

struct Answer {
  unsigned status = 0;
  std::string contentType{};
  std::string headers{};
  std::string body{};

  /// The value of a header line, or `<none>`.
  std::string header(std::string_view name) const;
};

struct TestRequest {
  std::string method = "GET";
  std::string target = "/";
  std::vector<std::string> headers{};  ///< `Name: value`
  std::string body{};
};

/// Sends `request` to a frozen app and runs the loop until it is answered.
Answer send(const HttpApp& app, const TestRequest& request);
Answer get(const HttpApp& app, std::string target, std::vector<std::string> headers = {});
Answer postJson(const HttpApp& app, std::string target, std::string body);

std::string toText(const TestRequest& request);

/// Takes what is logged while it lives, instead of the console.
class LogCapture {
 public:
  LogCapture();
  ~LogCapture();
  LogCapture(const LogCapture&) = delete;
  LogCapture& operator=(const LogCapture&) = delete;

  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace ignis::test
