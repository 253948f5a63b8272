#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "engine_client_thread.hpp"
#include "scripted_engine_server.hpp"
#include "socket/socket_io/client/engine/engine_client.hpp"

using namespace ignis;
using namespace ignis::socket_io::client;
using namespace ignis::test;
using namespace std::chrono_literals;

namespace {

struct Case {
  std::string what;
  std::string sent;
  std::string told;
};

std::string answerWith(std::string_view status, std::string_view headers = {},
                       std::string_view body = {}) {
  std::string text = "HTTP/1.1 ";
  text.append(status).append("\r\nContent-Length: ").append(std::to_string(body.size()));
  return text.append("\r\n").append(headers).append("\r\n").append(body);
}

std::string packets(std::string_view packet, std::size_t count) {
  std::string payload(packet);
  for (std::size_t index = 1; index < count; ++index) {
    payload.append("\x1e").append(packet);
  }
  return payload;
}

const std::vector<std::string> BAD_HANDSHAKES{
    "",
    "hello",
    "0",
    "0{",
    "0[]",
    "4hello",
    "2",
    "6",
    "1",
    R"(0{"sid":"a"})",
    R"(0{"sid":"","pingInterval":1000,"pingTimeout":1000})",
    R"(0{"sid":"a","pingInterval":-1,"pingTimeout":1000})",
    R"(0{"sid":"a","pingInterval":1e308,"pingTimeout":1000})",
    R"(0{"sid":"a","pingInterval":9223372036854775807,"pingTimeout":9223372036854775807})",
    R"(0{"sid":"a","pingInterval":1000,"pingTimeout":1000,"maxPayload":0})",
};

}  // namespace

TEST_SUITE("helpers/socket_io/client/EngineClient: a server that misbehaves") {
  TEST_CASE("polling: a handshake that is none fails") {
    std::vector<std::string> answers = BAD_HANDSHAKES;
    answers.push_back(answerWith("500 Internal Server Error"));
    answers.push_back(answerWith("204 No Content"));
    answers.push_back("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n");
    answers.push_back("HTTP/1.1\r\n\r\n");
    answers.push_back("HTTP/ what");
    for (const std::string& answer : answers) {
      CAPTURE(answer);
      const ScriptedEngineServer server([&](EnginePeer& peer) {
        peer.receive();
        answer.starts_with("HTTP/") ? peer.send(answer) : peer.answer(answer);
      });
      EngineClientThread client(server.port(), {.transports = {"polling"}});
      CHECK(client.next() == "failed xhr poll error");
      CHECK_FALSE(client.description().empty());
      CHECK(client.isQuiet());
    }
  }

  TEST_CASE("polling: a redirection is not followed, and says where to") {
    const ScriptedEngineServer server(
        pollingScript({answerWith("302 Found", "Location: http://elsewhere/x?secret=1\r\n")}));
    EngineClientThread client(server.port(), {.transports = {"polling"}});
    CHECK(client.next() == "failed xhr poll error");
    CHECK(contains(client.description(), "redirections are not followed"));
    CHECK(contains(client.description(), "302"));
    CHECK(contains(client.description(), "http://elsewhere/x"));
    CHECK_FALSE(contains(client.description(), "secret"));
  }

  TEST_CASE("polling: what makes no sense ends the session") {
    for (const Case& test : {
             Case{"an unknown type", "7x", "closed parse error"},
             Case{"no packet", "", "closed parse error"},
             Case{"an empty packet between others", "6\x1e\x1e" + std::string("4x"),
                  "closed parse error"},
             Case{"a second handshake", openPacket(), "closed parse error"},
             Case{"base64 that is none", "b!", "closed parse error"},
             Case{"invalid UTF-8", "4\xFF", "closed transport error"},
             Case{"a refusal", answerWith("400 Bad Request", {}, R"({"code":1})"),
                  "closed transport error"},
             Case{"a redirection", answerWith("301 Moved", "Location: /\r\n"),
                  "closed transport error"},
             Case{"no HTTP", "HTTP/nonsense\r\n\r\n", "closed transport error"},
             Case{"more than a message may have", "4" + std::string(100'001, 'x'),
                  "closed transport error"},
             Case{"a body without an end",
                  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n" +
                      std::string(200'000, 'x'),
                  "closed transport error"},
             Case{"a close packet", "1", "closed transport close"},
         }) {
      CAPTURE(test.what);
      const ScriptedEngineServer server(pollingScript({openPacket(), test.sent}));
      EngineClientThread client(server.port(),
                                {.transports = {"polling"}, .maxMessageBytes = 100'000});
      CHECK(client.next() == "open");
      CHECK(client.next() == test.told);
      CHECK_FALSE(client.description().empty());
      CHECK(client.isQuiet());
    }
  }

  TEST_CASE("polling: packets that mean nothing to a client change nothing") {
    const ScriptedEngineServer server(pollingScript({openPacket(), "3", "5",
                                                     "3probe\x1e"
                                                     "5\x1e"
                                                     "4x"}));
    EngineClientThread client(server.port(), {.transports = {"polling"}});
    CHECK(client.next() == "open");
    CHECK(client.next() == "text x");
  }

  TEST_CASE("polling: one payload may have many packets") {
    const ScriptedEngineServer server(
        pollingScript({openPacket(), packets("6", 10'000) + "\x1e" + packets("4x", 10'000)}));
    EngineClientThread client(server.port(), {.transports = {"polling"}});
    CHECK(client.next() == "open");
    for (int index = 0; index < 10'000; ++index) {
      REQUIRE(client.next() == "text x");
    }
  }

  TEST_CASE("polling: what follows the packet at which a client is closed is dropped") {
    const ScriptedEngineServer server(pollingScript({openPacket(), packets("4x", 100)}));
    EngineClientThread client(server.port(), {.transports = {"polling"}},
                              [](EngineClientThread& self, std::string_view event) {
                                if (event == "text x") {
                                  self.client().close();
                                }
                              });
    CHECK(client.next() == "open");
    CHECK(client.next() == "text x");
    CHECK(client.next() == "closed forced close");
    client.run([] {});
    CHECK(client.isQuiet());
  }

  TEST_CASE("polling: a POST that is refused ends the session") {
    const ScriptedEngineServer server([](EnginePeer& peer) {
      for (bool isFirst = true;; isFirst = false) {
        if (peer.receive().isPost()) {
          peer.answer("too much", "413 Payload Too Large");
        } else if (isFirst) {
          peer.answer(openPacket());
        }
      }
    });
    EngineClientThread client(server.port(), {.transports = {"polling"}});
    CHECK(client.next() == "open");
    client.send("x");
    CHECK(client.next() == "closed transport error");
    CHECK(contains(client.description(), "xhr post error"));
    CHECK(contains(client.description(), "413"));
  }

  TEST_CASE("polling: a server that takes nothing does not make memory grow") {
    const ScriptedEngineServer server([](EnginePeer& peer) {
      for (bool isFirst = true;; isFirst = false) {
        if (!peer.receive().isPost() && isFirst) {
          peer.answer(openPacket());
        }
      }
    });
    EngineClientThread client(server.port(),
                              {.transports = {"polling"}, .maxUnsentBytes = 100'000});
    CHECK(client.next() == "open");
    client.send("one is under way");
    client.waitUntilWritable(false);
    client.send(std::string(50'000, 'x'));
    CHECK(client.isQuiet());
    client.send(std::string(60'000, 'x'));
    CHECK(client.next() == "closed transport error");
    CHECK(contains(client.description(), "maxUnsentBytes"));
  }

  TEST_CASE("a session id is encoded, whatever is in it") {
    EventQueue targets;
    const ScriptedEngineServer server([&](EnginePeer& peer) {
      targets.add(peer.receive().target());
      peer.answer(R"(0{"sid":"a b/?&=\r\n\u00e4%","pingInterval":1000,"pingTimeout":1000})");
      targets.add(peer.receive().target());
      peer.waitForEnd();
    });
    EngineClientThread client(server.port(),
                              {.transports = {"polling"}, .timestampRequests = false});
    CHECK(client.next() == "open");
    CHECK(targets.next() == "/engine.io/?EIO=4&transport=polling");
    CHECK(targets.next() ==
          "/engine.io/?EIO=4&transport=polling&sid=a%20b%2F%3F%26%3D%0D%0A%C3%A4%25");
  }

  TEST_CASE("silence ends a session with ping timeout") {
    const ScriptedEngineServer polling(pollingScript({openPacket(20, 30)}));
    EngineClientThread one(polling.port(), {.transports = {"polling"}});
    CHECK(one.next() == "open");
    CHECK(one.next() == "closed ping timeout");
    CHECK(contains(one.description(), "50 ms"));

    const ScriptedEngineServer webSocket(webSocketScript([](EnginePeer&) {}, openPacket(20, 30)));
    EngineClientThread two(webSocket.port(), {.transports = {"websocket"}});
    CHECK(two.next() == "open");
    CHECK(two.next() == "closed ping timeout");
  }

  TEST_CASE("a server that only answers polls, without a heartbeat, is silent as well") {
    const ScriptedEngineServer server([](EnginePeer& peer) {
      peer.receive();
      peer.answer(openPacket(20, 30));
      for (;;) {
        peer.receive();
        peer.answer("6");
      }
    });
    EngineClientThread client(server.port(), {.transports = {"polling"}});
    CHECK(client.next() == "open");
    CHECK(client.next() == "closed ping timeout");
  }

  TEST_CASE("WebSocket: a handshake that is none fails") {
    for (const std::string& handshake : BAD_HANDSHAKES) {
      CAPTURE(handshake);
      const ScriptedEngineServer server(
          webSocketScript([&](EnginePeer& peer) { peer.sendText(handshake); }, ""));
      EngineClientThread client(server.port(), {.transports = {"websocket"}});
      CHECK(client.next() == "failed websocket error");
      CHECK_FALSE(client.description().empty());
      CHECK(client.isQuiet());
    }
  }

  TEST_CASE("WebSocket: an answer that is no upgrade fails") {
    for (const std::string_view status : {"200 OK", "403 Forbidden", "301 Moved"}) {
      CAPTURE(status);
      const ScriptedEngineServer server([&](EnginePeer& peer) {
        peer.receive();
        peer.answer("no", status, "Location: /there\r\n");
      });
      EngineClientThread client(server.port(), {.transports = {"websocket"}});
      CHECK(client.next() == "failed websocket error");
      CHECK(contains(client.description(), status.substr(0, 3)));
      CHECK(contains(client.description(), std::to_string(server.port())));
      CHECK(contains(client.description(), "redirections are not followed | server") ==
            status.starts_with("3"));
    }
  }

  TEST_CASE("WebSocket: what makes no sense ends the session") {
    struct Frame {
      std::string what;
      WebSocketOpcode opcode;
      std::string payload;
      std::string told;
    };
    for (const Frame& test : {
             Frame{"an unknown type", WebSocketOpcode::TEXT, "7x", "closed parse error"},
             Frame{"an empty message", WebSocketOpcode::TEXT, "", "closed parse error"},
             Frame{"a second handshake", WebSocketOpcode::TEXT, openPacket(), "closed parse error"},
             Frame{"base64 that is none", WebSocketOpcode::TEXT, "b!", "closed parse error"},
             Frame{"invalid UTF-8", WebSocketOpcode::TEXT, "4\xFF", "closed transport error"},
             Frame{"more than a message may have", WebSocketOpcode::BINARY,
                   std::string(100'001, 'x'), "closed transport error"},
             Frame{"a close packet", WebSocketOpcode::TEXT, "1", "closed transport close"},
             Frame{"a close frame", WebSocketOpcode::CLOSE, "", "closed transport close"},
         }) {
      CAPTURE(test.what);
      const ScriptedEngineServer server(
          webSocketScript([&](EnginePeer& peer) { peer.sendFrame(test.opcode, test.payload); }));
      EngineClientThread client(server.port(),
                                {.transports = {"websocket"}, .maxMessageBytes = 100'000});
      CHECK(client.next() == "open");
      CHECK(client.next() == test.told);
      CHECK(client.isQuiet());
    }
  }

  TEST_CASE("WebSocket: a connection that is lost is a transport that was closed") {
    const ScriptedEngineServer server(
        webSocketScript([](EnginePeer& peer) { peer.closeSending(); }));
    EngineClientThread client(server.port(), {.transports = {"websocket"}});
    CHECK(client.next() == "open");
    CHECK(client.next() == "closed transport close");
    CHECK(contains(client.description(), std::to_string(server.port())));
  }

  TEST_CASE("WebSocket: base64 in a text message is a binary message") {
    const ScriptedEngineServer server(
        webSocketScript([](EnginePeer& peer) { peer.sendText("bAQI="); }));
    EngineClientThread client(server.port(), {.transports = {"websocket"}});
    CHECK(client.next() == "open");
    CHECK(client.next() == "binary \x01\x02");
  }

  TEST_CASE("a client that closes does not wait for a server that does not answer") {
    for (const std::string transport : {"polling", "websocket"}) {
      CAPTURE(transport);
      const ScriptedEngineServer server([](EnginePeer& peer) {
        const auto request = peer.receive();
        if (request.isUpgrade()) {
          peer.upgrade(request);
          peer.sendText(openPacket());
        } else if (!request.isPost()) {
          peer.answer(openPacket());
        }
        peer.waitForEnd();
      });
      EngineClientThread client(server.port(), {.transports = {transport}});
      CHECK(client.next() == "open");
      client.run([&] {
        client.client().sendText("", "x");
        client.client().close();
        client.destroy();
      });
      CHECK(client.next() == "closed forced close");
    }
  }
}
