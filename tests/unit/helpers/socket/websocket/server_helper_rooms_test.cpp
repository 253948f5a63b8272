#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "unit/helpers/socket/websocket/helper_server.hpp"

namespace ignis {
namespace {

using test::WebSocketEventClient;
using test::WebSocketHelperServer;
using Rooms = std::vector<std::string>;

Rooms roomsOf(WebSocketHelperServer& server, const WebSocketEventClient& client) {
  return server.helper().getClients({.id = client.id}).value().rooms;
}

Rooms idsOf(const std::vector<WebSocketClient>& clients) {
  Rooms ids;
  for (const WebSocketClient& client : clients) {
    ids.push_back(client.id);
  }
  return ids;
}

Json roomsData(const Rooms& rooms) {
  return Json::object({{"rooms", Json::array(std::vector<Json>(rooms.begin(), rooms.end()))}});
}

void join(WebSocketEventClient& client, const Rooms& rooms) {
  client.emit("join", roomsData(rooms));
  client.sync();
}

void allowAll(WebSocketServerHelperOptions& options) {
  options.validateRoomFn = [](const WebSocketValidateRoomArgs& args) { return args.rooms; };
}

TEST_SUITE("websocket/WebSocketServerHelper: rooms and users") {
  TEST_CASE("without a validateRoomFn every join is refused") {
    WebSocketHelperServer server;
    WebSocketEventClient client(server, Json::object());
    join(client, {"a"});
    CHECK(roomsOf(server, client) == Rooms{client.id, "ws-default", "ws-notification"});
  }

  TEST_CASE("names that nobody may ask for do not reach the validateRoomFn") {
    Rooms seen;
    WebSocketHelperServer server([&](WebSocketServerHelperOptions& options) {
      options.validateRoomFn = [&](const WebSocketValidateRoomArgs& args) {
        seen = args.rooms;
        return args.rooms;
      };
    });
    WebSocketEventClient client(server, Json::object());
    const std::string longest(256, 'a');
    join(client, {"ws:room:x", "", std::string(257, 'a'), longest, "ws-default", "b", "b"});
    CHECK(seen == Rooms{longest, "ws-default", "b"});
    CHECK(roomsOf(server, client) ==
          Rooms{client.id, "ws-default", "ws-notification", longest, "b"});
  }

  TEST_CASE("requests of another shape are ignored") {
    int calls = 0;
    WebSocketHelperServer server([&](WebSocketServerHelperOptions& options) {
      options.validateRoomFn = [&](const WebSocketValidateRoomArgs& args) {
        ++calls;
        return args.rooms;
      };
    });
    WebSocketEventClient client(server, Json::object());
    for (const char* data :
         {"null", "1", "[]", R"(["a"])", "{}", R"({"rooms":"a"})", R"({"rooms":{"a":"b"}})",
          R"({"rooms":[]})", R"({"rooms":[1,null]})"}) {
      client.send(std::string(R"({"event":"join","data":)") + data + "}");
      client.send(std::string(R"({"event":"leave","data":)") + data + "}");
    }
    client.send(R"({"event":"join"})");
    client.sync();
    CHECK(calls == 0);
    client.send(R"({"event":"join","data":{"rooms":[1,"a",null,["b"]]}})");
    client.sync();
    CHECK(calls == 1);
    CHECK(roomsOf(server, client).back() == "a");
  }

  TEST_CASE("the validateRoomFn decides, also when it waits") {
    WebSocketHelperServer server([](WebSocketServerHelperOptions& options) {
      options.validateRoomFn = [](const WebSocketValidateRoomArgs& args) -> Task<Rooms> {
        if (args.rooms.front() == "throw") {
          throw std::runtime_error("no luck");
        }
        Rooms allowed{"added"};
        for (const std::string& room : args.rooms) {
          if (room.starts_with("public-")) {
            allowed.push_back(room);
          }
        }
        co_return allowed;
      };
    });
    WebSocketEventClient client(server, Json::object());
    join(client, {"throw"});
    join(client, {"public-a", "private-b"});
    server.settle();
    server.settle();
    CHECK(roomsOf(server, client) ==
          Rooms{client.id, "ws-default", "ws-notification", "added", "public-a"});
  }

  TEST_CASE("fifty rooms are joined and left again") {
    WebSocketHelperServer server(allowAll);
    WebSocketEventClient client(server, Json::object());
    Rooms rooms;
    for (int index = 0; index < 50; ++index) {
      rooms.push_back("room-" + std::to_string(index));
    }
    join(client, rooms);
    CHECK(roomsOf(server, client).size() == 53);
    CHECK(idsOf(server.helper().getClientsByRoom({.room = "room-49"})) == Rooms{client.id});

    client.emit("leave", roomsData(rooms));
    client.sync();
    CHECK(roomsOf(server, client).size() == 3);
    CHECK(server.helper().getClientsByRoom({.room = "room-49"}).empty());
  }

  TEST_CASE("a client is in no more rooms than it may be") {
    WebSocketHelperServer server([](WebSocketServerHelperOptions& options) {
      allowAll(options);
      options.maxRoomsPerClient = 5;
    });
    WebSocketEventClient client(server, Json::object());
    join(client, {"a", "b", "c"});
    CHECK(roomsOf(server, client).size() == 5);
  }

  TEST_CASE("a client leaves any of its rooms, and what it is not in does not matter") {
    WebSocketHelperServer server;
    WebSocketEventClient client(server, Json::object());
    client.emit("leave", roomsData({"ws-default", client.id, "elsewhere"}));
    client.sync();
    CHECK(roomsOf(server, client) == Rooms{"ws-notification"});
    // A broadcast reaches it as before.
    server.helper().broadcast({.event = "all"});
    CHECK(client.next() == R"({"event":"all"})");
  }

  TEST_CASE("the server joins and leaves rooms for clients in any state, and for nobody else") {
    WebSocketHelperServer server;
    WebSocketEventClient waiting(server);
    waiting.sync();
    const std::string id = server.helper().getClients().front().id;
    server.helper().joinRoom({.clientId = id, .room = "lobby"});
    server.helper().joinRoom({.clientId = id, .room = "lobby"});
    server.helper().joinRoom({.clientId = "nobody", .room = "lobby"});
    server.settle();
    CHECK(idsOf(server.helper().getClientsByRoom({.room = "lobby"})) == Rooms{id});
    server.helper().leaveRoom({.clientId = id, .room = "lobby"});
    server.helper().leaveRoom({.clientId = id, .room = "other"});
    server.settle();
    CHECK(server.helper().getClientsByRoom({.room = "lobby"}).empty());
  }

  TEST_CASE("a user is known while it has a client") {
    WebSocketHelperServer server;
    auto first = std::make_unique<WebSocketEventClient>(server, Json::object({{"userId", "u1"}}));
    WebSocketEventClient second(server, Json::object({{"userId", "u1"}}));
    WebSocketEventClient other(server, Json::object({{"userId", "u2"}}));
    CHECK(idsOf(server.helper().getClientsByUser({.userId = "u1"})) == Rooms{first->id, second.id});
    CHECK(server.helper().getClientsByUser({.userId = "u3"}).empty());

    first->socket.sendClose();
    CHECK(first->socket.closeCode() == 1005);
    first.reset();
    server.waitForClients(2);
    CHECK(idsOf(server.helper().getClientsByUser({.userId = "u1"})) == Rooms{second.id});
    CHECK(idsOf(server.helper().getClients()) == Rooms{second.id, other.id});
  }

  TEST_CASE("a client that goes leaves all of its rooms, and that is told once") {
    std::vector<std::string> gone;
    WebSocketHelperServer server([&](WebSocketServerHelperOptions& options) {
      allowAll(options);
      options.clientDisconnectedFn = [&](const WebSocketClientDisconnectedArgs& args) {
        gone.push_back(std::string(args.clientId) + " " + std::string(args.userId));
        throw std::runtime_error("no luck");
      };
    });
    std::string id;
    {
      WebSocketEventClient client(server, Json::object({{"userId", "u1"}}));
      id = client.id;
      join(client, {"a"});
      client.socket.sendClose();
      client.socket.closeCode();
    }
    server.waitForClients(0);
    CHECK(server.helper().getClientsByRoom({.room = "a"}).empty());
    CHECK(server.helper().getClientsByRoom({.room = "ws-default"}).empty());
    server.stop();
    CHECK(gone == Rooms{id + " u1"});
  }
}

}  // namespace
}  // namespace ignis
