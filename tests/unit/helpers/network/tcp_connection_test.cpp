#include "ignis/helpers/network/tcp_connection.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <string>

namespace ignis {
namespace {

class SilentProtocol final : public ConnectionProtocol {
 public:
  void onData(TcpConnection&, std::span<char>) override {}
  void onDrain(TcpConnection&) override { ++drains; }
  void onDeadline(TcpConnection& connection) override { connection.close(); }
  void onShutdown(TcpConnection& connection) override { connection.close(); }

  int drains = 0;
};

/// One end of a socket pair on a loop, the other end for the test.
class Fixture final : public ConnectionOwner {
 public:
  explicit Fixture(ConnectionLimits connectionLimits = {}) : limits(connectionLimits) {
    std::array<int, 2> ends{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    peer = ends[1];
    auto own = std::make_unique<SilentProtocol>();
    protocol = own.get();
    connection = TcpConnection::open(loop, ends[0], "peer", limits, *this, std::move(own));
  }
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;
  ~Fixture() {
    connection->close();
    connection.reset();
    ::close(peer);
  }

  void onConnectionClosed(TcpConnection&) override { ++closed; }

  /// Runs `function` on the loop, and the loop until all that follows from it is done.
  template <class Function>
  void onLoop(Function function) {
    loop.post([this, function] {
      function(*connection);
      loop.post([this] { loop.post([this] { loop.stop(); }); });
    });
    loop.run();
  }

  std::string received() {
    std::string all(1 << 20, '\0');
    const ssize_t count = ::recv(peer, all.data(), all.size(), MSG_DONTWAIT);
    all.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return all;
  }

  ConnectionLimits limits;
  EventLoop loop;
  int peer = -1;
  SilentProtocol* protocol = nullptr;
  std::shared_ptr<TcpConnection> connection;
  int closed = 0;
};

TEST_SUITE("helpers/network/TcpConnection") {
  TEST_CASE("short writes of one turn arrive whole and in order") {
    Fixture fixture;

    fixture.onLoop([](TcpConnection& connection) {
      for (const char* part : {"a", "bc", "", "def", "g"}) {
        connection.write(std::string_view(part));
      }
    });

    CHECK(fixture.received() == "abcdefg");
  }

  TEST_CASE("shared bytes keep their place among copied ones") {
    Fixture fixture;
    const auto large = std::make_shared<const std::string>(10'000, 'L');
    const auto small = std::make_shared<const std::string>("s");

    fixture.onLoop([&](TcpConnection& connection) {
      connection.write("1");
      connection.write(large);
      connection.write("2");
      connection.write(small);
      connection.write(large);
      connection.write("3");
    });

    CHECK(fixture.received() == "1" + *large + "2s" + *large + "3");
  }

  TEST_CASE("shared bytes written at the end of a turn are not queued, unless the peer is full") {
    struct AtTheEnd final : FlushTarget {
      void onFlush() override {
        connection->write(bytes);
        pending = connection->pendingOutput();
      }
      TcpConnection* connection = nullptr;
      SharedBytes bytes;
      std::size_t pending = 0;
    };
    Fixture fixture;
    AtTheEnd target;
    target.connection = fixture.connection.get();
    const auto writeAtTheEnd = [&](std::string text) {
      target.bytes = std::make_shared<const std::string>(std::move(text));
      fixture.onLoop([&](TcpConnection&) { fixture.loop.flushLater(target); });
      return target.pending;
    };

    CHECK(writeAtTheEnd("small") == 0);
    CHECK(fixture.received() == "small");

    std::string large(8 << 20, 'x');
    large.back() = 'y';
    CHECK(writeAtTheEnd(large) > 0);
    CHECK(writeAtTheEnd("after") > 0);

    std::string all;
    for (int round = 0; round < 200 && all.size() < large.size() + 5; ++round) {
      all += fixture.received();
      fixture.onLoop([](TcpConnection&) {});
    }
    CHECK(all == large + "after");
  }

  TEST_CASE("other limits hold from the moment they are set") {
    const ConnectionLimits small{.backpressureLimit = 10};
    Fixture fixture;

    fixture.connection->write("12345678901");
    CHECK_FALSE(fixture.connection->isBackpressured());
    fixture.connection->setLimits(small);
    CHECK(fixture.connection->isBackpressured());
  }

  TEST_CASE("the end of backpressure is told also when the kernel takes everything at once") {
    Fixture fixture({.backpressureLimit = 10});

    fixture.onLoop([](TcpConnection& connection) {
      connection.write("12345678901");
      CHECK(connection.isBackpressured());
    });

    CHECK(fixture.received() == "12345678901");
    CHECK_FALSE(fixture.connection->isBackpressured());
    CHECK(fixture.protocol->drains == 1);
  }

  TEST_CASE("what the peer does not read is kept, and written when it reads") {
    Fixture fixture({.backpressureLimit = 1000});
    const std::string block(4'000'000, 'x');

    fixture.onLoop([&](TcpConnection& connection) { connection.write(block); });
    CHECK(fixture.connection->isBackpressured());
    CHECK(fixture.connection->isWaitingForPeer());
    std::size_t total = 0;
    while (total < block.size()) {
      total += fixture.received().size();
      fixture.onLoop([](TcpConnection&) {});
    }

    CHECK(total == block.size());
    CHECK(fixture.connection->pendingOutput() == 0);
    CHECK_FALSE(fixture.connection->isWaitingForPeer());
    CHECK(fixture.protocol->drains == 1);
  }

  TEST_CASE("a connection that is never quite drained keeps no memory for what it has written") {
    Fixture fixture;
    const std::string block(500'000, 'x');

    fixture.onLoop([&](TcpConnection& connection) { connection.write(block); });
    std::size_t total = 0;
    for (int round = 0; round < 100; ++round) {
      fixture.onLoop([&](TcpConnection& connection) { connection.write(block); });
      total += fixture.received().size();
      while (fixture.connection->pendingOutput() > block.size()) {
        total += fixture.received().size();
        fixture.onLoop([](TcpConnection&) {});
      }
      REQUIRE(fixture.connection->pendingOutput() > 0);
    }

    CHECK(total > 20'000'000);
    CHECK(fixture.connection->output().capacity() < 4'000'000);
  }

  TEST_CASE(
      "a peer that does not read is closed at the hard limit, for one large write it is not") {
    Fixture fixture({.hardOutputLimit = 1'000'000});

    fixture.onLoop(
        [](TcpConnection& connection) { connection.write(std::string(2'000'000, 'x')); });
    CHECK(fixture.connection->isOpen());
    fixture.onLoop([](TcpConnection& connection) { connection.write("y"); });

    CHECK_FALSE(fixture.connection->isOpen());
    CHECK(fixture.closed == 1);
  }

  TEST_CASE("a connection that lets go of its socket takes the queued bytes along") {
    Fixture fixture;
    const auto large = std::make_shared<const std::string>(10'000, 'L');
    TcpConnection::Released released{};

    fixture.onLoop([&](TcpConnection& connection) {
      connection.write("1");
      connection.write(large);
      connection.write("2");
      released = connection.release();
    });

    CHECK_FALSE(fixture.connection->isOpen());
    CHECK(fixture.closed == 0);
    CHECK(fixture.received().empty());
    CHECK(released.peerAddress == "peer");
    CHECK(released.unsent == "1" + *large + "2");
    CHECK(::send(released.descriptor, "x", 1, 0) == 1);
    CHECK(fixture.received() == "x");
    ::close(released.descriptor);
  }

  TEST_CASE("closeAfterFlush writes first, then waits for the peer's end") {
    Fixture fixture;

    fixture.onLoop([](TcpConnection& connection) {
      connection.write("bye");
      connection.closeAfterFlush();
    });
    CHECK(fixture.received() == "bye");
    CHECK(fixture.connection->isOpen());
    ::shutdown(fixture.peer, SHUT_WR);
    fixture.onLoop([](TcpConnection&) {});

    CHECK_FALSE(fixture.connection->isOpen());
    CHECK(fixture.closed == 1);
  }
}

}  // namespace
}  // namespace ignis
