#include <doctest/doctest.h>

#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client/child_process.hpp"
#include "client/peers.hpp"
#include "client/test_client.hpp"
#include "redis/server_certificates.hpp"

namespace ignis {
namespace {

using test::ChildProcess;
using test::Peer;
using test::TestClient;
using Transports = std::vector<std::string>;

/// A variable of the environment, until this goes.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    if (const char* const before = std::getenv(name)) {
      before_ = before;
    }
    ::setenv(name, value.c_str(), 1);
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable() {
    if (before_) {
      ::setenv(name_, before_->c_str(), 1);
    } else {
      ::unsetenv(name_);
    }
  }

 private:
  const char* const name_;
  std::optional<std::string> before_;
};

TEST_SUITE("client/connections") {
  TEST_CASE("a server that is killed and started again is found again") {
    test::withEachNewPeer([](Peer& peer, const Transports& transports) {
      TestClient client(peer.url(), transports);
      CHECK(client.next() == "connected");

      peer.kill();
      CHECK(client.next().starts_with("disconnected transport"));
      CHECK(client.next().starts_with("refused "));
      CHECK(client.socket().active());
      client.socket().emit("echo", "kept until then");
      peer.restart();

      CHECK(client.inbox().skipTo("connected") == "connected");
      CHECK(client.inbox().skipTo("[") == R"(["echo","kept until then"])");
    });
  }

  TEST_CASE("what was missed comes with the connection, once") {
    const auto peer = test::startNodePeer(Json::object({{"recovery", true}}));
    for (const Transports& transports : test::transportLists()) {
      TestClient client(peer->url(), transports);
      CHECK(client.next() == "connected");
      const std::string id = client.socket().id();
      client.socket().emit("echo", "first");
      CHECK(client.next().starts_with(R"(["echo","first")"));

      client.socket().emit("cut me, then say", "missed");

      CHECK(client.next().starts_with("disconnected transport"));
      CHECK(client.inbox().skipTo("[").starts_with(R"(["said","missed")"));
      CHECK(client.inbox().skipTo("connected") == "connected");
      CHECK(client.socket().recovered());
      CHECK(client.socket().id() == id);
      CHECK(client.ask({.values = {1}}) == "answer [1]");
    }
  }

  TEST_CASE("a server without recovery is joined anew after a cut") {
    const auto peer = test::startNodePeer(Json::object());
    for (const Transports& transports : test::transportLists()) {
      TestClient client(peer->url(), transports);
      CHECK(client.next() == "connected");

      client.socket().emit("cut me");

      CHECK(client.next().starts_with("disconnected transport"));
      CHECK(client.inbox().skipTo("connected") == "connected");
      CHECK_FALSE(client.socket().recovered());
    }
  }

  TEST_CASE("TLS: a server is trusted by its authority, and by nothing else") {
    const test::ServerCertificates certificates;
    const auto peer = test::startNodePeer(Json::object(
        {{"cert", certificates.path("server.pem")}, {"key", certificates.path("server.key")}}));
    std::string webSocketUrl = peer->url();
    webSocketUrl.replace(0, 5, "wss");
    for (const Transports& transports : test::transportLists()) {
      for (const std::string& url : {peer->url(), webSocketUrl}) {
        CAPTURE(url);
        TestClient trusting(url, transports, [&](auto& options) {
          options.tls.caFile = certificates.path("ca.pem");
        });
        TestClient strange(url, transports, [&](auto& options) {
          options.tls.caFile = certificates.path("other.pem");
          options.reconnection = false;
        });
        TestClient careless(url, transports,
                            [](auto& options) { options.tls.rejectUnauthorized = false; });

        CHECK(trusting.next() == "connected");
        CHECK(trusting.ask({.values = {"safe"}}) == R"(answer ["safe"])");
        CHECK(strange.next() == (transports.front() == "polling" ? "refused xhr poll error"
                                                                 : "refused websocket error"));
        CHECK_FALSE(strange.socket().active());
        CHECK(careless.next() == "connected");
      }
    }
  }

  TEST_CASE("a proxy of the environment is asked for a tunnel, and left out for no_proxy") {
    const auto peer = test::startNodePeer(Json::object());
    const std::string target = peer->url().substr(std::string("http://").size());
    ChildProcess proxy({NODE_EXECUTABLE, CLIENT_SERVERS "/proxy.mjs"});
    const std::string port = proxy.readLine().substr(std::string("PORT ").size());
    const Variable nobody("no_proxy", "");
    const Variable variable("http_proxy", "http://user:secret@127.0.0.1:" + port);
    for (const Transports& transports : test::transportLists()) {
      TestClient client(peer->url(), transports);

      CHECK(client.next() == "connected");
      CHECK(client.ask({.values = {1}}) == "answer [1]");
      CHECK(proxy.readLine() == "CONNECT " + target + " Basic dXNlcjpzZWNyZXQ=");
    }
    const Variable everybody("no_proxy", "127.0.0.1");
    proxy.kill9();

    TestClient direct(peer->url(), {"websocket"});

    CHECK(direct.next() == "connected");
  }
}

}  // namespace
}  // namespace ignis
