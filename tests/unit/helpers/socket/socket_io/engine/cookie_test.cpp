#include "socket/socket_io/engine/cookie.hpp"

#include <doctest/doctest.h>

using namespace ignis::socket_io;

TEST_SUITE("helpers/socket_io/cookie") {
  TEST_CASE("a cookie is written as the original writes it") {
    CHECK(setCookieValue({}, "abc") == "io=abc; Path=/; HttpOnly; SameSite=Lax");
    CookieOptions options{.name = "test", .path = "/custom", .httpOnly = false};
    options.sameSite = "strict";
    options.maxAge = std::chrono::seconds{86400};
    CHECK(setCookieValue(options, "abc") ==
          "test=abc; Max-Age=86400; Path=/custom; SameSite=Strict");
    CHECK(setCookieValue({.path = "", .sameSite = "", .domain = "a.example", .secure = true},
                         "abc") == "io=abc; Domain=a.example; HttpOnly; Secure");
  }

  TEST_CASE("what would break the header is no cookie") {
    CHECK(isValidCookie({}));
    CHECK_FALSE(isValidCookie({.name = ""}));
    CHECK_FALSE(isValidCookie({.name = "a=b"}));
    CHECK_FALSE(isValidCookie({.path = "/;x"}));
    CHECK_FALSE(isValidCookie({.sameSite = "maybe"}));
    CHECK_FALSE(isValidCookie({.domain = "a\r\nb"}));
  }
}
