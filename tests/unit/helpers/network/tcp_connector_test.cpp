#include "network/tcp_connector.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace ignis {
namespace {

using namespace std::chrono_literals;

/// A socket on loopback that listens, or that only occupies its port.
class LocalPort {
 public:
  explicit LocalPort(int backlog) : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(::bind(descriptor_, reinterpret_cast<sockaddr*>(&address), size) == 0);
    REQUIRE(::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    port_ = ntohs(address.sin_port);
    if (backlog >= 0) {
      REQUIRE(::listen(descriptor_, backlog) == 0);
    }
  }
  LocalPort(const LocalPort&) = delete;
  LocalPort& operator=(const LocalPort&) = delete;
  ~LocalPort() { ::close(descriptor_); }

  static LocalPort refusing() { return LocalPort(-1); }

  std::uint16_t number() const { return port_; }

 private:
  int descriptor_;
  std::uint16_t port_;
};

class Fixture {
 public:
  ~Fixture() {
    if (result && result->descriptor >= 0) {
      ::close(result->descriptor);
    }
  }

  void connect(std::string host, std::uint16_t port, std::chrono::milliseconds timeout = 10s) {
    connector->connect(std::move(host), port, timeout, [this](TcpConnectResult outcome) {
      result = std::move(outcome);
      loop.stop();
    });
  }
  const TcpConnectResult& await(std::string host, std::uint16_t port,
                                std::chrono::milliseconds timeout = 10s) {
    connect(std::move(host), port, timeout);
    CHECK_FALSE(result.has_value());
    loop.run();
    REQUIRE(result.has_value());
    return *result;
  }
  int option(int level, int name) const {
    int value = 0;
    socklen_t size = sizeof value;
    REQUIRE(::getsockopt(result->descriptor, level, name, &value, &size) == 0);
    return value;
  }
  /// Runs the loop until everything that is ready has been handled.
  void drain() {
    loop.post([this] { loop.post([this] { loop.post([this] { loop.stop(); }); }); });
    loop.run();
  }

  EventLoop loop;
  std::optional<TcpConnector> connector{loop};
  std::optional<TcpConnectResult> result;
};

TEST_SUITE("helpers/network/TcpConnector") {
  TEST_CASE("a connected socket does not block, sends at once and is kept alive") {
    const LocalPort port(1);
    Fixture fixture;

    const TcpConnectResult& result = fixture.await("127.0.0.1", port.number());

    REQUIRE(result.descriptor >= 0);
    CHECK(result.error.empty());
    CHECK(result.peerAddress == "127.0.0.1");
    CHECK((::fcntl(result.descriptor, F_GETFL) & O_NONBLOCK) != 0);
    CHECK((::fcntl(result.descriptor, F_GETFD) & FD_CLOEXEC) != 0);
    CHECK(fixture.option(IPPROTO_TCP, TCP_NODELAY) == 1);
    CHECK(fixture.option(SOL_SOCKET, SO_KEEPALIVE) == 1);
  }

  TEST_CASE("the addresses of a name are tried until one answers") {
    const LocalPort port(1);
    Fixture fixture;

    const TcpConnectResult& result = fixture.await("localhost", port.number());

    CHECK(result.descriptor >= 0);
    CHECK(result.peerAddress == "127.0.0.1");
  }

  TEST_CASE("a refused connection names host, port and reason") {
    const LocalPort port = LocalPort::refusing();
    Fixture fixture;

    const TcpConnectResult& result = fixture.await("127.0.0.1", port.number());

    CHECK(result.descriptor == -1);
    CHECK(result.error == "Cannot connect to 127.0.0.1:" + std::to_string(port.number()) +
                              " | error: Connection refused");
  }

  TEST_CASE("an IPv6 address is written in brackets") {
    const LocalPort port = LocalPort::refusing();
    Fixture fixture;

    const TcpConnectResult& result = fixture.await("::1", port.number());

    CHECK(result.error.starts_with("Cannot connect to [::1]:" + std::to_string(port.number())));
  }

  TEST_CASE("an unknown host is an error that names it") {
    Fixture fixture;

    const TcpConnectResult& result = fixture.await("host.invalid", 6379);

    CHECK(result.descriptor == -1);
    CHECK(result.error.starts_with("Cannot connect to host.invalid:6379 | error: "));
  }

  TEST_CASE("a connection that is not answered times out") {
    // A queue of one that is full: further handshakes are not answered.
    const LocalPort port(0);
    Fixture first;
    Fixture second;
    Fixture fixture;
    first.await("127.0.0.1", port.number());
    second.connect("127.0.0.1", port.number());
    second.drain();

    const TcpConnectResult& result = fixture.await("127.0.0.1", port.number(), 20ms);

    CHECK(result.descriptor == -1);
    CHECK(result.error.ends_with(" | error: timed out"));
  }

  TEST_CASE("a cancelled attempt is not reported") {
    const LocalPort port(1);
    Fixture fixture;
    fixture.connect("127.0.0.1", port.number());

    SUBCASE("by name") { fixture.connector->cancel(); }
    SUBCASE("by destroying the connector") { fixture.connector.reset(); }
    fixture.drain();

    CHECK_FALSE(fixture.result.has_value());
  }

  TEST_CASE("a second attempt takes the place of the first") {
    const LocalPort refusing = LocalPort::refusing();
    const LocalPort port(1);
    Fixture fixture;
    fixture.connect("127.0.0.1", refusing.number());

    const TcpConnectResult& result = fixture.await("127.0.0.1", port.number());

    CHECK(result.descriptor >= 0);
  }

  TEST_CASE("the handler may destroy the connector") {
    const LocalPort port = LocalPort::refusing();
    Fixture fixture;
    bool called = false;
    fixture.connector->connect("127.0.0.1", port.number(), 10s, [&](const TcpConnectResult&) {
      fixture.connector.reset();
      called = true;
      fixture.loop.stop();
    });

    fixture.loop.run();

    CHECK(called);
  }
}

}  // namespace
}  // namespace ignis
