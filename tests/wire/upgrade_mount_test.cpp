#include <doctest/doctest.h>

#include <string>

#include "raw_client.hpp"
#include "test_server.hpp"

namespace ignis {

namespace {

const std::string KEY =
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";

std::string request(const std::string& target, const std::string& headers) {
  return "GET " + target + " HTTP/1.1\r\nHost: a\r\n" + headers + KEY + "\r\n";
}

const std::string UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\n";

}  // namespace

TEST_SUITE("wire/upgrade mount") {
  TEST_CASE("upgrades to exactly the path are taken, and nothing else") {
    TestServer server;
    server.mountUpgrade("/mounted");
    server.mountUpgrade("/other");
    struct Row {
      std::string target;
      std::string headers;
      int status;
      std::string body;
    };
    const Row rows[] = {
        {"/mounted", UPGRADE, 101, ""},
        {"/mounted?a=/x", UPGRADE, 101, ""},
        {"/other", "connection: keep-alive, upgrade\r\nUPGRADE: h2c, WebSocket\r\n", 101, ""},
        {"/other", "Connection: a\r\nUpgrade: h2c\r\nConnection: upgrade\r\nUpgrade: websocket\r\n",
         101, ""},
        {"/other", "Upgrade: websocket\r\n", 426, "Upgrade Required"},
        {"/mounted", "", 200, "mounted"},
        {"/mounted", "Connection: Upgrade\r\nUpgrade: websockets\r\n", 200, "mounted"},
        {"/mounted/", UPGRADE, 200, "mounted"},
        {"/mounted2", UPGRADE, 200, "mounted"},
        {"/Mounted", UPGRADE, 200, "GET /Mounted"},
        {"/other/", UPGRADE, 200, "GET /other/"},
        {"/other", "", 200, "GET /other"},
        {"/", UPGRADE, 200, "GET /"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.target);
      CAPTURE(row.headers);
      RawClient client(server.port());

      client.send(request(row.target, row.headers));

      if (row.status == 101) {
        CHECK(statusOf(client.receiveUntil("\r\n\r\n")) == 101);
        client.send(std::string("\x81\x82\0\0\0\0hi", 8));
        CHECK(client.receive(4) == "\x81\x02hi");
      } else {
        const std::string answer = client.receiveAnswer();
        CHECK(statusOf(answer) == row.status);
        CHECK(bodyOf(answer).substr(0, bodyOf(answer).find('\n')) == row.body);
      }
    }
  }

  TEST_CASE("an upgrade mount ends, while its connections go on") {
    TestServer server;
    server.mountUpgrade("/other");
    RawClient before(server.port());
    before.send(request("/other", UPGRADE));
    CHECK(statusOf(before.receiveUntil("\r\n\r\n")) == 101);

    server.unmountUpgrade("/other");

    RawClient after(server.port());
    after.send(request("/other", UPGRADE));
    CHECK(statusOf(after.receiveAnswer()) == 200);
    before.send(std::string("\x81\x82\0\0\0\0hi", 8));
    CHECK(before.receive(4) == "\x81\x02hi");
  }
}

}  // namespace ignis
