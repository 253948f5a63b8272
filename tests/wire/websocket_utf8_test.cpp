#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support/websocket_client.hpp"
#include "test_server.hpp"
#include "websocket_script.hpp"

using namespace std::string_literals;

namespace ignis {

namespace {

using test::WebSocketClient;

const std::vector<std::string> VALID = {
    "",
    "\0"s,
    "Hello-\xC2\xB5@\xC3\x9F\xC3\xB6\xC3\xA4\xC3\xBC\xC3\xA0\xC3\xA1-UTF-8!!",
    "\xCE\xBA\xE1\xBD\xB9\xCF\x83\xCE\xBC\xCE\xB5",
    "\x7F",
    "\xC2\x80",
    "\xDF\xBF",
    "\xE0\xA0\x80",
    "\xE1\x80\x80",
    "\xED\x9F\xBF",
    "\xEE\x80\x80",
    "\xEF\xBF\xBD",
    "\xEF\xBF\xBE",
    "\xEF\xBF\xBF",
    "\xF0\x90\x80\x80",
    "\xF0\x9F\xBF\xBE",
    "\xF3\xBF\xBF\xBF",
    "\xF4\x8F\xBF\xBE",
    "\xF4\x8F\xBF\xBF",
};

struct Invalid {
  std::string text;
  std::size_t wrongAt;  ///< the first byte that no valid text has there; the size: it is incomplete
};

const std::vector<Invalid> INVALID = {
    {"\x80", 0},                               // a continuation alone
    {"\xBF", 0},                               //
    {"\x80\xBF\x80\xBF", 0},                   //
    {"\xC0\x20", 0},                           // leads without continuations
    {"\xE0\x20", 1},                           //
    {"\xF0\x20", 1},                           //
    {"\xC3", 1},                               // cut at the end
    {"\xE2\x82", 2},                           //
    {"\xF0\x9F\x98", 3},                       //
    {"\xCE\xBA\xE1\xBD\xB9\xCF\x83\xCE", 8},   //
    {"\xC0\xAF", 0},                           // overlong
    {"\xC1\xBF", 0},                           //
    {"\xE0\x80\xAF", 1},                       //
    {"\xE0\x9F\xBF", 1},                       //
    {"\xF0\x80\x80\xAF", 1},                   //
    {"\xF0\x8F\xBF\xBF", 1},                   //
    {"\xF8\x80\x80\x80\xAF", 0},               //
    {"\xFC\x80\x80\x80\x80\xAF", 0},           //
    {"\xED\xA0\x80", 1},                       // surrogates
    {"\xED\xAF\xBF", 1},                       //
    {"\xED\xB0\x80", 1},                       //
    {"\xED\xBF\xBF", 1},                       //
    {"\xED\xA0\x80\xED\xB0\x80", 1},           //
    {"\xF4\x90\x80\x80", 1},                   // beyond U+10FFFF
    {"\xF5\x80\x80\x80", 0},                   //
    {"\xF7\xBF\xBF\xBF", 0},                   //
    {"\xFE", 0},                               // never in UTF-8
    {"\xFF", 0},                               //
    {"\xCE\xBA\xE1\xBD\xB9\xED\xA0\x80x", 6},  // after what is valid
    {"\xCE\xBA\xE1\xBD\xB9\xF4\x90\x80\x80", 6},
};

}  // namespace

TEST_SUITE("wire/websocket text") {
  TEST_CASE("valid UTF-8 comes back, cut at any byte") {
    const TestServer server;
    std::vector<WebSocketScript> scripts;
    for (const std::string& valid : VALID) {
      scripts.push_back({"whole", frame(0x81, valid), {text(valid)}});
      scripts.push_back({"in fragments", inFragments(0x1, valid, 1), {text(valid)}});
      scripts.push_back({"after ascii",
                         inFragments(0x1, std::string(67, 'a') + valid, 69),
                         {text(std::string(67, 'a') + valid)}});
    }
    playInChops(server.port(), scripts);
  }

  TEST_CASE("invalid UTF-8 ends the connection, in one frame or in fragments") {
    const TestServer server;
    std::vector<WebSocketScript> scripts;
    for (const Invalid& invalid : INVALID) {
      scripts.push_back({"whole", frame(0x81, invalid.text), {close("1007")}});
      scripts.push_back({"in fragments", inFragments(0x1, invalid.text, 1), {close("1007")}});
      scripts.push_back(
          {"in long text", frame(0x81, std::string(93, 'a') + invalid.text), {close("1007")}});
      scripts.push_back({"as bytes", frame(0x82, invalid.text), {binary(invalid.text)}});
    }
    play(server.port(), scripts);
    play(server.port(), scripts, 1);
  }

  TEST_CASE("invalid UTF-8 ends the connection before its frame has come") {
    const TestServer server;
    for (const Invalid& invalid : INVALID) {
      if (invalid.wrongAt == invalid.text.size()) {
        continue;
      }
      CAPTURE(invalid.text);
      for (const bool isFragment : {false, true}) {
        WebSocketClient client(server.port(), "/ws");
        const std::string start = isFragment ? frame(0x01, "first ") : "";
        const std::string whole =
            frame(isFragment ? 0x80 : 0x81, invalid.text + std::string(60'000, 'x'));
        const std::size_t wrongAt = 8 + invalid.wrongAt;

        client.sendRaw(start + whole.substr(0, wrongAt));
        client.sendRaw(whole.substr(wrongAt, 1));

        CHECK(client.closeCode() == 1007);
      }
    }
  }

  TEST_CASE("what comes before the first wrong byte is waited with") {
    const TestServer server;
    const std::string whole = frame(0x81, "\xCE\xBA\xE1\xBD\xB9" + std::string(200, 'x'));
    WebSocketClient client(server.port(), "/ws");

    client.sendRaw(whole.substr(0, 11));
    client.sendRaw(whole.substr(11));

    CHECK(client.receiveText().size() == 205);
  }
}

}  // namespace ignis
