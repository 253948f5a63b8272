#include "socket/socket_io/client/engine/cookie_jar.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ignis::socket_io::client;

namespace {

// 2026-11-21
constexpr CookieJar::Clock::time_point NOW{
    std::chrono::sys_days{std::chrono::year(2026) / std::chrono::November / 21}};

}  // namespace

TEST_SUITE("helpers/socket_io/client/CookieJar") {
  TEST_CASE("cookies go back as pairs of name and value") {
    CookieJar jar;
    CHECK(jar.header().empty());
    jar.set("io=abc; Path=/; HttpOnly; SameSite=Lax");
    jar.set("  route = node 1 ;Max-Age=60");
    jar.set("token=a=b");
    CHECK(jar.header() == "io=abc; route=node 1; token=a=b");
  }

  TEST_CASE("a cookie that is set again keeps its place and has the new value") {
    CookieJar jar;
    jar.set("a=1");
    jar.set("b=2");
    jar.set("a=3");
    CHECK(jar.header() == "a=3; b=2");
  }

  TEST_CASE("cookies are deleted by their attributes") {
    struct Case {
      std::string header;
      bool isDeleted;
    };
    for (const auto& [header, isDeleted] : {
             Case{"a=; Max-Age=0", true},
             Case{"a=1; max-age=-1", true},
             Case{"a=1; max-age=-99999999999999999999", true},
             Case{"a=1; Max-Age=1", false},
             Case{"a=1; Max-Age=soon", false},
             Case{"a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", true},
             Case{"a=1; expires=Thu, 01-Jan-1970 00:00:00 GMT", true},
             Case{"a=1; expires=Thursday, 01-Jan-70 00:00:00 GMT", true},
             Case{"a=1; Expires=Fri, 20 Nov 2026 23:00:00 GMT", true},
             Case{"a=1; Expires=Sun, 22 Nov 2026 00:00:00 GMT", false},
             Case{"a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60", false},
             Case{"a=1; Expires=", false},
             Case{"a=1; Expires=99 Foo 99999999", false},
         }) {
      CAPTURE(header);
      CookieJar jar;
      jar.set("a=0");
      jar.set(header, NOW);
      CHECK(jar.header().empty() == isDeleted);
    }
  }

  TEST_CASE("what is no cookie is ignored") {
    CookieJar jar;
    for (const std::string header : {"", ";", "=", "=1", "name", "name; a=1", "a=1\r\nX: y"}) {
      jar.set(header);
    }
    CHECK(jar.header().empty());
  }

  TEST_CASE("a server cannot fill memory with cookies") {
    CookieJar jar;
    jar.set("big=" + std::string(CookieJar::MAX_COOKIE_BYTES, 'x'));
    CHECK(jar.header().empty());
    for (std::size_t index = 0; index < 2 * CookieJar::MAX_COOKIES; ++index) {
      jar.set(std::to_string(index) + "=1");
    }
    CHECK(jar.header().ends_with(std::to_string(CookieJar::MAX_COOKIES - 1) + "=1"));
  }
}
