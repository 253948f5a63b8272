#include "socket/socket_io/engine/session.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "socket/socket_io/id_generator.hpp"

using namespace ignis;
using namespace ignis::socket_io;
using namespace std::chrono_literals;

namespace {

struct FakeTransport final : Transport {
  std::string_view name() const noexcept override { return "fake"; }
  void sendText(std::string_view packet, bool) override { sent.emplace_back(packet); }
  void sendBinary(std::string_view bytes, bool) override { sent.emplace_back(bytes); }
  void sendShared(const SharedPacket& packet) override { sent.push_back(*packet.frames()); }
  bool isWritable() const noexcept override { return true; }
  void close(SessionEnd) override { isClosed = true; }

  std::vector<std::string> sent;
  bool isClosed = false;
};

struct FakeListener final : SessionListener {
  void onSessionOpened() override { isOpened = true; }
  void onMessage(std::string_view text) override { messages.emplace_back(text); }
  void onBinaryMessage(std::string_view bytes) override { binary.emplace_back(bytes); }
  void onShutdown() override {}
  void onSessionClosed(std::string_view reason) override { reasons.emplace_back(reason); }

  bool isOpened = false;
  std::vector<std::string> messages;
  std::vector<std::string> binary;
  std::vector<std::string> reasons;
};

struct OpenSession {
  explicit OpenSession(SessionOptions sessionOptions = {})
      : options(std::move(sessionOptions)),
        session(loop, options, IdGenerator(0, 1).next(), listener) {
    session.open(transport);
    handshake = transport.sent.at(0);
    transport.sent.erase(transport.sent.begin());
  }

  EventLoop loop;
  SessionOptions options;
  FakeTransport transport;
  FakeListener listener;
  Session session;
  std::string handshake;
};

using Strings = std::vector<std::string>;

}  // namespace

TEST_SUITE("helpers/socket_io/Session") {
  TEST_CASE("a session begins with its handshake") {
    OpenSession open;
    CHECK(open.handshake == R"(0{"sid":")" + open.session.id().string() +
                                R"(","upgrades":[],"pingInterval":25000,"pingTimeout":20000,)"
                                R"("maxPayload":1000000})");
    CHECK(open.listener.isOpened);
  }

  TEST_CASE("messages are handed on, text and binary") {
    OpenSession open;
    open.session.receiveText("42[\"a\"]");
    open.session.receiveText("4");
    open.session.receiveBinary("\x01\x02");
    open.session.receiveText("bAQI=");

    CHECK(open.listener.messages == Strings{"2[\"a\"]", ""});
    CHECK(open.listener.binary == Strings{"\x01\x02", "\x01\x02"});
    CHECK(open.session.isOpen());
  }

  TEST_CASE("open, upgrade and noop packets are ignored") {
    OpenSession open;
    for (const char* packet : {"6", "5", "0{}"}) {
      open.session.receiveText(packet);
    }
    CHECK(open.session.isOpen());
    CHECK(open.listener.messages.empty());
    CHECK(open.transport.sent.empty());
  }

  TEST_CASE("every reason to close is told, once") {
    struct Row {
      std::string_view packet;
      std::string reason;
    };
    const Row rows[] = {{"2", "transport error"}, {"2probe", "transport error"},
                        {"1", "transport close"}, {"9", "parse error"},
                        {"", "parse error"},      {"abc", "parse error"},
                        {"b%%%", "parse error"}};
    for (const Row& row : rows) {
      CAPTURE(row.packet);
      OpenSession open;
      open.session.receiveText(row.packet);
      CHECK(open.transport.isClosed);
      CHECK(open.listener.reasons == Strings{row.reason});

      open.session.receiveText("4ignored");
      open.session.sendText("4ignored");
      open.session.transportClosed("transport close");
      open.session.close("forced close");
      CHECK(open.listener.reasons.size() == 1);
      CHECK(open.listener.messages.empty());
      CHECK(open.transport.sent.empty());
    }
  }

  TEST_CASE("messages go out as text and binary while the session is open") {
    OpenSession open;
    open.session.sendText("4text");
    open.session.sendBinary("bytes");
    CHECK(open.transport.sent == Strings{"4text", "bytes"});
    CHECK(open.session.transportName() == "fake");
    CHECK(open.session.isWritable());

    open.session.close("forced close");
    open.session.sendBinary("late");
    CHECK(open.transport.sent.size() == 2);
    CHECK(open.session.transportName().empty());
    CHECK_FALSE(open.session.isWritable());
  }

  TEST_CASE("the initial packet follows the handshake") {
    OpenSession open({.initialPacket = "hello"});
    CHECK(open.transport.sent == Strings{"4hello"});
  }

  TEST_CASE("a transport that ends by itself is not closed again") {
    OpenSession open;
    open.session.transportClosed("transport close");

    CHECK(open.listener.reasons == Strings{"transport close"});
    CHECK_FALSE(open.transport.isClosed);
  }

  TEST_CASE("the server pings, and gives up without an answer") {
    OpenSession open;
    const auto start = EventLoop::Clock::now();

    open.session.onDeadline(start + 24s);
    CHECK(open.transport.sent.empty());
    open.session.onDeadline(start + 25s);
    CHECK(open.transport.sent == Strings{"2"});
    open.session.onDeadline(start + 44s);
    CHECK(open.session.isOpen());
    open.session.onDeadline(start + 45s);
    CHECK(open.listener.reasons == Strings{"ping timeout"});
    CHECK(open.transport.isClosed);
  }

  TEST_CASE("a pong keeps the session") {
    OpenSession open;
    open.session.onDeadline(EventLoop::Clock::now() + 26s);
    open.session.receiveText("3");
    open.session.onDeadline(EventLoop::Clock::now() + 24s);
    CHECK(open.session.isOpen());
    CHECK(open.transport.sent == Strings{"2"});
  }
}

TEST_SUITE("helpers/socket_io/IdGenerator") {
  TEST_CASE("ids are 20 characters that are safe in URLs, and count in their last ones") {
    IdGenerator ids(0, 2);
    const SocketId first = ids.next();
    const SocketId second = ids.next();
    IdGenerator others(1, 2);

    CHECK(first.view().size() == 20);
    CHECK(first.view().ends_with("AAAA"));
    CHECK(second.view().ends_with("AAAC"));
    CHECK(others.next().view().ends_with("AAAB"));
    CHECK(first.view().find_first_not_of(
              "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
          std::string_view::npos);
    for (int count = 0; count < 1000; ++count) {
      CHECK(ids.next() != first);
    }
  }
}
