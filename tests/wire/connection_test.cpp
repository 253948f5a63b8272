#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "raw_client.hpp"
#include "test_server.hpp"

namespace ignis {

namespace {

bool has(std::string_view answer, std::string_view text) {
  return answer.find(text) != std::string_view::npos;
}

}  // namespace

TEST_SUITE("wire/connection") {
  TEST_CASE("16 pipelined requests are answered in their order") {
    const TestServer server;
    RawClient client(server.port());
    std::string requests;
    std::string prefix = "/";
    SUBCASE("by handlers that answer at once") {}
    SUBCASE("by handlers that answer later") { prefix = "/later?"; }
    for (int index = 0; index < 16; ++index) {
      requests += "GET " + prefix + std::to_string(index) + " HTTP/1.1\r\nHost: a\r\n\r\n";
    }

    client.send(requests);

    for (int index = 0; index < 16; ++index) {
      CHECK(bodyOf(client.receiveAnswer()) ==
            "GET " + prefix + std::to_string(index) + "\nHost: a\n");
    }
  }

  TEST_CASE("pipelined requests with bodies keep their bodies") {
    const TestServer server;
    RawClient client(server.port());

    client.send(
        "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
        "POST /2 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ndef\r\n0\r\n\r\n"
        "\r\n"
        "GET /3 HTTP/1.1\r\nHost: a\r\n\r\n");

    CHECK(bodyOf(client.receiveAnswer()) == "POST /1\nHost: a\nContent-Length: 3\nabc");
    CHECK(bodyOf(client.receiveAnswer()) == "POST /2\nHost: a\nTransfer-Encoding: chunked\ndef");
    CHECK(bodyOf(client.receiveAnswer()) == "GET /3\nHost: a\n");
  }

  TEST_CASE("HEAD is answered with the length of the body and without the body") {
    const TestServer server;
    RawClient client(server.port());

    client.send(
        "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"
        "GET /next HTTP/1.1\r\nHost: a\r\n\r\n");
    const std::string answer = client.receiveUntil("\r\n\r\n");

    CHECK(statusOf(answer) == 200);
    CHECK(has(answer, "Content-Length: 15\r\n"));
    CHECK(bodyOf(client.receiveAnswer()) == "GET /next\nHost: a\n");
  }

  TEST_CASE("a client that expects 100 Continue is told to go on") {
    const TestServer server;
    RawClient client(server.port());

    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    CHECK(client.receiveUntil("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("abc");

    CHECK(bodyOf(client.receiveAnswer()).ends_with("\nabc"));
  }

  TEST_CASE("a client that expects 100 Continue and sends its body at once gets one answer") {
    const TestServer server;
    RawClient client(server.port());

    client.send(
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\nabc");

    CHECK(statusOf(client.receiveAnswer()) == 200);
  }

  TEST_CASE("a body that is too large is refused before the client is told to go on") {
    const TestServer server(HttpLimits{.maxBodyBytes = 2});
    RawClient client(server.port());

    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");

    CHECK(statusOf(client.receiveAll()) == 413);
  }

  TEST_CASE("the connection stays open or closes as the request asks") {
    const TestServer server;
    RawClient client(server.port());
    const std::string_view http11 = "GET / HTTP/1.1\r\nHost: a\r\n";
    const std::string_view http10 = "GET / HTTP/1.0\r\n";
    const auto ask = [&](std::string_view start, std::string_view headers) {
      client.send(std::string(start).append(headers).append("\r\n"));
    };

    SUBCASE("HTTP/1.1 stays") {
      ask(http11, "");
      CHECK(!has(client.receiveAnswer(), "Connection:"));
      ask(http11, "Connection: close\r\n");
      CHECK(statusOf(client.receiveAll()) == 200);
    }
    SUBCASE("HTTP/1.1 with close among other options closes") {
      ask(http11, "Connection: x, Close\r\n");
      CHECK(has(client.receiveAll(), "Connection: close\r\n"));
    }
    SUBCASE("close wins over keep-alive") {
      ask(http11, "Connection: close\r\nConnection: keep-alive\r\n");
      CHECK(has(client.receiveAll(), "Connection: close\r\n"));
    }
    SUBCASE("HTTP/1.0 closes") {
      ask(http10, "");
      CHECK(has(client.receiveAll(), "Connection: close\r\n"));
    }
    SUBCASE("HTTP/1.0 with keep-alive stays") {
      ask(http10, "Connection: keep-alive\r\n");
      CHECK(has(client.receiveAnswer(), "Connection: keep-alive\r\n"));
      ask(http10, "");
      CHECK(statusOf(client.receiveAll()) == 200);
    }
  }

  TEST_CASE("nothing is answered after the request that closes the connection") {
    const TestServer server;
    RawClient client(server.port());

    client.send(
        "GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        "GET /ignored HTTP/1.1\r\nHost: a\r\n\r\n");
    const std::string answers = client.receiveAll();

    CHECK(has(answers, "GET /last"));
    CHECK(!has(answers, "/ignored"));
  }

  TEST_CASE("a client that has closed its sending side is answered") {
    const TestServer server;
    RawClient client(server.port());
    std::string_view path = "/now";
    SUBCASE("at once") {}
    SUBCASE("later") { path = "/later"; }
    const std::string request = "GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n\r\n";

    client.send(request + request);
    client.shutdownSend();

    CHECK(statusOf(client.receiveAnswer()) == 200);
    CHECK(statusOf(client.receiveAnswer()) == 200);
    CHECK(client.receiveAll() == "");
  }

  TEST_CASE("a request that ends in the middle is not handled") {
    const TestServer server;
    RawClient client(server.port());
    std::string_view part = "GET / HTTP/1.1\r\nHost: a\r\n";
    SUBCASE("of its header") {}
    SUBCASE("of its body") { part = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nab"; }
    SUBCASE("of its chunks") {
      part = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n";
    }

    client.send(part);
    client.shutdownSend();

    CHECK(statusOf(client.receiveAll()) != 200);
  }

  TEST_CASE("a handler that throws is answered with 500, without its text") {
    const TestServer server;
    RawClient client(server.port());

    client.send("GET /throws HTTP/1.1\r\nHost: a\r\n\r\n");
    const std::string answer = client.receiveAll();

    CHECK(statusOf(answer) == 500);
    CHECK(!has(answer, "mistake"));
  }

  TEST_CASE("a client that resets its connection disturbs nobody") {
    const TestServer server;
    RawClient canary(server.port());

    for (int count = 0; count < 20; ++count) {
      RawClient client(server.port());
      client.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\nGET /later HTTP/1.1\r\nHo");
      client.reset();
    }

    canary.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(statusOf(canary.receiveAnswer()) == 200);
  }
}

}  // namespace ignis
