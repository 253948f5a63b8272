#include "network/client/url.hpp"

#include <doctest/doctest.h>

#include <string_view>

#include "ignis/di/application_error.hpp"

namespace ignis {
namespace {

TEST_SUITE("helpers/network/client/Url") {
  TEST_CASE("a URL is taken apart") {
    struct Example {
      std::string_view text;
      Url expected;
    };
    const Example examples[] = {
        {"http://example.com", {.scheme = "http", .host = "example.com"}},
        {"HTTPS://Example.COM:8443/Chat?a=1&b=%20#top",
         {.scheme = "https",
          .host = "example.com",
          .port = 8443,
          .path = "/Chat",
          .query = "a=1&b=%20"}},
        {"ws://[::1]:3000/", {.scheme = "ws", .host = "::1", .port = 3000, .path = "/"}},
        {"ws://[FE80::1%eth0]", {.scheme = "ws", .host = "fe80::1%eth0"}},
        {"http://me:se%40cret@host?x",
         {.scheme = "http", .userinfo = "me:se%40cret", .host = "host", .query = "x"}},
        {"http://me:a@b@host#x", {.scheme = "http", .userinfo = "me:a@b", .host = "host"}},
        {"localhost:3000/admin", {.host = "localhost", .port = 3000, .path = "/admin"}},
        {"host?to=http://other", {.host = "host", .query = "to=http://other"}},
        {"redis://", {.scheme = "redis"}},
        {"", {}},
    };
    for (const auto& [text, expected] : examples) {
      CAPTURE(text);
      const Url url = parseUrl(text, "test");

      CHECK(url.scheme == expected.scheme);
      CHECK(url.userinfo == expected.userinfo);
      CHECK(url.host == expected.host);
      CHECK(url.port == expected.port);
      CHECK(url.path == expected.path);
      CHECK(url.query == expected.query);
    }
  }

  TEST_CASE("a damaged URL is refused with the place and without its content") {
    struct Example {
      std::string_view text;
      std::string_view what;
    };
    const Example examples[] = {
        {"http://me:secret@[::1", "a bracket that is not closed"},
        {"http://me:secret@[]", "the host"},
        {"http://me:secret@[::1]x", "the port"},
        {"http://me:secret@a b", "the host"},
        {"http://me:secret@a\r\nX: y", "the host"},
        {"http://me:secret@host:", "the port"},
        {"http://me:secret@host:0", "the port"},
        {"http://me:secret@host:65536", "the port"},
        {"http://me:secret@host:+1", "the port"},
        {"http://me:secret@host:8\r\n0", "the port"},
        {"http://me:secret@host/a\r\nX: y", "a control character"},
        {"http://me:secret@host?a\nb", "a control character"},
    };
    for (const auto& [text, what] : examples) {
      CAPTURE(text);
      try {
        parseUrl(text, "test");
        FAIL("it was taken");
      } catch (const ApplicationError& error) {
        CHECK(std::string_view(error.what()) ==
              "[test] The URL makes no sense | what: " + std::string(what));
      }
    }
  }

  TEST_CASE("an authority has its IPv6 address in brackets") {
    CHECK(formatAuthority("example.com", 80) == "example.com:80");
    CHECK(formatAuthority("::1", 8080) == "[::1]:8080");
  }

  TEST_CASE("percent escapes are decoded, malformed ones are nothing") {
    CHECK(percentDecoded("a%20b%C3%a9%00c+") == std::string_view("a b\xC3\xA9\0c+", 8));
    for (const std::string_view text : {"%", "%4", "%zz", "%4z", "%-1", "%%20"}) {
      CAPTURE(text);
      CHECK_FALSE(percentDecoded(text).has_value());
    }
  }

  TEST_CASE("what encodeURIComponent escapes is escaped") {
    CHECK(encodeUriComponent("azAZ09-_.!~*'()") == "azAZ09-_.!~*'()");
    CHECK(encodeUriComponent("a b&c=d/e?f+g%\xC3\xA9") == "a%20b%26c%3Dd%2Fe%3Ff%2Bg%25%C3%A9");
  }
}

}  // namespace
}  // namespace ignis
