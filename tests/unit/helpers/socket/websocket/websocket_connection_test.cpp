#include "ignis/helpers/socket/websocket/websocket_connection.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "client_frames.hpp"
#include "ignis/helpers/socket/websocket/shared_messages.hpp"

namespace ignis {
namespace {

using namespace std::chrono_literals;
using test::bytesOf;
using test::masked;

const std::string LONG = "42[\"b\",\"" + std::string(40, 'y') + "\"]";
const std::string LONG_DEFLATED = bytesOf("32318a564a52d251aa241228c50200");

WebSocketOptions withDeflate(std::size_t threshold = 16) {
  WebSocketOptions options;
  options.perMessageDeflate = PerMessageDeflateOptions{.threshold = threshold};
  return options;
}

/// The server's end on a loop, the client's end for the test.
class Fixture final : public ConnectionOwner {
 public:
  explicit Fixture(const WebSocketOptions& webSocketOptions = {},
                   std::optional<int> windowBits = {}, std::optional<std::size_t> subprotocol = {})
      : options(webSocketOptions) {
    std::array<int, 2> ends{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    peer = ends[1];
    auto protocol = std::make_unique<PlaceHolder>();
    connection = TcpConnection::open(loop, ends[0], "peer", limits, *this, std::move(protocol));
    auto own = std::make_unique<WebSocketConnection>(
        *connection, options, std::make_unique<Recorder>(*this), windowBits, subprotocol);
    webSocket = own.get();
    connection->setProtocol(std::move(own));
  }
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;
  ~Fixture() {
    connection->close();
    connection.reset();
    ::close(peer);
  }

  void onConnectionClosed(TcpConnection&) override {}

  void send(std::string_view bytes) {
    REQUIRE(::send(peer, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
            static_cast<ssize_t>(bytes.size()));
  }

  /// Runs the loop until `isDone`, which is asked again and again.
  template <class Predicate>
  void runUntil(Predicate isDone) {
    const auto end = std::chrono::steady_clock::now() + 10s;
    std::function<void()> look = [&] {
      if (isDone() || std::chrono::steady_clock::now() > end) {
        loop.stop();
      } else {
        loop.post(look);
      }
    };
    loop.post(look);
    loop.run();
    REQUIRE(isDone());
  }

  /// Runs the loop until the client has received `count` bytes; they are `output`.
  std::string receive(std::size_t count) {
    runUntil([&] { return fill() >= count; });
    return std::exchange(output, {});
  }
  std::size_t fill() {
    std::array<char, 65536> bytes{};
    const ssize_t count = ::recv(peer, bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (count > 0) {
      output.append(bytes.data(), static_cast<std::size_t>(count));
    }
    return output.size();
  }

  struct PlaceHolder final : ConnectionProtocol {
    void onData(TcpConnection&, std::span<char>) override {}
    void onDeadline(TcpConnection&) override {}
    void onShutdown(TcpConnection&) override {}
  };

  struct Recorder final : IWebSocketHandler {
    explicit Recorder(Fixture& owner) : fixture(owner) {}
    void onOpen(WebSocketConnection&) override {}
    void onMessage(WebSocketConnection&, bool, std::string_view payload) override {
      fixture.messages.emplace_back(payload);
      if (payload == "throw") {
        throw std::runtime_error("a handler's mistake");
      }
    }
    void onClose(WebSocketConnection&, std::uint16_t code, std::string_view) override {
      fixture.closeCode = code;
    }
    Fixture& fixture;
  };

  ConnectionLimits limits;
  WebSocketOptions options;
  EventLoop loop;
  int peer = -1;
  std::shared_ptr<TcpConnection> connection;
  WebSocketConnection* webSocket = nullptr;
  std::vector<std::string> messages;
  std::string output;
  int closeCode = 0;
};

TEST_SUITE("helpers/socket/websocket/WebSocketConnection") {
  TEST_CASE("a message is compressed if that was negotiated, from the threshold on") {
    Fixture plain(withDeflate());
    Fixture compressing(withDeflate(), 10);

    for (Fixture* fixture : {&plain, &compressing}) {
      fixture->webSocket->sendText("42[\"a\",\"x\"]");
      fixture->webSocket->sendText(LONG);
      fixture->webSocket->sendBinary(LONG);
      fixture->webSocket->sendText(LONG, false);
      fixture->webSocket->sendBinary(LONG, false);
      fixture->webSocket->ping(LONG);
    }

    const std::string shortFrame = bytesOf("810b34325b2261222c2278225d");
    const std::string text = "\x81\x32" + LONG;
    const std::string binary = "\x82\x32" + LONG;
    const std::string ping = "\x89\x32" + LONG;
    const std::string plainly = shortFrame + text + binary + text + binary + ping;
    const std::string compressed =
        shortFrame + "\xC1\x0F" + LONG_DEFLATED + "\xC2\x0F" + LONG_DEFLATED + text + binary + ping;
    CHECK(plain.receive(plainly.size()) == plainly);
    CHECK(compressing.receive(compressed.size()) == compressed);
  }

  TEST_CASE("shared messages go to compressing and other connections at once") {
    Fixture plain(withDeflate());
    Fixture compressing(withDeflate(), 10);
    auto filled = std::make_shared<SharedMessages>();
    filled->addText(LONG);
    filled->addBinary(std::string(100'000, 'b'));
    const std::shared_ptr<const SharedMessages> messages = std::move(filled);

    for (Fixture* fixture : {&plain, &compressing}) {
      fixture->webSocket->send(messages);
      fixture->webSocket->sendText("end");
    }

    const std::string plainly = *messages->plain() +
                                "\x81\x03"
                                "end";
    const std::string compressed =
        *messages->compressed(10, *compressing.options.perMessageDeflate) +
        "\x81\x03"
        "end";
    CHECK(compressed.size() < 1000);
    CHECK(plain.receive(plainly.size()) == plainly);
    CHECK(compressing.receive(compressed.size()) == compressed);
  }

  TEST_CASE("compressed messages are received, and refused when nothing was negotiated") {
    Fixture plain;
    Fixture compressing(withDeflate(), 15);

    for (Fixture* fixture : {&plain, &compressing}) {
      fixture->send(masked(0xC1, LONG_DEFLATED));
    }
    compressing.runUntil([&] { return !compressing.messages.empty(); });

    CHECK(compressing.messages == std::vector<std::string>{LONG});
    CHECK(plain.receive(4) == "\x88\x02\x03\xEA");
    CHECK(plain.messages.empty());
  }

  TEST_CASE("a connection is writable until the kernel refuses bytes, and again when it is empty") {
    Fixture fixture;
    CHECK(fixture.webSocket->isWritable());

    fixture.webSocket->sendText("x");
    CHECK(fixture.webSocket->isWritable());
    fixture.webSocket->sendBinary(std::string(4 << 20, 'x'));
    fixture.runUntil([&] { return !fixture.webSocket->isWritable(); });
    fixture.runUntil([&] { return fixture.fill() > (4U << 20U); });
    fixture.runUntil([&] { return fixture.webSocket->isWritable(); });
  }

  TEST_CASE("every ping of a peer that reads is answered") {
    Fixture fixture;
    std::string pings;
    std::string pongs;
    for (int index = 0; index < 1000; ++index) {
      pings += masked(0x89, "ping");
      pongs += "\x8A\x04ping";
    }

    fixture.send(pings);

    CHECK(fixture.receive(pongs.size()) == pongs);
  }

  TEST_CASE("a peer that pings and does not read is dropped") {
    Fixture fixture;
    fixture.limits.backpressureLimit = 8 << 20;
    fixture.webSocket->sendBinary(std::string(4 << 20, 'x'));
    fixture.runUntil([&] { return !fixture.webSocket->isWritable(); });
    std::string pings;
    for (std::size_t index = 0; index < fixture.options.maxQueuedControlFrames; ++index) {
      pings += masked(0x89, "");
    }

    fixture.send(pings + masked(0x81, "seen"));
    fixture.runUntil([&] { return !fixture.messages.empty(); });
    CHECK(fixture.connection->isOpen());

    SUBCASE("at one ping more") {
      fixture.send(masked(0x89, ""));
      fixture.runUntil([&] { return fixture.closeCode != 0; });
      CHECK(fixture.closeCode == 1008);
      CHECK_FALSE(fixture.connection->isOpen());
    }
    SUBCASE("but not when it has read the first answers meanwhile") {
      fixture.runUntil([&] { return fixture.fill() >= (4U << 20U) + 2; });
      fixture.send(masked(0x89, "") + masked(0x81, "alive"));
      fixture.runUntil([&] { return fixture.messages.size() == 2; });
      CHECK(fixture.connection->isOpen());
    }
  }

  TEST_CASE("a message has to be complete in time") {
    WebSocketOptions options;
    options.messageTimeout = 20ms;
    Fixture fixture(options);

    SUBCASE("one frame that trickles in") { fixture.send(masked(0x81, "hello").substr(0, 8)); }
    SUBCASE("fragments without an end") { fixture.send(masked(0x01, "hello")); }
    SUBCASE("control frames between do not give it more time") {
      fixture.send(masked(0x01, "hello") + masked(0x89, ""));
    }

    fixture.runUntil([&] {
      return fixture.output.find("\x88") != std::string::npos || (fixture.fill(), false);
    });
    CHECK(fixture.output.find("\x03\xF0") != std::string::npos);  // 1008
    CHECK_FALSE(fixture.webSocket->isOpen());
  }

  TEST_CASE("the deadline is that of the message under way") {
    WebSocketOptions options;
    options.messageTimeout = 0ms;
    Fixture fixture(options);
    const auto receive = [&](std::string bytes) {
      fixture.webSocket->onData(*fixture.connection, bytes);
    };

    receive(masked(0x81, "one").substr(0, 3));
    receive(masked(0x81, "one").substr(3));
    fixture.webSocket->onDeadline(*fixture.connection);
    CHECK(fixture.webSocket->isOpen());
    receive(masked(0x01, "two ") + masked(0x80, "parts") + masked(0x89, ""));
    fixture.webSocket->onDeadline(*fixture.connection);
    CHECK(fixture.webSocket->isOpen());
    CHECK(fixture.messages == std::vector<std::string>{"one", "two parts"});

    receive(masked(0x01, "three"));
    fixture.webSocket->onDeadline(*fixture.connection);
    CHECK_FALSE(fixture.webSocket->isOpen());
  }

  TEST_CASE("an unfinished message does not keep a closing connection open") {
    WebSocketOptions options;
    options.closeTimeout = 20ms;
    Fixture fixture(options);

    fixture.send(masked(0x81, "hello").substr(0, 8));
    fixture.webSocket->close(1000);
    fixture.send(masked(0x81, "hello").substr(8, 1));
    fixture.runUntil([&] { return fixture.closeCode != 0; });

    CHECK(fixture.closeCode == 1000);
  }

  TEST_CASE("a silent peer is pinged and then dropped") {
    WebSocketOptions options;
    options.idleTimeout = 40ms;
    options.sendPings = true;

    SUBCASE("whatever it has sent before") {
      Fixture fixture(options);
      fixture.send(masked(0x81, "hello"));
      fixture.runUntil([&] { return fixture.closeCode != 0; });
      fixture.fill();
      CHECK(fixture.output == bytesOf("8900"));
      CHECK(fixture.closeCode == 1006);
      CHECK_FALSE(fixture.connection->isOpen());
    }
    SUBCASE("without a ping when none are wanted") {
      options.sendPings = false;
      Fixture fixture(options);
      fixture.runUntil([&] { return fixture.closeCode != 0; });
      CHECK(fixture.fill() == 0);
      CHECK(fixture.closeCode == 1006);
    }
    SUBCASE("also in the middle of a message") {
      Fixture fixture(options);
      fixture.send(masked(0x01, "hello") + masked(0x80, "hello").substr(0, 8));
      fixture.runUntil([&] { return fixture.closeCode != 0; });
      CHECK(fixture.closeCode == 1006);
    }
  }

  TEST_CASE("a peer that answers pings stays, and so does one that sends") {
    WebSocketOptions options;
    options.idleTimeout = 40ms;
    std::string answer;
    SUBCASE("a pong") { answer = masked(0x8A, ""); }
    SUBCASE("a message") { answer = masked(0x82, "alive"); }
    Fixture fixture(options);

    const auto pings = [&] {
      fixture.fill();
      return fixture.output == bytesOf("8900");
    };
    for (int round = 0; round < 5; ++round) {
      fixture.runUntil(pings);
      fixture.output.clear();
      fixture.send(answer);
    }
    fixture.runUntil(pings);

    CHECK(fixture.closeCode == 0);
    CHECK(fixture.webSocket->isOpen());
  }

  TEST_CASE("a peer that reads slowly is not taken for a silent one") {
    WebSocketOptions options;
    options.idleTimeout = 20ms;
    Fixture fixture(options);
    fixture.webSocket->sendBinary(std::string(4 << 20, 'x'));
    fixture.runUntil([&] { return !fixture.webSocket->isWritable(); });

    fixture.webSocket->onDeadline(*fixture.connection);
    const auto later = std::chrono::steady_clock::now() + 100ms;
    fixture.runUntil([&] { return std::chrono::steady_clock::now() > later; });

    CHECK(fixture.closeCode == 0);
    CHECK(fixture.connection->isOpen());
  }

  TEST_CASE("a message that is too slow is closed with 1008, also with an idle timeout") {
    WebSocketOptions options;
    options.messageTimeout = 40ms;
    options.idleTimeout = 10min;
    Fixture fixture(options);

    fixture.send(masked(0x01, "hello"));
    fixture.runUntil([&] { return fixture.fill() == 4; });

    CHECK(fixture.output == bytesOf("880203f0"));
  }

  TEST_CASE("a handler that throws closes its connection with 1011, and sees its end") {
    const std::string bytes = masked(0x81, "one") + masked(0x81, "throw") + masked(0x81, "two");
    Fixture fixture;

    fixture.send(bytes.substr(0, 3));
    fixture.runUntil([&] { return fixture.webSocket->isOpen(); });
    fixture.send(bytes.substr(3));
    CHECK(fixture.receive(4) == bytesOf("880203f3"));
    fixture.send(masked(0x88, bytesOf("03f3")));
    fixture.runUntil([&] { return fixture.closeCode != 0; });

    CHECK(fixture.messages.back() == "throw");
    CHECK(fixture.closeCode == 1011);
  }

  TEST_CASE("the connection tells the subprotocol that was agreed on") {
    WebSocketOptions options;
    options.protocols = {"first", "second"};
    Fixture none(options);
    Fixture second(options, {}, 1);

    CHECK(none.webSocket->protocol().empty());
    CHECK(second.webSocket->protocol() == "second");
  }

  TEST_CASE("limits of the options replace those of the server") {
    WebSocketOptions options;
    options.connection = ConnectionLimits{.backpressureLimit = 10};
    Fixture own(options);
    Fixture server;

    for (Fixture* fixture : {&own, &server}) {
      fixture->webSocket->sendBinary("12345678901");
    }

    CHECK(own.webSocket->isBackpressured());
    CHECK_FALSE(server.webSocket->isBackpressured());
  }
}

}  // namespace
}  // namespace ignis
