#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "test_server.hpp"
#include "websocket_script.hpp"

namespace ignis {

TEST_SUITE("wire/websocket fragmentation") {
  TEST_CASE("fragments make one message, with control frames between them") {
    const TestServer server;
    playInChops(
        server.port(),
        {
            {"two fragments", frame(0x01, "one ") + frame(0x80, "two"), {text("one two")}},
            {"binary fragments", frame(0x02, "\xFF") + frame(0x80, "\xFE"), {binary("\xFF\xFE")}},
            {"empty fragments", frame(0x01) + frame(0x00) + frame(0x80), {text("")}},
            {"empty ones around", frame(0x01) + frame(0x00, "x") + frame(0x80), {text("x")}},
            {"one byte each", inFragments(0x1, "fragments", 1), {text("fragments")}},
            {"a ping between",
             frame(0x01, "one ") + frame(0x89, "ping") + frame(0x80, "two"),
             {pong("ping"), text("one two")}},
            {"a pong between",
             frame(0x01, "one ") + frame(0x8A, "pong") + frame(0x80, "two"),
             {text("one two")}},
            {"pings between all",
             frame(0x01, "1") + frame(0x89, "a") + frame(0x00, "2") + frame(0x89, "b") +
                 frame(0x00, "3") + frame(0x89, "c") + frame(0x80, "4"),
             {pong("a"), pong("b"), pong("c"), text("1234")}},
            {"two messages",
             frame(0x01, "a") + frame(0x80, "b") + frame(0x02, "c") + frame(0x80, "d"),
             {text("ab"), binary("cd")}},
            {"a close between",
             frame(0x01, "a") + frame(0x88, closing(1000)) + frame(0x80, "b"),
             {close("1000")}},
        });
  }

  TEST_CASE("fragments out of order end the connection") {
    const TestServer server;
    playInChops(
        server.port(),
        {
            {"ping in fragments", frame(0x09, "a") + frame(0x80, "b"), {close("1002")}},
            {"pong in fragments", frame(0x0A, "a") + frame(0x80, "b"), {close("1002")}},
            {"close in fragments", frame(0x08, closing(1000)) + frame(0x80, "b"), {close("1002")}},
            {"a fragmented ping between",
             frame(0x01, "a") + frame(0x09, "b") + frame(0x80, "c"),
             {close("1002")}},
            {"last fragment of nothing", frame(0x80, "a") + frame(0x81, "b"), {close("1002")}},
            {"fragment of nothing", frame(0x00, "a") + frame(0x81, "b"), {close("1002")}},
            {"empty fragment of nothing", frame(0x00), {close("1002")}},
            {"fragment after a message",
             frame(0x01, "a") + frame(0x80, "b") + frame(0x80, "c"),
             {text("ab"), close("1002")}},
            {"message inside a message", frame(0x01, "a") + frame(0x81, "b"), {close("1002")}},
            {"binary inside text", frame(0x01, "a") + frame(0x02, "b"), {close("1002")}},
            {"text inside binary",
             frame(0x02, "a") + frame(0x89, "ping") + frame(0x81, "b"),
             {pong("ping"), close("1002")}},
        });
  }

  TEST_CASE("large messages come back from fragments of every size") {
    const TestServer server;
    std::string letters;
    while (letters.size() < 65'536) {
      letters += "fragments — ";
    }
    std::vector<WebSocketScript> scripts;
    for (const std::size_t size : {64, 126, 256, 1024, 1300, 4096, 65'535}) {
      const std::string name = "of " + std::to_string(size);
      scripts.push_back({"text " + name, inFragments(0x1, letters, size), {text(letters)}});
      scripts.push_back({"binary " + name, inFragments(0x2, letters, size), {binary(letters)}});
    }

    for (const std::size_t chop : {WHOLE, std::size_t{1300}, std::size_t{251}}) {
      TestServer many({}, [] {
        WebSocketOptions options;
        options.limits.maxFragments = 2000;
        return options;
      }());
      play(many.port(), scripts, chop);
    }
  }
}

}  // namespace ignis
