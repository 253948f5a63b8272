#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "test_server.hpp"
#include "websocket_script.hpp"

namespace ignis {

TEST_SUITE("wire/websocket close") {
  TEST_CASE("a close is confirmed, and what follows it is not looked at") {
    const TestServer server;
    const std::string bye = frame(0x88, closing(1000));
    const std::string large(256 * 1024, 'x');
    playInChops(
        server.port(),
        {
            {"alone", bye, {close("1000")}},
            {"after a message", frame(0x81, "x") + bye, {text("x"), close("1000")}},
            {"twice", bye + bye, {close("1000")}},
            {"another code after it", bye + frame(0x88, closing(1001)), {close("1000")}},
            {"then a ping", bye + frame(0x89, "x"), {close("1000")}},
            {"then a message", bye + frame(0x81, "x"), {close("1000")}},
            {"then what is invalid", bye + frame(0x83, "x"), {close("1000")}},
            {"inside a message", frame(0x01, "a") + bye + frame(0x80, "b"), {close("1000")}},
        });
    play(server.port(), {{"after a large message, then a ping",
                          frame(0x81, large) + bye + frame(0x89, "x"),
                          {text(large), close("1000")}}});
  }

  TEST_CASE("a close frame may be empty or have a code and a reason") {
    const TestServer server;
    const std::string longest(123, 'r');
    playInChops(
        server.port(),
        {
            {"empty", frame(0x88), {close()}},
            {"one byte", frame(0x88, "\x03"), {close("1002")}},
            {"code and reason", frame(0x88, closing(1000, "bye")), {close("1000")}},
            {"a reason of 123 bytes", frame(0x88, closing(1000, longest)), {close("1000")}},
            {"a reason of 124 bytes", frame(0x88, closing(1000, longest + "r")), {close("1002")}},
            {"UTF-8", frame(0x88, closing(1000, "\xE2\x82\xAC")), {close("1000")}},
            {"no UTF-8", frame(0x88, closing(1000, "\xCE\xBA\xED\xA0\x80")), {close("1007")}},
            {"half a character", frame(0x88, closing(1000, "\xE2\x82")), {close("1007")}},
        });
  }

  TEST_CASE("codes that a peer may send are confirmed, others are against the protocol") {
    const TestServer server;
    std::vector<WebSocketScript> scripts;
    for (const unsigned code : {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013,
                                1014, 3000, 3999, 4000, 4999}) {
      scripts.push_back({"", frame(0x88, closing(code)), {close(std::to_string(code))}});
      scripts.push_back({"", frame(0x88, closing(code, "why")), {close(std::to_string(code))}});
    }
    for (const unsigned code :
         {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535}) {
      scripts.push_back({std::to_string(code), frame(0x88, closing(code)), {close("1002")}});
      scripts.push_back({std::to_string(code), frame(0x88, closing(code, "why")), {close("1002")}});
    }
    play(server.port(), scripts);
  }

  TEST_CASE("after a violation nothing is looked at") {
    const TestServer server;
    playInChops(server.port(),
                {
                    {"a message after it", frame(0x83) + frame(0x81, "x"), {close("1002")}},
                    {"a close after it", frame(0x83) + frame(0x88, closing(1000)), {close("1002")}},
                    {"another after it", frame(0x83) + frame(0x81, "\xFF"), {close("1002")}},
                });
  }
}

}  // namespace ignis
