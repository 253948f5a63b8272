#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <string_view>

#include "raw_client.hpp"
#include "test_server.hpp"

namespace ignis {

namespace {

/// Limits that a test reaches at once.
constexpr HttpLimits SMALL{.maxBodyBytes = 1000,
                           .headerTimeout = std::chrono::milliseconds{100},
                           .bodyGracePeriod = std::chrono::milliseconds{100},
                           .keepAliveTimeout = std::chrono::milliseconds{100}};

std::string_view statusLine(std::string_view answer) { return answer.substr(0, answer.find('\r')); }

std::string headOf(std::size_t size) {
  const std::string start = "GET / HTTP/1.1\r\nHost: a\r\nX-A: ";
  const std::string end = "\r\n\r\n";
  return start + std::string(size - start.size() - end.size(), 'x') + end;
}

std::string fields(std::size_t count) {
  std::string request = "GET / HTTP/1.1\r\nHost: a\r\n";
  for (std::size_t index = 1; index < count; ++index) {
    request += "X: y\r\n";
  }
  return request + "\r\n";
}

void checkRefused(const TestServer& server, std::string_view bytes, int status) {
  RawClient canary(server.port());
  RawClient client(server.port());

  client.send(bytes);
  const std::string answer = client.receiveAll();

  CAPTURE(statusLine(answer));
  CHECK(statusOf(answer) == status);
  CHECK(answer.find("Connection: close\r\n") != std::string::npos);
  canary.send("GET /canary HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(statusOf(canary.receiveAnswer()) == 200);
}

}  // namespace

TEST_SUITE("wire/limits") {
  TEST_CASE("a header block of maxHeaderBytes is taken, one byte more is answered with 431") {
    const TestServer server;
    RawClient client(server.port());

    client.send(headOf(8 * 1024));
    CHECK(statusOf(client.receiveAnswer()) == 200);

    checkRefused(server, headOf(8 * 1024 + 1), 431);
    checkRefused(server, headOf(100 * 1024), 431);
  }

  TEST_CASE("a request line that never ends is answered with 431") {
    const TestServer server;

    checkRefused(server, "GET /" + std::string(1024 * 1024, 'x'), 431);
  }

  TEST_CASE("maxHeaderFields fields are taken, one more is answered with 431") {
    const TestServer server;
    RawClient client(server.port());

    client.send(fields(100));
    CHECK(statusOf(client.receiveAnswer()) == 200);

    checkRefused(server, fields(101), 431);
  }

  TEST_CASE("a body of maxBodyBytes is taken, one byte more is answered with 413") {
    const TestServer server(HttpLimits{.maxBodyBytes = 1000});
    const std::string head = "POST / HTTP/1.1\r\nHost: a\r\n";
    const std::string chunked = head + "Transfer-Encoding: chunked\r\n\r\n";
    const std::string body(1000, 'x');
    RawClient client(server.port());

    client.send(head + "Content-Length: 1000\r\n\r\n" + body);
    CHECK(statusOf(client.receiveAnswer()) == 200);
    client.send(chunked + "1f4\r\n" + body.substr(500) + "\r\n1f4\r\n" + body.substr(500) +
                "\r\n0\r\n\r\n");
    CHECK(statusOf(client.receiveAnswer()) == 200);

    checkRefused(server, head + "Content-Length: 1001\r\n\r\n", 413);
    checkRefused(server, head + "Content-Length: 1001\r\n\r\n" + body + "x", 413);
    checkRefused(server, head + "Content-Length: 18446744073709551615\r\n\r\n", 413);
    checkRefused(server, chunked + "3e9\r\n", 413);
    checkRefused(server,
                 chunked + "1f4\r\n" + body.substr(500) + "\r\n1f5\r\n" + body.substr(500) +
                     "x\r\n0\r\n\r\n",
                 413);
  }

  TEST_CASE("a chunk extension without end is answered with 400") {
    const TestServer server;
    const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;";

    checkRefused(server, head + std::string(2 * 1024 * 1024, 'x'), 400);
    checkRefused(server, head + std::string(300, 'x') + "\r\nabc\r\n0\r\n\r\n", 400);
  }

  TEST_CASE("trailers beyond the header limits are answered with 400") {
    const TestServer server;
    const std::string head =
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n";
    std::string many;
    for (int index = 0; index < 200; ++index) {
      many += "X: y\r\n";
    }

    checkRefused(server, head + "X: " + std::string(70 * 1024, 'x') + "\r\n\r\n", 400);
    checkRefused(server, head + many + "\r\n", 400);
  }

  TEST_CASE("a header block that takes longer than headerTimeout is answered with 408") {
    const TestServer server(SMALL);
    RawClient client(server.port());

    client.send("GET / HTTP/1.1\r\nHost:");
    const std::string answer = client.receiveAll();

    CHECK(statusOf(answer) == 408);
    CHECK(answer.find("Connection: close\r\n") != std::string::npos);
  }

  TEST_CASE("the header timeout is for the whole block, not for each piece") {
    const TestServer server(SMALL);
    RawClient client(server.port());
    const auto begin = std::chrono::steady_clock::now();

    client.send("GET / HTTP/1.1\r\nHost: a\r\n");
    // The server's end of stream is what stops this: each piece alone comes in time.
    while (std::chrono::steady_clock::now() - begin < std::chrono::seconds{3} &&
           client.isSilentFor(std::chrono::milliseconds{20})) {
      client.send("X: y\r\n");
    }

    CHECK(statusOf(client.receiveAll()) == 408);
  }

  TEST_CASE("a body slower than minBodyRate is answered with 408") {
    const TestServer server(SMALL);
    RawClient client(server.port());

    SUBCASE("of a declared length") {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
    }
    SUBCASE("in chunks") {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc");
    }

    CHECK(statusOf(client.receiveAll()) == 408);
  }

  TEST_CASE("a connection that asks for nothing is closed without an answer") {
    const TestServer server(SMALL);
    RawClient client(server.port());

    SUBCASE("from the start") {}
    SUBCASE("after a request") {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      CHECK(statusOf(client.receiveAnswer()) == 200);
    }
    SUBCASE("but sends empty lines") { client.send("\r\n\r\n\r\n"); }

    CHECK(client.receiveAll() == "");
  }
}

}  // namespace ignis
