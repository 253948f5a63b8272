#include <doctest/doctest.h>

#include <boost/describe/class.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "ignis/helpers/common/bytes.hpp"
#include "ignis/helpers/json/json_arguments.hpp"
#include "support/socket_io_server.hpp"
#include "unit/helpers/socket/socket_io/polling_client.hpp"
#include "unit/helpers/socket/socket_io/settle_until.hpp"

using namespace ignis;
using namespace ignis::socket_io;
using namespace ignis::test;
using namespace std::chrono_literals;

namespace {

using Strings = std::vector<std::string>;

struct Picture {
  std::string name;
  Bytes data;
  Json extra{};
  std::optional<Bytes> preview{};
};
BOOST_DESCRIBE_STRUCT(Picture, (), (name, data, extra, preview))

/// A packet and its attachments.
Strings receiveBinary(SocketIOClient& client, std::size_t attachments) {
  Strings messages{client.receive()};
  for (std::size_t index = 0; index < attachments; ++index) {
    const auto message = client.webSocket.receive();
    messages.push_back((message.opcode == 2 ? "" : "not binary: ") + message.payload);
  }
  return messages;
}

void sendBinary(SocketIOClient& client, const Strings& messages) {
  client.send(messages.front());
  for (std::size_t index = 1; index < messages.size(); ++index) {
    client.webSocket.sendBinary(messages[index]);
  }
}

void echoes(Server& io) {
  io.on("connection", [](Socket& socket) {
    socket.on("echo", [](JsonArguments values, Ack ack) { ack(values); });
    socket.on("picture", [](Picture picture, Ack ack) { ack(picture); });
    socket.on("bytes", [](Socket& self, Bytes first, Bytes second, Ack ack) {
      self.emit("swapped", second, first);
      ack(first.size(), second.size());
    });
  });
}

}  // namespace

TEST_SUITE("helpers/socket_io: binary") {
  TEST_CASE("binary values come and go wherever they are in the arguments") {
    SocketIOServerThread server(echoes);
    SocketIOClient client(server);

    const std::string values =
        R"([{"_placeholder":true,"num":0},{"a":[1,{"_placeholder":true,"num":1}],"b":null},)"
        R"([[{"_placeholder":true,"num":2}]]])";
    const std::string event = R"(["echo",)" + values.substr(1);
    sendBinary(client, {"453-7" + event, "one", std::string("\0\xFF", 2), ""});

    CHECK(receiveBinary(client, 3) ==
          Strings{"463-7" + values, "one", std::string("\0\xFF", 2), ""});
  }

  TEST_CASE("structs have bytes, also in what is free of form") {
    SocketIOServerThread server(echoes);
    SocketIOClient client(server);

    sendBinary(client,
               {R"(452-0["picture",{"extra":{"thumb":{"_placeholder":true,"num":0}},"name":"a",)"
                R"("data":{"_placeholder":true,"num":1}}])",
                "thumb", "data"});

    CHECK(receiveBinary(client, 2) ==
          Strings{R"(462-0[{"name":"a","data":{"_placeholder":true,"num":0},)"
                  R"("extra":{"thumb":{"_placeholder":true,"num":1}}}])",
                  "data", "thumb"});
  }

  TEST_CASE("bytes are arguments of their own") {
    SocketIOServerThread server(echoes);
    SocketIOClient client(server);

    sendBinary(client,
               {R"(452-12["bytes",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}])",
                "first", "2nd"});

    CHECK(receiveBinary(client, 2) ==
          Strings{R"(452-["swapped",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}])",
                  "2nd", "first"});
    CHECK(client.receive() == "4312[5,3]");
  }

  TEST_CASE("text where bytes are expected is answered with where and why") {
    SocketIOServerThread server(echoes);
    SocketIOClient client(server);

    client.send(R"(420["bytes","text","text"])");
    const std::string answer = client.receive();
    CAPTURE(answer);
    CHECK(answer.starts_with(R"(430[{"error":{"message":)"));
    CHECK(answer.find(R"("path":"arguments[0]")") != std::string::npos);

    sendBinary(client,
               {R"(451-1["picture",{"name":{"_placeholder":true,"num":0},"data":1}])", "x"});
    CHECK(client.receive().starts_with(R"(431[{"error":{"message":)"));
  }

  TEST_CASE("a broadcast carries its attachments to every transport") {
    SocketIOServerThread server;
    SocketIOClient client(server);
    SocketIOPollingClient polling(server.port());
    polling.connect();

    server.server().emit("bytes", bytesOf("\x01\x02\x03"), 1);

    CHECK(receiveBinary(client, 1) ==
          Strings{R"(451-["bytes",{"_placeholder":true,"num":0},1])", "\x01\x02\x03"});
    CHECK(polling.get() ==
          "451-[\"bytes\",{\"_placeholder\":true,\"num\":0},1]\x1e"
          "bAQID");
  }

  TEST_CASE("polling clients send bytes as base64") {
    SocketIOServerThread server(echoes);
    SocketIOPollingClient polling(server.port());
    polling.connect();

    polling.post(
        "451-0[\"echo\",{\"_placeholder\":true,\"num\":0}]\x1e"
        "bAQID");

    CHECK(polling.get() ==
          "461-0[{\"_placeholder\":true,\"num\":0}]\x1e"
          "bAQID");
  }

  TEST_CASE("answers have bytes, to one and to many") {
    SocketIOServerThread server([](Server& io) {
      io.on("connection", [](Socket& socket) {
        socket.on("ask", [](Socket& self) -> Task<void> {
          const Bytes answer = co_await self.emitWithAck<Bytes>("one", Bytes(2));
          self.emit("answered", answer.size());
        });
      });
    });
    SocketIOClient client(server);

    client.send(R"(42["ask"])");
    CHECK(receiveBinary(client, 1) ==
          Strings{R"(451-0["one",{"_placeholder":true,"num":0}])", std::string(2, '\0')});
    sendBinary(client, {R"(461-0[{"_placeholder":true,"num":0}])", "12345"});
    CHECK(client.receive() == R"(42["answered",5])");

    std::vector<Json> answers;
    std::thread waiter([&] {
      server.run([&]() -> Task<void> {
        answers = co_await server.server().timeout(10s).emitWithAck("many", Bytes(1));
      });
    });
    CHECK(receiveBinary(client, 1) ==
          Strings{R"(451-1["many",{"_placeholder":true,"num":0}])", std::string(1, '\0')});
    sendBinary(client, {R"(461-1[{"data":{"_placeholder":true,"num":0}}])", "abc"});
    waiter.join();
    REQUIRE(answers.size() == 1);
    CHECK(answers[0]["data"].asBytes() == bytesOf("abc"));
  }

  TEST_CASE("a binary packet that is not completed in time ends the connection") {
    Journal journal;
    SocketIOServerThread server(
        [&](Server& io) {
          io.on("connection", [&](Socket& socket) {
            socket.on("echo", [&](Json) { journal.add("echo"); });
            socket.on("error", [&](std::string message) { journal.add(message); });
            socket.on("disconnect", [&](std::string reason) { journal.add(reason); });
          });
        },
        {.binaryPacketTimeout = 20ms});
    SocketIOClient client(server);

    sendBinary(client,
               {R"(452-["echo",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}])",
                "only one"});

    CHECK(client.closeCode() == WebSocketClient::NO_CODE);
    server.settle();
    CHECK(
        journal.entries() ==
        Strings{"a binary packet was not completed in time (binaryPacketTimeout)", "forced close"});
  }

  TEST_CASE("attachments count towards the limit of a message, alone and together") {
    Journal journal;
    SocketIOServerThread server(
        [&](Server& io) {
          io.on("connection", [&](Socket& socket) {
            socket.on("echo", [&](JsonArguments values) {
              journal.add("echo " + std::to_string(values.values.size()));
            });
            socket.on("error", [&](std::string message) { journal.add(message); });
          });
        },
        {.maxHttpBufferSize = 1000});
    const std::string event =
        R"(452-["echo",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}])";
    const std::string half(450, 'x');
    SocketIOClient fits(server);
    SocketIOClient together(server);
    SocketIOClient alone(server);

    sendBinary(fits, {event, half, half});
    fits.send("40");
    CHECK(fits.closeCode() == WebSocketClient::NO_CODE);
    sendBinary(together, {event, half, half + std::string(50, 'x')});
    CHECK(together.closeCode() == WebSocketClient::NO_CODE);
    sendBinary(alone, {event, std::string(1001, 'x')});
    CHECK(alone.closeCode() == 1009);

    server.settle();
    CHECK(journal.entries() == Strings{"echo 2", "too many attachment bytes"});
  }
}
