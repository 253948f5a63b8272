#include "ignis/helpers/socket/socket_io/socket_io_server_helper.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/json/json.hpp"
#include "unit/helpers/logger/captured_log.hpp"
#include "unit/helpers/socket/socket_io/socket_io_server_helper_client.hpp"
#include "unit/helpers/socket/socket_io/socket_io_server_helper_server.hpp"

namespace ignis {
namespace {

using socket_io::Ack;
using socket_io::Handshake;
using socket_io::Socket;
using std::chrono::milliseconds;
using test::HelperClient;
using test::HelperServer;

constexpr const char* FAILED =
    R"(42["unauthenticated",{"message":"Failed to authenticate connection! Please login again!","time":"T"}])";
constexpr const char* INVALID =
    R"(42["unauthenticated",{"message":"Invalid token to authenticate! Please login again!","time":"T"}])";

/// Answers `["sync"]`, so that a client knows when its earlier events have been handled.
void answerSync(SocketIOServerHelperOptions& options) {
  options.clientConnectedFn = [](Socket& socket) { socket.on("sync", [](Ack ack) { ack(); }); };
}

void sync(HelperClient& client) {
  client.emit(R"(7["sync"])");
  CHECK(client.next() == "437[]");
}

std::size_t count(const std::vector<std::string>& lines, std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      lines, [text](const std::string& line) { return line.find(text) != std::string::npos; }));
}

TEST_SUITE("helpers/socket/socket_io/SocketIOServerHelper") {
  TEST_CASE("a helper without one of its necessities is refused") {
    EventLoopGroup loops(1);
    HttpServer http(loops, {});
    const auto redis =
        std::make_shared<MemoryRedisHelper>(MemoryRedisHelperOptions{.name = "test"});
    SocketIOServerHelperOptions options{.identifier = "TEST",
                                        .server = &http,
                                        .redisConnection = redis,
                                        .authenticateFn = [](const Handshake&) { return true; }};
    const auto statusAndMessage = [&]() -> std::string {
      try {
        const SocketIOServerHelper helper(options);
        return "none";
      } catch (const ApplicationError& error) {
        return std::to_string(error.statusCode()) + " " + error.what();
      }
    };

    CHECK(statusAndMessage() == "none");
    options.authenticateFn = nullptr;
    CHECK(statusAndMessage() ==
          "500 [SocketIOServerHelper] Invalid authenticateFn to setup io socket server!");
    options.redisConnection = nullptr;
    CHECK(statusAndMessage() == "500 Invalid redis connection to config socket.io adapter!");
    options.server = nullptr;
    CHECK(statusAndMessage() ==
          "500 [SocketIOServerHelper] Invalid HTTP server for Node.js runtime!");
  }

  TEST_CASE("before configure there is no IO server to use") {
    EventLoopGroup loops(1);
    HttpServer http(loops, {});
    SocketIOServerHelper helper({
        .identifier = "TEST",
        .server = &http,
        .redisConnection =
            std::make_shared<MemoryRedisHelper>(MemoryRedisHelperOptions{.name = "test"}),
        .authenticateFn = [](const Handshake&) { return true; },
    });

    CHECK(helper.getIOServer() == nullptr);
    CHECK(helper.getClients().empty());
    CHECK_THROWS_WITH_AS(helper.on({.topic = "", .handler = nullptr}),
                         "[on] Invalid topic to start binding handler", ApplicationError);
    CHECK_THROWS_WITH_AS(helper.on({.topic = "connection", .handler = nullptr}),
                         "[on] Invalid event handler | topic: connection", ApplicationError);
    CHECK_THROWS_WITH_AS(helper.on({.topic = "connection", .handler = [](Socket&) {}}),
                         "[on] IOServer is not initialized yet!", ApplicationError);
    CHECK_THROWS_WITH_AS(helper.send({.payload = {.topic = "news", .data = 1}}),
                         "[send] IOServer is not initialized yet!", ApplicationError);
  }

  TEST_CASE("an accepted client gets ping, then authenticated, and is in the default rooms") {
    HelperServer server;
    HelperClient client(server.port());

    client.emit(R"(["authenticate"])");

    CHECK(client.nextWithoutTime() == R"(42["ping",{"time":"T"}])");
    CHECK(client.nextWithoutTime() ==
          R"(42["authenticated",{"id":")" + client.id() + R"(","time":"T"}])");
    CHECK(server.roomsOf(client.id()) ==
          std::vector<std::string>{client.id(), "io-default", "io-notification"});
    CHECK(server.helper().getClients({.id = client.id()})->state ==
          SocketIOClientState::AUTHENTICATED);
  }

  TEST_CASE("the default rooms are what the options say, also none") {
    HelperServer server([](auto& options) { options.defaultRooms = {}; });
    HelperClient client(server.port());

    client.authenticate();

    CHECK(server.roomsOf(client.id()) == std::vector<std::string>{client.id()});
  }

  TEST_CASE("the handshake that the client connected with is what it is judged by") {
    HelperServer server([](auto& options) {
      options.authenticateFn = [](const Handshake& handshake) -> Task<bool> {
        const Json auth = handshake.auth();
        co_return auth["token"] == Json("secret");
      };
    });
    HelperClient friendly(server.port(), R"({"token":"secret"})");
    HelperClient hostile(server.port(), R"({"token":"guess"})");

    friendly.authenticate();
    hostile.emit(R"(["authenticate",{"token":"secret"}])");

    CHECK(hostile.nextWithoutTime() == INVALID);
    CHECK(hostile.next() == "41");
  }

  TEST_CASE("a refused client is told why before it is disconnected") {
    HelperServer server(
        [](auto& options) { options.authenticateFn = [](const Handshake&) { return false; }; });
    HelperClient client(server.port());

    client.emit(R"(["authenticate"])");

    CHECK(client.nextWithoutTime() == INVALID);
    CHECK(client.next() == "41");
    CHECK(server.helper().getClientCount() == 0);
  }

  TEST_CASE("an authentication that throws refuses the client") {
    SocketIOAuthenticateFn authenticateFn;
    SUBCASE("at once") {
      authenticateFn = [](const Handshake&) -> bool { throw std::runtime_error("no database"); };
    }
    SUBCASE("in a coroutine") {
      authenticateFn = [](const Handshake&) -> Task<bool> {
        throw std::runtime_error("no database");
        co_return true;
      };
    }
    SUBCASE("something that is no exception") {
      authenticateFn = [](const Handshake&) -> bool { throw 42; };
    }
    HelperServer server([&](auto& options) { options.authenticateFn = authenticateFn; });
    HelperClient client(server.port());

    client.emit(R"(["authenticate"])");

    CHECK(client.nextWithoutTime() == FAILED);
    CHECK(client.next() == "41");
  }

  TEST_CASE("why an authentication failed is logged, also when the client has gone meanwhile") {
    const test::CapturedLog log;
    HelperServer* running = nullptr;
    std::atomic<bool> failed = false;
    HelperServer server([&](auto& options) {
      options.authenticateTimeout = milliseconds(20);
      options.authenticateFn = [&](const Handshake&) -> Task<bool> {
        while (running->helper().getClientCount() > 0) {
          boost::asio::steady_timer timer(EventLoop::current()->context(), milliseconds(1));
          boost::system::error_code error;
          co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, error));
        }
        failed = true;
        throw std::runtime_error("no database");
      };
    });
    running = &server;
    HelperClient client(server.port());

    client.emit(R"(["authenticate"])");
    CHECK(client.next() == "41");
    while (!failed) {
      server.onLoop([] { return 0; });
    }
    server.stop();

    CHECK(count(log.lines(), "Failed to authenticate | id: ") == 1);
    CHECK(count(log.lines(), "| error: no database") == 1);
  }

  TEST_CASE("a disconnection is one line of the log, however often it is asked for") {
    const test::CapturedLog log;
    HelperServer server;
    HelperClient client(server.port());

    server.onLoop([&] {
      const auto socket = server.helper().getClients({.id = client.id()})->socket.lock();
      server.helper().disconnect({*socket});
      server.helper().disconnect({*socket});
      return 0;
    });
    CHECK(client.next() == "41");
    server.stop();

    CHECK(count(log.lines(), "Client disconnected | id: " + client.id()) == 1);
  }

  TEST_CASE("a client that does not authenticate in time is disconnected without an event") {
    HelperServer server([](auto& options) { options.authenticateTimeout = milliseconds(20); });
    HelperClient client(server.port());

    CHECK(client.next() == "41");
    CHECK(server.helper().getClientCount() == 0);
  }

  TEST_CASE("the deadline also holds while the authentication is under way") {
    std::atomic<int> finished = 0;
    HelperServer server([&](auto& options) {
      options.authenticateTimeout = milliseconds(20);
      options.authenticateFn = [&](const Handshake&) -> Task<bool> {
        boost::asio::steady_timer timer(EventLoop::current()->context(), milliseconds(100));
        boost::system::error_code error;
        co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, error));
        ++finished;
        co_return true;
      };
    });
    HelperClient client(server.port());

    client.emit(R"(["authenticate"])");

    CHECK(client.next() == "41");
    CHECK(finished == 0);
    while (finished == 0) {
      server.onLoop([] { return 0; });
    }
    CHECK(server.helper().getClientCount() == 0);
  }

  TEST_CASE("an authenticated client is pinged regularly and outlives the deadline") {
    HelperServer server([](auto& options) {
      options.authenticateTimeout = milliseconds(100);
      options.pingInterval = milliseconds(40);
    });
    HelperClient client(server.port());

    client.authenticate();

    for (int ping = 0; ping < 5; ++ping) {
      CHECK(client.nextWithoutTime() == R"(42["ping",{"time":"T"}])");
    }
    CHECK(server.helper().getClientCount() == 1);
  }

  TEST_CASE("what clientConnectedFn emits on the socket comes before authenticated") {
    SocketIOClientConnectedFn clientConnectedFn;
    SUBCASE("plain") {
      clientConnectedFn = [](const SocketIOSocketArgs& args) { args.socket.emit("welcome", 1); };
    }
    SUBCASE("a coroutine") {
      clientConnectedFn = [](SocketIOSocketArgs args) -> Task<void> {
        args.socket.emit("welcome", 1);
        co_return;
      };
    }
    HelperServer server([&](auto& options) { options.clientConnectedFn = clientConnectedFn; });
    HelperClient client(server.port());

    client.emit(R"(["authenticate"])");

    CHECK(client.next().starts_with(R"(42["ping")"));
    CHECK(client.next() == R"(42["welcome",1])");
    CHECK(client.next().starts_with(R"(42["authenticated")"));
  }

  TEST_CASE("a clientConnectedFn that throws leaves the client alone") {
    SocketIOClientConnectedFn clientConnectedFn;
    SUBCASE("plain") {
      clientConnectedFn = [](Socket&) { throw std::runtime_error("oops"); };
    }
    SUBCASE("a coroutine") {
      clientConnectedFn = [](Socket&) -> Task<void> {
        throw std::runtime_error("oops");
        co_return;
      };
    }
    const test::CapturedLog log;
    HelperServer server([&](auto& options) { options.clientConnectedFn = clientConnectedFn; });
    HelperClient client(server.port());

    client.authenticate();

    CHECK(server.helper().getClients({.id = client.id()})->state ==
          SocketIOClientState::AUTHENTICATED);
    server.stop();
    CHECK(count(log.lines(), "[clientConnectedFn] Handler error | error: oops") == 1);
  }

  TEST_CASE("authenticating again changes nothing") {
    std::atomic<int> calls = 0;
    HelperServer server([&](auto& options) {
      answerSync(options);
      options.authenticateFn = [&](const Handshake&) { return ++calls > 0; };
    });
    HelperClient client(server.port());
    client.authenticate();

    client.emit(R"(["authenticate"])");
    sync(client);

    CHECK(calls == 1);
  }

  TEST_CASE("without validateRoomFn nobody joins anything") {
    HelperServer server([](auto& options) { answerSync(options); });
    HelperClient client(server.port());
    client.authenticate();

    client.emit(R"(["join",{"rooms":["news"]}])");
    sync(client);

    CHECK(server.roomsOf(client.id()).size() == 3);
  }

  TEST_CASE("a client joins the rooms that validateRoomFn returns, and leaves what it wants") {
    SocketIOValidateRoomFn validateRoomFn;
    SUBCASE("plain") {
      validateRoomFn = [](const SocketIOValidateRoomArgs& args) {
        return std::vector<std::string>(args.rooms.begin(), args.rooms.begin() + 1);
      };
    }
    SUBCASE("a coroutine") {
      validateRoomFn = [](SocketIOValidateRoomArgs args) -> Task<std::vector<std::string>> {
        std::vector<std::string> allowed(args.rooms.begin(), args.rooms.begin() + 1);
        co_return allowed;
      };
    }
    HelperServer server([&](auto& options) {
      answerSync(options);
      options.validateRoomFn = validateRoomFn;
    });
    HelperClient client(server.port());
    client.authenticate();

    client.emit(R"(["join",{"rooms":[1,"news",null,"admins"]}])");
    sync(client);
    CHECK(server.roomsOf(client.id()) ==
          std::vector<std::string>{client.id(), "io-default", "io-notification", "news"});

    client.emit(R"(["leave",{"rooms":["news","io-default"]}])");
    sync(client);
    CHECK(server.roomsOf(client.id()) == std::vector<std::string>{client.id(), "io-notification"});
  }

  TEST_CASE("a request for rooms that makes no sense is passed over") {
    std::atomic<int> calls = 0;
    HelperServer server([&](auto& options) {
      answerSync(options);
      options.validateRoomFn = [&](const SocketIOValidateRoomArgs& args) {
        ++calls;
        return args.rooms;
      };
    });
    HelperClient client(server.port());
    client.authenticate();

    for (const char* request :
         {R"(["join"])", R"(["join",null])", R"(["join",{}])", R"(["join",{"rooms":"news"}])",
          R"(["join",{"rooms":[]}])", R"(["join","news"])", R"(["leave",{"rooms":7}])"}) {
      client.emit(request);
    }
    sync(client);

    CHECK(calls == 0);
    CHECK(server.roomsOf(client.id()).size() == 3);
  }

  TEST_CASE("a validateRoomFn that throws or allows nothing keeps the client as it is") {
    SocketIOValidateRoomFn validateRoomFn;
    SUBCASE("nothing") {
      validateRoomFn = [](const SocketIOValidateRoomArgs&) { return std::vector<std::string>(); };
    }
    SUBCASE("throws at once") {
      validateRoomFn = [](const SocketIOValidateRoomArgs&) -> std::vector<std::string> {
        throw std::runtime_error("oops");
      };
    }
    SUBCASE("throws in a coroutine") {
      validateRoomFn = [](const SocketIOValidateRoomArgs&) -> Task<std::vector<std::string>> {
        throw std::runtime_error("oops");
        co_return std::vector<std::string>();
      };
    }
    HelperServer server([&](auto& options) {
      answerSync(options);
      options.validateRoomFn = validateRoomFn;
    });
    HelperClient client(server.port());
    client.authenticate();

    client.emit(R"(["join",{"rooms":["news"]}])");
    sync(client);

    CHECK(server.roomsOf(client.id()).size() == 3);
  }

  TEST_CASE("rooms are for authenticated clients") {
    HelperServer server([](auto& options) {
      answerSync(options);
      options.validateRoomFn = [](const SocketIOValidateRoomArgs& args) { return args.rooms; };
    });
    HelperClient client(server.port());

    client.emit(R"(["join",{"rooms":["news"]}])");
    client.authenticate();

    CHECK(server.roomsOf(client.id()).size() == 3);
  }

  TEST_CASE("send reaches a room, a client, or everybody") {
    HelperServer server;
    HelperClient member(server.port());
    HelperClient stranger(server.port());
    member.authenticate();

    server.helper().send({.destination = "io-default", .payload = {.topic = "a", .data = "room"}});
    server.helper().send({.destination = stranger.id(), .payload = {.topic = "b", .data = 1}});
    server.helper().send({.payload = {.topic = "c", .data = Json::object({{"x", true}})}});

    CHECK(member.next() == R"(42["a","room"])");
    CHECK(member.next() == R"(42["c",{"x":true}])");
    CHECK(stranger.next() == R"(42["b",1])");
    CHECK(stranger.next() == R"(42["c",{"x":true}])");
  }

  TEST_CASE("what JavaScript takes for false is not sent, and its callback not called") {
    HelperServer server;
    HelperClient client(server.port());
    std::atomic<bool> called = false;
    const auto cb = [&] { called = true; };

    server.helper().send({.payload = {.topic = "a", .data = 0}, .cb = cb});
    server.helper().send({.payload = {.topic = "a", .data = 0.0}, .cb = cb});
    server.helper().send({.payload = {.topic = "a", .data = -0.0}, .cb = cb});
    server.helper().send({.payload = {.topic = "a", .data = ""}, .cb = cb});
    server.helper().send({.payload = {.topic = "a", .data = false}, .cb = cb});
    server.helper().send({.payload = {.topic = "a", .data = nullptr}, .cb = cb});
    server.helper().send({.payload = {.topic = "a"}, .cb = cb});
    server.helper().send({.payload = {.topic = "", .data = 1}, .cb = cb});
    server.helper().send({.payload = {.topic = "last", .data = std::vector<int>()}, .cb = nullptr});

    CHECK(client.next() == R"(42["last",[]])");
    CHECK_FALSE(called);
  }

  TEST_CASE("names that belong to the protocol are refused") {
    HelperServer server;

    CHECK_THROWS_WITH_AS(server.helper().send({.payload = {.topic = "connect", .data = 1}}),
                         R"("connect" is a reserved event name)", ApplicationError);
  }

  TEST_CASE("on a loop, direct emits come before what is sent, and the callback after it") {
    HelperServer server;
    HelperClient client(server.port());

    server.onLoop([&] {
      const auto socket = server.helper().getClients({.id = client.id()})->socket.lock();
      server.helper().send({.destination = client.id(),
                            .payload = {.topic = "sent", .data = 1},
                            .cb = [weak = std::weak_ptr(socket)] {
                              if (const auto target = weak.lock()) {
                                target->emit("callback");
                              }
                            }});
      socket->emit("direct");
      return 0;
    });

    CHECK(client.next() == R"(42["direct"])");
    CHECK(client.next() == R"(42["sent",1])");
    CHECK(client.next() == R"(42["callback"])");
  }

  TEST_CASE("the clients of several loops are one list and one audience") {
    constexpr int CLIENTS = 8;
    HelperServer server({}, 3);
    std::vector<std::unique_ptr<HelperClient>> clients;
    std::vector<std::string> ids;
    for (int index = 0; index < CLIENTS; ++index) {
      clients.push_back(std::make_unique<HelperClient>(server.port()));
      ids.push_back(clients.back()->id());
    }

    for (const auto& client : clients) {
      client->authenticate();
    }
    std::vector<std::string> listed;
    for (const SocketIOClient& client : server.helper().getClients()) {
      listed.push_back(client.id);
      CHECK(client.state == SocketIOClientState::AUTHENTICATED);
    }
    CHECK(listed == ids);
    for (int message = 1; message <= 3; ++message) {
      server.helper().send(
          {.destination = "io-default", .payload = {.topic = "n", .data = message}});
    }

    for (const auto& client : clients) {
      CHECK(client->next() == R"(42["n",1])");
      CHECK(client->next() == R"(42["n",2])");
      CHECK(client->next() == R"(42["n",3])");
    }
    server.stop();
    for (const auto& client : clients) {
      CHECK(client->next() == "41");
    }
  }

  TEST_CASE("a listener on the IO server sees every connection") {
    HelperServer server;
    std::atomic<int> plain = 0;
    std::atomic<int> async = 0;
    server.helper().on({.topic = "connection", .handler = [&](Socket&) { ++plain; }});
    server.helper().on({.topic = "connection", .handler = [&](Socket&) -> Task<void> {
                          ++async;
                          co_return;
                        }});

    HelperClient client(server.port());
    client.authenticate();

    CHECK(plain == 1);
    CHECK(async == 1);
  }

  TEST_CASE("pinging a client that is not authenticated disconnects it, unless that is ignored") {
    HelperServer server;
    HelperClient client(server.port());
    const auto ping = [&](bool doIgnoreAuth) {
      server.onLoop([&] {
        const auto socket = server.helper().getClients({.id = client.id()})->socket.lock();
        server.helper().ping({.socket = *socket, .doIgnoreAuth = doIgnoreAuth});
        return 0;
      });
    };

    ping(true);
    CHECK(client.nextWithoutTime() == R"(42["ping",{"time":"T"}])");
    ping(false);
    CHECK(client.next() == "41");
  }

  TEST_CASE("a client that leaves is forgotten") {
    std::promise<void> left;
    HelperServer server([&](auto& options) {
      options.clientConnectedFn = [&](Socket& socket) {
        socket.on("disconnect", [&](const std::string&) { left.set_value(); });
      };
    });
    HelperClient client(server.port());
    client.authenticate();

    client.close();
    left.get_future().get();

    CHECK(server.onLoop([&] { return server.helper().getClientCount(); }) == 0);
    CHECK_FALSE(server.helper().getClients({.id = client.id()}).has_value());
  }

  TEST_CASE("authentication by hand happens once") {
    HelperServer server;
    HelperClient client(server.port());

    server.onLoop([&] {
      const auto socket = server.helper().getClients({.id = client.id()})->socket.lock();
      server.helper().onClientConnect({*socket});
      server.helper().onClientAuthenticated({*socket});
      server.helper().onClientAuthenticated({*socket});
      socket->emit("end");
      return 0;
    });

    CHECK(client.next().starts_with(R"(42["ping")"));
    CHECK(client.next() == R"(42["end"])");
    CHECK(client.next().starts_with(R"(42["authenticated")"));
    CHECK(server.helper().getClientCount() == 1);
  }

  TEST_CASE("shutdown disconnects everybody, once, and leaves server and broker alone") {
    const test::CapturedLog log;
    HelperServer server;
    HelperClient authenticated(server.port());
    HelperClient waiting(server.port());
    authenticated.authenticate();

    server.await([&]() -> Task<void> {
      co_await server.helper().shutdown();
      co_await server.helper().shutdown();
      co_await server.helper().configure();
    });

    CHECK(authenticated.next() == "41");
    CHECK(waiting.next() == "41");
    CHECK(server.helper().getClients().empty());
    CHECK(server.helper().getIOServer() == nullptr);
    CHECK(server.http().isListening());
    CHECK(server.redis().status() == RedisStatus::READY);
    server.helper().send({.payload = {.topic = "late", .data = 1}});
    server.stop();
    CHECK(count(log.lines(), "Shutting down SocketIO server...") == 1);
    CHECK(count(log.lines(), "SocketIO server shutdown complete") == 1);
  }

  TEST_CASE("a lazy connection to the broker is duplicated and stays lazy itself") {
    EventLoopGroup loops(1);
    HttpServer http(loops, {.host = "127.0.0.1", .port = 0});
    const auto redis = std::make_shared<MemoryRedisHelper>(
        MemoryRedisHelperOptions{.name = "lazy", .autoConnect = false});
    SocketIOServerHelper helper({
        .identifier = "TEST",
        .server = &http,
        .redisConnection = redis,
        .authenticateFn = [](const Handshake&) { return true; },
    });

    loops.main().spawn("test", [&]() -> Task<void> {
      co_await helper.configure();
      CHECK(helper.getIOServer() != nullptr);
      CHECK(redis->status() == RedisStatus::WAIT);
      co_await helper.shutdown();
      loops.stop();
    });
    loops.run();
  }
}

TEST_SUITE("helpers/socket/socket_io/SocketIOClientStates") {
  TEST_CASE("the three names are valid as they are written") {
    CHECK(SocketIOClientStates::isValid("unauthorized"));
    CHECK(SocketIOClientStates::isValid("authenticating"));
    CHECK(SocketIOClientStates::isValid("authenticated"));
    CHECK_FALSE(SocketIOClientStates::isValid(""));
    CHECK_FALSE(SocketIOClientStates::isValid("invalid"));
    CHECK_FALSE(SocketIOClientStates::isValid("UNAUTHORIZED"));
    CHECK(SocketIOClientStates::toName(SocketIOClientState::AUTHENTICATING) == "authenticating");
  }
}

}  // namespace
}  // namespace ignis
