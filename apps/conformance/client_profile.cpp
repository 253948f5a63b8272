#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/describe.hpp>

#include <ignis/di/application_error.hpp>
#include <ignis/helpers/common/bytes.hpp>
#include <ignis/helpers/common/time.hpp>
#include <ignis/helpers/json/json.hpp>
#include <ignis/helpers/network/event_loop.hpp>
#include <ignis/helpers/socket/socket_io/server.hpp>
#include <ignis/helpers/socket/socket_io/socket.hpp>

#include "profiles.hpp"

namespace conformance {

using namespace ignis;
using socket_io::Ack;
using socket_io::AckError;
using socket_io::AllowRequestResult;
using socket_io::Socket;

namespace {

struct DateObject {
  std::string date;
};
BOOST_DESCRIBE_STRUCT(DateObject, (), (date))

struct TestObject {
  bool test = false;
};
BOOST_DESCRIBE_STRUCT(TestObject, (), (test))

struct Greeting {
  std::string hello;
  Bytes message;
  std::string goodbye;
};
BOOST_DESCRIBE_STRUCT(Greeting, (), (hello, message, goodbye))

/// What a socket has sent so far of the events whose order is checked.
struct Arrivals {
  bool abuff1 = false;
  bool blob1 = false;
  bool blob2 = false;
};

Task<AllowRequestResult> admitLater(const HttpRequest&) {
  boost::asio::steady_timer timer(EventLoop::current()->context(), std::chrono::milliseconds(10));
  co_await timer.async_wait(boost::asio::use_awaitable);
  co_return AllowRequestResult{};
}

void askForAnAnswer(Socket& socket) {
  socket.emit("ack", [weak = socket.weak_from_this()](const AckError* error, int number,
                                                      TestObject object) {
    const auto asked = weak.lock();
    if (asked != nullptr && error == nullptr && number == 5 && object.test) {
      asked->emit("got it");
    }
  });
}

void registerTextEvents(Socket& socket) {
  socket.on("hi", [](Socket& from) { from.emit("hi"); });
  socket.on("echo", [](Json value, Ack ack) { ack(value); });
  socket.on("ack", [](Socket& from) { askForAnAnswer(from); });
  socket.on("getAckDate", [](Json, Ack ack) { ack(nowIso()); });
  socket.on("getDate", [](Socket& from) { from.emit("takeDate", nowIso()); });
  socket.on("getDateObj",
            [](Socket& from) { from.emit("takeDateObj", DateObject{.date = nowIso()}); });
  socket.on("getUtf8", [](Socket& from) {
    for (const char* const text :
         {"てすと", "Я Б Г Д Ж Й", "Ä ä Ü ü ß", "utf8 — string", "utf8 — string"}) {
      from.emit("takeUtf8", text);
    }
  });
  socket.on("false", [](Socket& from) { from.emit("false", false); });
  socket.on("getHandshake", [](Socket& from, Ack ack) { ack(from.handshake().toJson()); });
  socket.on("getId", [](Socket& from, Ack ack) { ack(from.id()); });
}

void registerBinaryEvents(Socket& socket) {
  const std::string_view text = "asdfasdf";
  const auto sample = std::as_bytes(std::span(text));
  const Bytes bytes(sample.begin(), sample.end());
  socket.on("doge", [bytes](Socket& from) { from.emit("doge", bytes); });
  socket.on("getbin", [bytes](Socket& from) { from.emit("takebin", bytes); });
  socket.on("buffa", [](Socket& from, const Bytes&) { from.emit("buffack"); });
  socket.on("blob", [](Socket& from, const Bytes&) { from.emit("back"); });
  for (const char* const name : {"jsonbuff", "jsonblob"}) {
    socket.on(name, [answer = fmt::format("{}-ack", name)](Socket& from, const Greeting& greeting) {
      if (greeting.hello == "lol" && greeting.goodbye == "gotcha") {
        from.emit(answer);
      }
    });
  }
}

void registerOrderedEvents(Socket& socket) {
  const auto arrivals = std::make_shared<Arrivals>();
  socket.on("abuff1", [arrivals](const Bytes&) { arrivals->abuff1 = true; });
  socket.on("abuff2", [arrivals](Socket& from) {
    if (arrivals->abuff1) {
      from.emit("abuff2-ack");
    }
  });
  socket.on("blob1", [arrivals](const Bytes&) { arrivals->blob1 = true; });
  socket.on("blob2", [arrivals](const std::string& text) {
    arrivals->blob2 = arrivals->blob1 && text == "second";
  });
  socket.on("blob3", [arrivals](Socket& from, const Bytes&) {
    if (arrivals->blob2) {
      from.emit("blob3-ack");
    }
  });
}

}  // namespace

socket_io::ServerOptions clientOptions() {
  return {.pingInterval = std::chrono::milliseconds(2000),
          .allowRequest = admitLater,
          .connectionStateRecovery = socket_io::ConnectionStateRecoveryOptions{}};
}

void registerClientProfile(socket_io::Server& server) {
  server.use([](Socket& socket) {
    if (!socket.handshake().query("fail").value_or("").empty()) {
      throw getError({.message = "Auth failed (main namespace)"});
    }
  });
  server.of("/no").use(
      [](Socket&) { throw getError({.message = "Auth failed (custom namespace)"}); });

  server.on("connection", [](Socket& socket) {
    registerTextEvents(socket);
    registerBinaryEvents(socket);
    registerOrderedEvents(socket);
  });
  server.of("/foo").on("connection", [](Socket& socket) {
    socket.on("getId", [](Socket& from, Ack ack) { ack(from.id()); });
  });
  for (const char* const name : {"/timeout_socket", "/valid", "/asd"}) {
    server.of(name);
  }
  server.of("/abc").on(
      "connection", [](Socket& socket) { socket.emit("handshake", socket.handshake().toJson()); });
}

}  // namespace conformance
