#include "socket/socket_io/client/engine/request_factory.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ignis::socket_io::client;

namespace {

const ClientAddress ADDRESS{.endpoint = {.host = "example.com", .port = 8443},
                            .hostHeader = "example.com:8443",
                            .path = "/socket.io/",
                            .query = {{"token", "a b&c"}, {"\xC3\xA4", "1"}, {"EIO", "3"}}};

std::string valueOf(const std::vector<std::pair<std::string, std::string>>& headers,
                    std::string_view name) {
  for (const auto& [key, value] : headers) {
    if (key == name) {
      return value;
    }
  }
  return {};
}

}  // namespace

TEST_SUITE("helpers/socket_io/client/RequestFactory") {
  TEST_CASE("targets have the parameters of the user, then those of the protocol") {
    RequestFactory requests({.timestampRequests = false}, ADDRESS);
    const std::string user = "/socket.io/?token=a%20b%26c&%C3%A4=1&EIO=4&transport=";

    CHECK(requests.poll().target == user + "polling");
    CHECK(requests.webSocket().target == user + "websocket");

    requests.setSid("x/y+z 1");
    CHECK(requests.poll().target == user + "polling&sid=x%2Fy%2Bz%201");
    CHECK(requests.post("4x").target == user + "polling&sid=x%2Fy%2Bz%201");
    CHECK(requests.webSocket().target == user + "websocket&sid=x%2Fy%2Bz%201");
  }

  TEST_CASE("requests of polling have a timestamp that no other has") {
    RequestFactory requests({.timestampParam = "ts"}, ADDRESS);
    requests.setSid("s");
    const std::string first = requests.poll().target;

    const std::size_t at = first.find("&transport=polling&ts=");
    REQUIRE(at != std::string::npos);
    CHECK(first.ends_with("&sid=s"));
    CHECK(first.size() == at + 22 + 8 + 6);
    CHECK(first != requests.poll().target);
    CHECK(requests.webSocket().target.find("ts=") == std::string::npos);
  }

  TEST_CASE("forceBase64 is told to the server") {
    RequestFactory requests({.forceBase64 = true, .timestampRequests = false}, ADDRESS);
    requests.setSid("s");
    CHECK(requests.webSocket().target.ends_with("&transport=websocket&sid=s&b64=1"));
  }

  TEST_CASE("headers are those of the original, and the user's on every request") {
    RequestFactory requests({.extraHeaders = {{"X-A", "1"}}}, ADDRESS);

    CHECK(requests.poll().method == "GET");
    CHECK(requests.poll().hostHeader == "example.com:8443");
    CHECK(valueOf(requests.poll().headers, "accept") == "*/*");
    CHECK(valueOf(requests.poll().headers, "content-type").empty());
    CHECK(valueOf(requests.poll().headers, "X-A") == "1");

    const auto post = requests.post("4hello");
    CHECK(post.method == "POST");
    CHECK(post.body == "4hello");
    CHECK(valueOf(post.headers, "content-type") == "text/plain;charset=UTF-8");
    CHECK(valueOf(post.headers, "X-A") == "1");

    CHECK(valueOf(requests.webSocket().headers, "X-A") == "1");
    CHECK(valueOf(requests.webSocket().headers, "accept").empty());
  }

  TEST_CASE("the user replaces headers") {
    RequestFactory requests({.extraHeaders = {{"Accept", "text/plain"}}}, ADDRESS);
    CHECK(valueOf(requests.poll().headers, "Accept") == "text/plain");
    CHECK(valueOf(requests.poll().headers, "accept").empty());
  }

  TEST_CASE("cookies of the server come back only when the options want it") {
    RequestFactory without({}, ADDRESS);
    without.takeHeader("set-cookie", "io=abc");
    CHECK(valueOf(without.poll().headers, "cookie").empty());

    RequestFactory with({.withCredentials = true}, ADDRESS);
    with.takeHeader("set-cookie", "io=abc; Path=/");
    with.takeHeader("x-other", "io=def");
    CHECK(valueOf(with.poll().headers, "cookie") == "io=abc");
    CHECK(valueOf(with.webSocket().headers, "cookie") == "io=abc");

    RequestFactory both({.extraHeaders = {{"Cookie", "a=1"}}, .withCredentials = true}, ADDRESS);
    both.takeHeader("Set-Cookie", "io=abc");
    CHECK(valueOf(both.poll().headers, "Cookie") == "a=1; io=abc");
  }
}
