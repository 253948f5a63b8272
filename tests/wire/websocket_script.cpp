#include "websocket_script.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>

#include "support/websocket_client.hpp"

namespace ignis {

namespace {

using test::WebSocketClient;

constexpr std::size_t MOST_SHOWN = 150;

std::string describe(std::string_view kind, std::string_view payload) {
  std::string line(kind);
  if (payload.size() <= MOST_SHOWN) {
    return line.append(" ").append(payload);
  }
  return line.append(" of ")
      .append(std::to_string(payload.size()))
      .append(" bytes, ")
      .append(std::to_string(std::hash<std::string_view>{}(payload)));
}

std::string describe(const WebSocketClient::Message& message) {
  const auto& payload = message.payload;
  if (message.flags != 8) {
    return describe("flags " + std::to_string(message.flags), payload);
  }
  switch (message.opcode) {
    case 1:
      return text(payload);
    case 2:
      return binary(payload);
    case 8:
      if (payload.size() >= 2) {
        const int code =
            static_cast<unsigned char>(payload[0]) << 8 | static_cast<unsigned char>(payload[1]);
        return close(std::to_string(code) + payload.substr(2));
      }
      return close();
    case 10:
      return pong(payload);
    default:
      return describe("opcode " + std::to_string(message.opcode), payload);
  }
}

/// Everything that the server sends until it closes, one line each.
std::string listen(WebSocketClient& client) {
  std::string answers;
  WebSocketClient::Message message;
  while (client.tryReceive(message)) {
    answers.append(describe(message)).append("\n");
  }
  return answers;
}

}  // namespace

void play(std::uint16_t port, const std::vector<WebSocketScript>& scripts, std::size_t chop) {
  for (const WebSocketScript& script : scripts) {
    CAPTURE(script.name);
    CAPTURE(chop);
    std::string bytes = script.bytes;
    std::string expected;
    for (const std::string& answer : script.answers) {
      expected.append(answer).append("\n");
    }
    if (script.answers.empty() || !script.answers.back().starts_with("close")) {
      bytes += frame(0x88, closing(1000));
      expected.append(close("1000")).append("\n");
    }
    WebSocketClient client(port, "/ws");

    client.sendInChops(bytes, chop);

    CHECK(listen(client) == expected);
  }
}

void playInChops(std::uint16_t port, const std::vector<WebSocketScript>& scripts) {
  for (const std::size_t chop : {WHOLE, std::size_t{7}, std::size_t{1}}) {
    play(port, scripts, chop);
  }
}

std::string text(std::string_view payload) { return describe("text", payload); }
std::string binary(std::string_view payload) { return describe("binary", payload); }
std::string pong(std::string_view payload) { return describe("pong", payload); }
std::string close(std::string_view codeAndReason) { return describe("close", codeAndReason); }

std::string frame(unsigned first, std::string_view payload) {
  return WebSocketClient::frame(first, payload);
}

std::string closing(unsigned code, std::string_view reason) {
  std::string payload;
  payload.push_back(static_cast<char>(code >> 8));
  payload.push_back(static_cast<char>(code & 0xFF));
  return payload.append(reason);
}

std::string inFragments(unsigned opcode, std::string_view payload, std::size_t size) {
  std::string frames;
  for (unsigned next = opcode;; next = 0) {
    const std::string_view part = payload.substr(0, size);
    payload.remove_prefix(part.size());
    frames += frame(next | (payload.empty() ? 0x80U : 0U), part);
    if (payload.empty()) {
      return frames;
    }
  }
}

}  // namespace ignis
