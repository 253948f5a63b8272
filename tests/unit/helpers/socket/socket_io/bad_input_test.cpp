#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/socket_io_server.hpp"
#include "unit/helpers/socket/socket_io/polling_client.hpp"
#include "unit/helpers/socket/socket_io/settle_until.hpp"

using namespace ignis;
using namespace ignis::socket_io;
using namespace ignis::test;

namespace {

using Strings = std::vector<std::string>;

/// Text messages; what begins with `B` is sent as a binary message.
using Messages = std::vector<std::string>;

std::function<void(Server&)> journalling(Journal& journal) {
  return [&journal](Server& io) {
    io.of("/admin");
    io.on("connection", [&journal](Socket& socket) {
      socket.on("echo", [&journal](const IncomingEvent& event, Ack ack) {
        journal.add("echo " + std::string(event.data));
        ack(event.attachments.size());
      });
      socket.onAny([&journal](const IncomingEvent& event) {
        if (event.name != "echo") {
          journal.add("any " + std::string(event.data));
        }
      });
      socket.on("error", [&journal](std::string message) { journal.add("error " + message); });
      socket.on("disconnect", [&journal](std::string reason) { journal.add(reason); });
    });
  };
}

void send(SocketIOClient& client, const Messages& messages) {
  for (const std::string& message : messages) {
    if (message.starts_with('B')) {
      client.webSocket.sendBinary(message.substr(1));
    } else {
      client.send(message);
    }
  }
}

std::string nested(std::string_view open, std::string_view inner, std::string_view close,
                   int depth) {
  std::string text;
  for (int level = 0; level < depth; ++level) {
    text += open;
  }
  text += inner;
  for (int level = 0; level < depth; ++level) {
    text += close;
  }
  return text;
}

const std::string FIRST = R"({"_placeholder":true,"num":0})";

std::string placeholder(std::string_view num) {
  return R"({"_placeholder":true,"num":)" + std::string(num) + "}";
}

}  // namespace

TEST_SUITE("helpers/socket_io: bad input") {
  TEST_CASE("what the protocol forbids ends the connection with its reason, and nobody else's") {
    struct Row {
      Messages messages;
      std::string error;  ///< empty: sockets are not told
      std::string reason = "forced close";
    };
    const std::string illegal = "Illegal attachments";
    const std::string tooMany = "too many attachments";
    const std::string placeholders = "illegal attachments";
    const std::string invalid = "invalid payload";
    const std::string late = "got plaintext data when reconstructing a packet";
    const std::string unannounced = "got binary data when not reconstructing a packet";
    std::vector<Row> rows{
        // Sequences
        {{"42/admin,[\"echo\"]"}, ""},
        {{"42/never,[\"echo\"]"}, ""},
        {{"41/admin,"}, ""},
        {{"43/admin,0[]"}, ""},
        {{"40"}, ""},
        {{"40{}"}, ""},
        {{R"(44{"message":"x"})"}, ""},
        {{R"(44/admin,"x")"}, ""},
        {{R"(451-/admin,["echo",{"_placeholder":true,"num":0}])", "Bx"}, ""},
        // Types
        {{"47"}, "unknown packet type 7"},
        {{"48"}, "unknown packet type 8"},
        {{"49"}, "unknown packet type 9"},
        {{"4x"}, "unknown packet type NaN"},
        {{"4"}, "unknown packet type NaN"},
        {{"4 2[\"echo\"]"}, "unknown packet type NaN"},
        // Payloads
        {{"42"}, invalid},
        {{"42[]"}, invalid},
        {{"42{}"}, invalid},
        {{"42[{}]"}, invalid},
        {{"42[null]"}, invalid},
        {{"42[true]"}, invalid},
        {{"42[[\"echo\"]]"}, invalid},
        {{"42\"echo\""}, invalid},
        {{"42[\"echo\""}, invalid},
        {{"42[\"echo\"]]"}, invalid},
        {{"42[\"echo\",]"}, invalid},
        {{"42['echo']"}, invalid},
        {{"42[\"echo\",NaN]"}, invalid},
        {{"42[\"echo\",\"\\x\"]"}, invalid},
        {{"42[\"echo\",\"\x01\"]"}, invalid},
        {{"42/never[\"echo\"]"}, invalid},
        {{"42-1[\"echo\"]"}, invalid},
        {{"41{}"}, invalid},
        {{"41[]"}, invalid},
        {{R"(411-["x"])"}, invalid},
        {{"43{}"}, invalid},
        {{"430{}"}, invalid},
        {{"43\"x\""}, invalid},
        {{"40[]"}, invalid},
        {{"40/admin,[]"}, invalid},
        {{"40null"}, invalid},
        {{"44[]"}, invalid},
        {{"44null"}, invalid},
        {{"42" + nested("[", "", "]", 100'000)}, invalid},
        {{"42[\"echo\"," + nested("{\"a\":", "1", "}", 10'000) + "]"}, invalid},
        {{"42" + std::string(100'000, '[')}, invalid},
        // Ids
        {{"4299999999999999999999[\"echo\"]"}, "Illegal id"},
        {{"43" + std::string(1000, '9') + "[]"}, "Illegal id"},
        // Numbers of attachments
        {{"450-[\"echo\"]"}, illegal},
        {{"45-[\"echo\"]"}, illegal},
        {{"45[\"echo\"]"}, illegal},
        {{"451[\"echo\"]"}, illegal},
        {{"451.5-[\"echo\"]"}, illegal},
        {{"451e1-[\"echo\"]"}, illegal},
        {{"45+1-[\"echo\"]"}, illegal},
        {{"45-1-[\"echo\"]"}, illegal},
        {{"45 1-[\"echo\"]"}, illegal},
        {{"460-0[]"}, illegal},
        {{"4511-[\"echo\"]"}, tooMany},
        {{"452147483648-[\"echo\"]"}, tooMany},
        {{"4518446744073709551617-[\"echo\"]"}, tooMany},
        {{"4611-0[]"}, tooMany},
        // Placeholders
        {{"451-[\"echo\"," + placeholder("5") + "]", "Bx"}, placeholders},
        {{"451-[\"echo\"," + placeholder("1") + "]", "Bx"}, placeholders},
        {{"451-[\"echo\"," + placeholder("-1") + "]", "Bx"}, placeholders},
        {{"451-[\"echo\"," + placeholder("0.5") + "]", "Bx"}, placeholders},
        {{"451-[\"echo\"," + placeholder("\"0\"") + "]", "Bx"}, placeholders},
        {{"451-[\"echo\"," + placeholder("1000000000") + "]", "Bx"}, placeholders},
        {{"451-[\"echo\"," + placeholder("null") + "]", "Bx"}, placeholders},
        {{"451-[\"echo\",{\"_placeholder\":true}]", "Bx"}, placeholders},
        {{"451-[\"echo\",{\"a\":[" + placeholder("1") + "]}]", "Bx"}, placeholders},
        {{"461-0[" + placeholder("7") + "]", "Bx"}, placeholders},
        // Order
        {{"451-[\"echo\"," + FIRST + "]", "42[\"echo\"]"}, late},
        {{"452-[\"echo\"," + FIRST + "]", "Bx", "42[\"echo\"]"}, late},
        {{"451-[\"echo\"," + FIRST + "]", "451-[\"echo\"," + FIRST + "]"}, late},
        {{"451-[\"echo\"," + FIRST + "]", "41"}, late},
        {{"B"}, unannounced},
        {{"Bx"}, unannounced},
        {{"451-[\"any\"," + FIRST + "]", "Bx", "By"}, unannounced},
        {{"bAQID"}, unannounced},
        // One layer below
        {{"2"}, "", "transport error"},
        {{"2probe"}, "", "transport error"},
        {{"9"}, "", "parse error"},
        {{""}, "", "parse error"},
        {{"b===="}, "", "parse error"},
        {{"1"}, "", "transport close"},
    };
    for (const std::string name : {"connect", "connect_error", "disconnect", "disconnecting",
                                   "newListener", "removeListener"}) {
      rows.push_back({{"42[\"" + name + "\"]"}, invalid});
      rows.push_back({{"451-[\"" + name + "\"," + FIRST + "]"}, invalid});
    }
    rows.push_back({{R"(42["\u0063onnect"])"}, invalid});

    Journal bystanders;
    Journal journal;
    SocketIOServerThread server(journalling(journal), {}, 1);
    SocketIOClient bystander(server);
    std::size_t seen = 0;
    for (const Row& row : rows) {
      const std::string shown = row.messages.front().substr(0, 100);
      CAPTURE(shown);
      SocketIOClient client(server);

      send(client, row.messages);

      CHECK(client.closeCode() == WebSocketClient::NO_CODE);
      server.settle();
      const Strings all = journal.entries();
      Strings entries(all.begin() + static_cast<std::ptrdiff_t>(seen), all.end());
      seen = all.size();
      std::erase_if(entries, [](const std::string& entry) { return entry.starts_with("any "); });
      Strings expected{row.reason};
      if (!row.error.empty()) {
        expected.insert(expected.begin(), "error " + row.error);
      }
      CHECK(entries == expected);
    }
    bystander.send(R"(421["echo"])");
    CHECK(bystander.receive() == "431[0]");
    CHECK(server.server().clientsCount() == 1);
  }

  TEST_CASE("what is only unusual is taken") {
    Journal journal;
    SocketIOServerThread server(journalling(journal), {}, 1);
    SocketIOClient client(server);
    send(client,
         {"42[1,2]", "42[-1.5e3]", "42[\"\"]", "42[\"__proto__\",{\"constructor\":1}]",
          "42 [ \"spaces\" ]", "43", "430", "4399[\"nobody waits\"]", "439007199254740992[]",
          "461-5[" + FIRST + "]", "Bx", "6", "5", "0{}", "3", "42[\"twice\",{\"a\":1,\"a\":2}]",
          // An attachment without a placeholder, and one with two.
          "451-[\"spare\"]", "Bx", "451-[\"both\"," + FIRST + "," + FIRST + "]", "Bx"});
    client.send(R"(421["echo"])");

    CHECK(client.receive() == "431[0]");
    CHECK(journal.entries() ==
          Strings{"any [1,2]", "any [-1.5e3]", "any [\"\"]",
                  "any [\"__proto__\",{\"constructor\":1}]", "any [ \"spaces\" ]",
                  "any [\"twice\",{\"a\":1,\"a\":2}]", "any [\"spare\"]",
                  "any [\"both\"," + FIRST + "," + FIRST + "]", "echo [\"echo\"]"});
  }

  TEST_CASE("before a namespace is joined nothing but CONNECT may be said") {
    Journal journal;
    SocketIOServerThread server(journalling(journal), {}, 1);
    SocketIOClient bystander(server);
    for (const Messages& messages :
         {Messages{"42[\"echo\"]"}, Messages{"41"}, Messages{"430[]"},
          Messages{"451-[\"echo\"," + FIRST + "]"}, Messages{"Bx"}, Messages{"40[]"},
          Messages{"4abc"}, Messages{"44{}"}, Messages{"40/never,", "42/never,[\"echo\"]"}}) {
      CAPTURE(messages.front());
      SocketIOClient client(server.port());
      send(client, messages);
      CHECK(client.closeCode() == WebSocketClient::NO_CODE);
    }
    server.settle();
    CHECK(journal.entries().empty());
    CHECK(server.server().clientsCount() == 1);
  }

  TEST_CASE("a polling client is ended the same way") {
    const std::pair<std::string, std::string> rows[] = {
        {"47", "error unknown packet type 7"},
        {"42{}", "error invalid payload"},
        {"42/admin,[\"echo\"]", ""},
        {"451-[\"echo\"," + FIRST + "]\x1e" + "42[\"echo\"]",
         "error got plaintext data when reconstructing a packet"},
        {"bAQID", "error got binary data when not reconstructing a packet"},
        {"40", ""},
    };
    for (const auto& [payload, error] : rows) {
      CAPTURE(payload);
      Journal journal;
      SocketIOServerThread server(journalling(journal), {}, 1);
      SocketIOPollingClient client(server.port());
      client.connect();

      client.post(payload + "\x1e" + "42[\"echo\"]");

      CHECK(client.get().ends_with("1"));
      CHECK(client.get() == R"({"code":1,"message":"Session ID unknown"})");
      server.settle();
      Strings expected{"forced close"};
      if (!error.empty()) {
        expected.insert(expected.begin(), error);
      }
      CHECK(journal.entries() == expected);
      CHECK(server.server().clientsCount() == 0);
    }
  }
}
