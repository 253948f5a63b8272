#include <doctest/doctest.h>

#include <future>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "unit/helpers/socket/websocket/helper_server.hpp"

namespace ignis {
namespace {

using test::WebSocketEventClient;
using test::WebSocketHelperServer;

Json user(const std::string& id) { return Json::object({{"userId", id}}); }

/// What is published on the broker, in order, as a subscriber sees it.
class PublishedMessages {
 public:
  explicit PublishedMessages(WebSocketHelperServer& server) : server_(server) {
    server_.onLoop([this] {
      RedisMessageHandler onMessage = [this](const RedisMessage& message) {
        messages.push_back(std::string(message.channel) + " " + std::string(message.payload));
      };
      server_.redis().psubscribe({.topic = "ws:*", .onMessage = onMessage});
      return 0;
    });
    server_.await([this] { return server_.redis().waitUntilSubscribed(); });
  }

  std::vector<std::string> messages;

 private:
  WebSocketHelperServer& server_;
};

TEST_SUITE("websocket/WebSocketServerHelper: delivery") {
  TEST_CASE("what is sent in one turn arrives in order, and at those who were meant then") {
    WebSocketHelperServer server;
    WebSocketEventClient a(server, user("u1"));
    WebSocketEventClient b(server, user("u2"));
    WebSocketServerHelper& helper = server.helper();

    server.onLoop([&] {
      helper.joinRoom({.clientId = a.id, .room = "room"});
      helper.broadcast({.event = "all", .data = 1});
      helper.broadcast({.event = "all", .data = 2});
      helper.sendToClient({.clientId = a.id, .event = "one", .data = 3});
      helper.broadcast({.event = "all", .data = 4});
      helper.sendToRoom({.room = "room", .event = "room", .data = 5});
      helper.joinRoom({.clientId = b.id, .room = "room"});
      helper.sendToRoom({.room = "room", .event = "room", .data = 6});
      helper.leaveRoom({.clientId = b.id, .room = "room"});
      helper.sendToRoom({.room = "room", .event = "room", .data = 7});
      return 0;
    });

    int data = 0;
    for (const char* event : {"all", "all", "one", "all", "room", "room", "room"}) {
      CHECK(a.next() ==
            "{\"event\":\"" + std::string(event) + "\",\"data\":" + std::to_string(++data) + "}");
    }
    CHECK(b.next() == R"({"event":"all","data":1})");
    CHECK(b.next() == R"({"event":"all","data":2})");
    CHECK(b.next() == R"({"event":"all","data":4})");
    CHECK(b.next() == R"({"event":"room","data":6})");
    b.sync();
  }

  TEST_CASE("an event reaches a client, the clients of a user, a room, or everybody") {
    WebSocketHelperServer server;
    WebSocketEventClient a(server, user("u1"));
    WebSocketEventClient b(server, user("u1"));
    WebSocketEventClient c(server, user("u2"));
    WebSocketEventClient stranger(server);
    stranger.sync();
    server.helper().joinRoom({.clientId = b.id, .room = "room"});
    server.helper().joinRoom({.clientId = c.id, .room = "room"});
    server.settle();

    server.helper().sendToClient({.clientId = a.id, .event = "one", .data = 1});
    server.helper().sendToUser({.userId = "u1", .event = "user", .data = "x"});
    server.helper().sendToRoom({.room = "room", .event = "room", .data = nullptr});
    server.helper().broadcast({.event = "all", .data = Json::object({{"n", 2}})});
    server.helper().sendToClient({.clientId = "nobody", .event = "one", .data = 1});
    server.helper().sendToUser({.userId = "nobody", .event = "user", .data = 1});
    server.helper().sendToRoom({.room = "nowhere", .event = "room", .data = 1});
    server.settle();

    CHECK(a.next() == R"({"event":"one","data":1})");
    CHECK(a.next() == R"({"event":"user","data":"x"})");
    CHECK(a.next() == R"({"event":"all","data":{"n":2}})");
    CHECK(b.next() == R"({"event":"user","data":"x"})");
    CHECK(b.next() == R"({"event":"room","data":null})");
    CHECK(b.next() == R"({"event":"all","data":{"n":2}})");
    CHECK(c.next() == R"({"event":"room","data":null})");
    CHECK(c.next() == R"({"event":"all","data":{"n":2}})");
    a.sync();
    b.sync();
    c.sync();
    stranger.sync();
  }

  TEST_CASE("who is excluded gets nothing") {
    WebSocketHelperServer server;
    WebSocketEventClient a(server, user("u1"));
    WebSocketEventClient b(server, user("u2"));
    const std::vector<std::string> exclude{a.id, "nobody"};
    server.helper().broadcast({.event = "all", .data = 1, .exclude = exclude});
    server.helper().sendToRoom(
        {.room = "ws-default", .event = "room", .data = 2, .exclude = exclude});
    server.settle();
    CHECK(b.next() == R"({"event":"all","data":1})");
    CHECK(b.next() == R"({"event":"room","data":2})");
    a.sync();
  }

  TEST_CASE("a client is reached under its id before it has authenticated") {
    WebSocketHelperServer server;
    WebSocketEventClient client(server);
    client.sync();
    const std::string id = server.helper().getClients().front().id;
    server.helper().sendToRoom({.room = id, .event = "room", .data = 1});
    server.helper().sendToClient({.clientId = id, .event = "client", .data = 2});
    server.settle();
    CHECK(client.next() == R"({"event":"room","data":1})");
    CHECK(client.next() == R"({"event":"client","data":2})");
  }

  TEST_CASE("events reach clients on all loops, from any thread") {
    WebSocketHelperServer server({}, 3);
    std::vector<std::unique_ptr<WebSocketEventClient>> clients;
    for (int index = 0; index < 9; ++index) {
      clients.push_back(std::make_unique<WebSocketEventClient>(server, user("u")));
    }
    CHECK(server.helper().getClientCount() == 9);
    CHECK(server.helper().getClientsByRoom({.room = "ws-default"}).size() == 9);
    std::thread thread([&] {
      server.helper().broadcast({.event = "all", .data = 1});
      server.helper().sendToUser({.userId = "u", .event = "user", .data = 2});
    });
    thread.join();
    server.onLoop([&] {
      server.helper().sendToRoom({.room = "ws-default", .event = "room", .data = 3});
      for (const auto& client : clients) {
        server.helper().sendToClient({.clientId = client->id, .event = "one", .data = 4});
      }
      return 0;
    });
    for (const auto& client : clients) {
      CHECK(client->next() == R"({"event":"all","data":1})");
      CHECK(client->next() == R"({"event":"user","data":2})");
      CHECK(client->next() == R"({"event":"room","data":3})");
      CHECK(client->next() == R"({"event":"one","data":4})");
    }
  }

  TEST_CASE("send delivers here and tells the other servers, by destination") {
    WebSocketHelperServer server;
    PublishedMessages published(server);
    WebSocketEventClient a(server, user("u1"));
    WebSocketEventClient b(server, user("u2"));
    server.helper().joinRoom({.clientId = b.id, .room = "room"});
    server.settle();
    std::promise<void> called;

    server.onLoop([&] {
      WebSocketServerHelper& helper = server.helper();
      helper.send({.payload = {.topic = "all", .data = 1}});
      helper.send({.destination = a.id, .payload = {.topic = "one", .data = false}});
      helper.send({.destination = "room", .payload = {.topic = "room", .data = ""}});
      helper.send({.destination = "elsewhere",
                   .payload = {.topic = "far", .data = nullptr},
                   .doLog = true,
                   .cb = [&] { called.set_value(); }});
      helper.send({.payload = {.topic = "", .data = 1}});
      helper.send({.payload = {.topic = "no data", .data = {}}});
      return 0;
    });
    called.get_future().wait();
    server.settle();
    server.settle();

    CHECK(a.next() == R"({"event":"all","data":1})");
    CHECK(a.next() == R"({"event":"one","data":false})");
    CHECK(b.next() == R"({"event":"all","data":1})");
    CHECK(b.next() == R"({"event":"room","data":""})");
    a.sync();
    b.sync();
    const std::string head = R"({"serverId":")" + server.helper().getServerId() + R"(","type":")";
    CHECK(published.messages ==
          std::vector<std::string>{
              "ws:broadcast " + head + R"(broadcast","event":"all","data":1})",
              "ws:client:" + a.id + " " + head + R"(client","target":")" + a.id +
                  R"(","event":"one","data":false})",
              "ws:room:room " + head + R"(room","target":"room","event":"room","data":""})",
              "ws:room:elsewhere " + head +
                  R"(room","target":"elsewhere","event":"far","data":null})"});
  }

  TEST_CASE(
      "what comes through Redis is delivered, unless this server has sent it or it makes no "
      "sense") {
    WebSocketHelperServer server;
    WebSocketEventClient a(server, user("u1"));
    WebSocketEventClient b(server, user("u2"));
    const auto publish = [&](std::string channel, std::string payload) {
      server.await([&]() -> Task<void> { co_await server.redis().publish(channel, payload); });
    };
    const std::string own = server.helper().getServerId();
    publish("ws:broadcast",
            R"({"serverId":")" + own + R"(","type":"broadcast","event":"own","data":1})");
    for (const char* garbage :
         {"", "{", "null", "[]", R"({"type":"broadcast","event":"x","data":1})",
          R"({"serverId":"s","type":"broadcast","data":1})",
          R"({"serverId":1,"type":"broadcast","event":"x"})",
          R"({"serverId":"s","type":"unknown","event":"x","data":1})",
          R"({"serverId":"s","type":"room","event":"x","data":1})",
          R"({"serverId":"s","type":"client","target":5,"event":"x","data":1})"}) {
      publish("ws:broadcast", garbage);
    }
    publish("ws:broadcast",
            R"({"serverId":"s","type":"broadcast","event":"all","data":1,"exclude":[")" + a.id +
                R"("]})");
    publish("ws:room:anything",
            R"({"serverId":"s","type":"room","target":"ws-default","event":"room"})");
    publish("ws:client:x", R"({"serverId":"s","type":"client","target":")" + a.id +
                               R"(","event":"one","data":2})");
    publish("ws:user:x",
            R"({"serverId":"emitter","type":"user","target":"u2","event":"user","data":3})");
    server.settle();
    CHECK(a.next() == R"({"event":"room"})");
    CHECK(a.next() == R"({"event":"one","data":2})");
    a.sync();
    CHECK(b.next() == R"({"event":"all","data":1})");
    CHECK(b.next() == R"({"event":"room"})");
    CHECK(b.next() == R"({"event":"user","data":3})");
    b.sync();
  }

  TEST_CASE("servers that share a broker reach each other's clients") {
    WebSocketHelperServer left;
    WebSocketHelperServer right;
    WebSocketEventClient a(left, user("u1"));
    WebSocketEventClient b(right, user("u2"));
    left.onLoop([&] {
      left.helper().send({.payload = {.topic = "all", .data = 1}});
      // The other server's client is in the room of its id there.
      left.helper().send({.destination = b.id, .payload = {.topic = "one", .data = 2}});
      left.helper().send({.destination = "ws-default", .payload = {.topic = "room", .data = 3}});
      return 0;
    });
    CHECK(a.next() == R"({"event":"all","data":1})");
    CHECK(a.next() == R"({"event":"room","data":3})");
    CHECK(b.next() == R"({"event":"all","data":1})");
    CHECK(b.next() == R"({"event":"one","data":2})");
    CHECK(b.next() == R"({"event":"room","data":3})");
    a.sync();
    b.sync();
  }

  TEST_CASE("a messageHandler gets what is none of the helper's business") {
    std::vector<std::string> seen;
    WebSocketHelperServer server([&](WebSocketServerHelperOptions& options) {
      options.messageHandler = [&](const WebSocketMessageArgs& args) {
        seen.push_back(std::string(args.userId) + " " + std::string(args.message.event) + " " +
                       std::string(args.message.data) + " " + std::string(args.message.id));
        if (args.message.event == "throw") {
          throw std::runtime_error("no luck");
        }
      };
    });
    WebSocketEventClient client(server, user("u1"));
    client.send(R"({"event":"chat","data":{"a":1},"id":"7","extra":true})");
    client.send(R"({"event":"throw"})");
    for (const char* event :
         {"heartbeat", "join", "leave", "connected", "disconnect", "error", "encrypted"}) {
      client.send(std::string(R"({"event":")") + event + R"("})");
    }
    client.sync();
    CHECK(seen == std::vector<std::string>{"u1 chat {\"a\":1} 7", "u1 throw  ", "u1 connected  ",
                                           "u1 disconnect  ", "u1 error  ", "u1 encrypted  "});
  }

  TEST_CASE("a messageHandler may hand in what it has unwrapped") {
    std::vector<std::string> seen;
    WebSocketHelperServer server([&](WebSocketServerHelperOptions& options) {
      options.messageHandler = [&](const WebSocketMessageArgs& args) {
        if (args.message.event == "wr\tapped") {
          server.helper().onClientMessage(
              {.clientId = args.clientId, .raw = args.message.dataAs<std::string>()});
        }
        seen.emplace_back(args.message.event);
      };
    });
    WebSocketEventClient client(server, user("u1"));
    client.emit("wr\tapped", R"({"event":"in\nner, and longer than what a string keeps inline"})");
    client.sync();
    CHECK(seen == std::vector<std::string>{"in\nner, and longer than what a string keeps inline",
                                           "wr\tapped"});
  }

  TEST_CASE("a messageHandler may wait, throw, and outlive its client") {
    std::promise<std::string> seen;
    WebSocketHelperServer server([&](WebSocketServerHelperOptions& options) {
      options.messageHandler = [&](const WebSocketMessageArgs& args) -> Task<void> {
        if (args.message.event == "throw") {
          throw std::runtime_error("no luck");
        }
        const WebSocketServerHelper& helper = server.helper();
        while (helper.getClientCount() > 0) {
          co_await boost::asio::post(EventLoop::current()->context(), boost::asio::use_awaitable);
        }
        server.helper().sendToClient({.clientId = args.clientId, .event = "late"});
        seen.set_value(std::string(args.userId) + " " + std::string(args.message.data));
      };
    });
    {
      WebSocketEventClient client(server, user("u1"));
      client.send(R"({"event":"throw"})");
      client.send(R"({"event":"wait","data":[1]})");
      client.sync();
    }
    CHECK(seen.get_future().get() == "u1 [1]");
  }

  TEST_CASE("a client for which too many messages wait is closed with 1008") {
    WebSocketHelperServer server([](WebSocketServerHelperOptions& options) {
      options.maxPendingMessages = 3;
      options.messageHandler = [](const WebSocketMessageArgs&) -> Task<void> {
        boost::asio::steady_timer timer(EventLoop::current()->context(),
                                        boost::asio::steady_timer::time_point::max());
        co_await timer.async_wait(boost::asio::use_awaitable);
      };
    });
    WebSocketEventClient client(server, user("u1"));
    WebSocketEventClient other(server, user("u2"));
    for (int index = 0; index < 4; ++index) {
      client.send(R"({"event":"wait"})");
    }
    CHECK(client.socket.closeCode() == 1008);
    other.sync();
  }

  TEST_CASE("handlers may send, and let clients go, while an event is delivered") {
    WebSocketHelperServer server([&](WebSocketServerHelperOptions& options) {
      options.clientDisconnectedFn = [&](const WebSocketClientDisconnectedArgs& args) {
        server.helper().broadcast({.event = "left", .data = args.clientId});
      };
    });
    WebSocketEventClient a(server, user("u1"));
    WebSocketEventClient b(server, user("u2"));
    a.socket.sendClose();
    a.socket.closeCode();
    CHECK(b.next() == R"({"event":"left","data":")" + a.id + "\"}");
  }

  TEST_CASE("at shutdown every client is closed with 1001 and its going told once") {
    std::vector<std::string> gone;
    WebSocketHelperServer server([&](WebSocketServerHelperOptions& options) {
      options.clientDisconnectedFn = [&](const WebSocketClientDisconnectedArgs& args) {
        gone.emplace_back(args.clientId);
      };
    });
    WebSocketEventClient a(server, user("u1"));
    WebSocketEventClient b(server, user("u2"));
    WebSocketEventClient stranger(server);
    stranger.sync();
    server.await([&] { return server.helper().shutdown(); });
    server.await([&] { return server.helper().shutdown(); });
    for (WebSocketEventClient* client : {&a, &b, &stranger}) {
      CHECK(client->socket.receive().payload ==
            "\x03\xE9"
            "Server shutting down");
    }
    CHECK(server.helper().getClients().empty());
    CHECK(gone.size() == 3);
    server.helper().send({.payload = {.topic = "late", .data = 1}});
    server.stop();
    CHECK(gone.size() == 3);
  }

  TEST_CASE("a second configure changes nothing, and other paths are none of the helper's") {
    WebSocketHelperServer server;
    server.await([&] { return server.helper().configure(); });
    WebSocketEventClient client(server, user("u1"));
    server.helper().broadcast({.event = "all"});
    CHECK(client.next() == R"({"event":"all"})");
    client.sync();
    CHECK_FALSE(test::WebSocketClient(server.port(), "/ws/").isUpgraded());
    CHECK(test::WebSocketClient(server.port(), "/ws?token=x").isUpgraded());
  }
}

}  // namespace
}  // namespace ignis
