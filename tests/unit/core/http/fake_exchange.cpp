#include "fake_exchange.hpp"

#include "ignis/helpers/common/ascii.hpp"
#include "ignis/helpers/logger/logger_factory.hpp"
#include "network/http/request_parser.hpp"

#include <stdexcept>

namespace ignis::test {

void FakeExchange::receive(std::string_view text) {
  static const HttpLimits LIMITS{};
  RequestParser parser(request, LIMITS);
  parser.feed(text);
  if (parser.state() != RequestParser::State::COMPLETE) {
    throw std::invalid_argument("the test's request is malformed");
  }
  response.clear();
  isFinished = false;
}

void FakeExchange::finish() {
  isFinished = true;
  loop_.stop();
}

std::string Answer::header(std::string_view name) const {
  std::string_view rest = headers;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find("\r\n"));
    if (ascii::iequals(line.substr(0, line.find(':')), name)) {
      return std::string(line.substr(line.find(':') + 2));
    }
    rest.remove_prefix(line.size() + 2);
  }
  return "<none>";
}

std::string toText(const TestRequest& request) {
  std::string text = request.method + ' ' + request.target + " HTTP/1.1\r\nHost: api.test\r\n";
  for (const std::string& header : request.headers) {
    text += header + "\r\n";
  }
  if (!request.body.empty()) {
    text += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  }
  return text + "\r\n" + request.body;
}

Answer send(const HttpApp& app, const TestRequest& request) {
  EventLoop loop;
  const auto exchange = std::make_shared<FakeExchange>(loop);
  exchange->receive(toText(request));
  loop.post([&] { app.handle(*exchange); });
  loop.run();
  const HttpResponse& response = exchange->response;
  return {.status = response.status,
          .contentType = std::string(response.contentType),
          .headers = response.headers,
          .body = response.body};
}

Answer get(const HttpApp& app, std::string target, std::vector<std::string> headers) {
  return send(app, {.target = std::move(target), .headers = std::move(headers)});
}

Answer postJson(const HttpApp& app, std::string target, std::string body) {
  return send(app, {.method = "POST",
                    .target = std::move(target),
                    .headers = {"Content-Type: application/json"},
                    .body = std::move(body)});
}

LogCapture::LogCapture() {
  LoggerFactory::configure({.console = false, .sink = [this](std::string_view line) {
                              text_.append(line).append("\n");
                            }});
}

LogCapture::~LogCapture() { LoggerFactory::configure({}); }

}  // namespace ignis::test
