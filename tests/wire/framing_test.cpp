#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "raw_client.hpp"
#include "test_server.hpp"

namespace ignis {

namespace {

std::string bodyFor(const TestServer& server, std::string_view request) {
  RawClient client(server.port());
  client.send(request);
  const std::string answer = client.receiveAnswer();
  CHECK(statusOf(answer) == 200);
  return std::string(bodyOf(answer));
}

}  // namespace

TEST_SUITE("wire/framing") {
  TEST_CASE("a body of a declared length reaches the handler") {
    const TestServer server;

    CHECK(bodyFor(server, "POST /a?b=c HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc") ==
          "POST /a?b=c\nHost: a\nContent-Length: 3\nabc");
    CHECK(bodyFor(server, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:  003 \r\n\r\nabc") ==
          "POST /\nHost: a\nContent-Length: 003\nabc");
  }

  TEST_CASE("a chunked body reaches the handler in one piece") {
    const TestServer server;
    const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    const std::string seen = "POST /\nHost: a\nTransfer-Encoding: chunked\n";

    CHECK(bodyFor(server, head + "0\r\n\r\n") == seen);
    CHECK(bodyFor(server, head + "3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n") == seen + "abcdefg");
    CHECK(bodyFor(server, head + "0003\r\nabc\r\n000\r\n\r\n") == seen + "abc");
    CHECK(bodyFor(server, head + "A\r\n0123456789\r\n0\r\n\r\n") == seen + "0123456789");
    CHECK(bodyFor(server, head + "3;name=value\r\nabc\r\n0;last\r\n\r\n") == seen + "abc");
  }

  TEST_CASE("trailers are dropped and never pass as headers") {
    const TestServer server;

    CHECK(
        bodyFor(server,
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                "3\r\nabc\r\n0\r\nAuthorization: x\r\nConnection: close\r\nX-Real-IP: 1\r\n\r\n") ==
        "POST /\nHost: a\nTransfer-Encoding: chunked\nabc");
  }

  TEST_CASE("a trailer that would change the framing is answered with 400") {
    const TestServer server;
    RawClient client(server.port());

    client.send(
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3\r\nabc\r\n0\r\nContent-Length: 40\r\n\r\n");
    const std::string answer = client.receiveAll();

    CHECK(statusOf(answer) == 400);
  }

  TEST_CASE("the method is taken as it is, known or not") {
    const TestServer server;

    CHECK(bodyFor(server, "PROPFIND / HTTP/1.1\r\nHost: a\r\n\r\n") == "PROPFIND /\nHost: a\n");
    CHECK(bodyFor(server, "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n") == "OPTIONS *\nHost: a\n");
  }

  TEST_CASE("an absolute target is taken when it names the same host") {
    const TestServer server;

    CHECK(bodyFor(server, "GET http://a:80/b?c HTTP/1.1\r\nHost: A:80\r\n\r\n") ==
          "GET /b?c\nHost: A:80\n");
    CHECK(bodyFor(server, "GET http://a HTTP/1.1\r\nHost: a\r\n\r\n") == "GET /\nHost: a\n");
    CHECK(bodyFor(server, "GET http://a?b HTTP/1.1\r\nHost: a\r\n\r\n").ends_with("?b\nHost: a\n"));
  }

  TEST_CASE("HTTP/1.0 needs no Host") {
    const TestServer server;

    CHECK(bodyFor(server, "GET / HTTP/1.0\r\n\r\n") == "GET /\n");
  }

  TEST_CASE("a request that arrives byte by byte is the same request") {
    const TestServer server;
    RawClient client(server.port());

    SUBCASE("without a body") {
      client.sendInBytes("GET /a HTTP/1.1\r\nHost: a\r\nX-A: b\r\n\r\n");

      CHECK(bodyOf(client.receiveAnswer()) == "GET /a\nHost: a\nX-A: b\n");
    }
    SUBCASE("with a declared length") {
      client.sendInBytes("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");

      CHECK(bodyOf(client.receiveAnswer()) == "POST /\nHost: a\nContent-Length: 3\nabc");
    }
    SUBCASE("in chunks") {
      client.sendInBytes(
          "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
          "3;a=b\r\nabc\r\n2\r\nde\r\n0\r\nX: y\r\n\r\n");

      CHECK(bodyOf(client.receiveAnswer()) == "POST /\nHost: a\nTransfer-Encoding: chunked\nabcde");
    }
    SUBCASE("a bare LF is refused all the same") {
      client.sendInBytes("GET /a HTTP/1.1\r\nHost: a\nX-A: b\r\n\r\n");

      CHECK(statusOf(client.receiveAll()) == 400);
    }
  }

  TEST_CASE("empty lines in front of a request are passed over") {
    const TestServer server;
    RawClient client(server.port());
    const std::string request = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";

    SUBCASE("whole") {
      client.send("\r\n\r\n" + request);
      CHECK(statusOf(client.receiveAnswer()) == 200);
    }
    SUBCASE("cut between CR and LF") {
      client.send(request + "\r");
      CHECK(statusOf(client.receiveAnswer()) == 200);
      client.send("\n" + request);
      CHECK(statusOf(client.receiveAnswer()) == 200);
    }
  }

  TEST_CASE("a large body that arrives in many reads is complete") {
    const TestServer server;
    const std::string body(1000 * 1000, 'b');
    const std::string head = "POST / HTTP/1.1\r\nHost: a\r\n";

    CHECK(bodyFor(server, head + "Content-Length: 1000000\r\n\r\n" + body).ends_with("\n" + body));
    CHECK(bodyFor(server,
                  head + "Transfer-Encoding: chunked\r\n\r\nf4240\r\n" + body + "\r\n0\r\n\r\n")
              .ends_with("\n" + body));
  }
}

}  // namespace ignis
