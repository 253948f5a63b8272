#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/redis/redis_helper_options.hpp"

using namespace ignis;

TEST_SUITE("redis/parseRedisUrl") {
  TEST_CASE("every part of a URL becomes an option") {
    struct Example {
      std::string_view url;
      std::string_view user;
      std::string_view password;
      std::string_view host;
      std::uint16_t port;
      std::uint32_t database;
      bool isTls;
    };
    const Example examples[] = {
        {"redis://localhost", "", "", "localhost", 6379, 0, false},
        {"redis://", "", "", "127.0.0.1", 6379, 0, false},
        {"redis://10.0.0.1:7000/", "", "", "10.0.0.1", 7000, 0, false},
        {"redis://:secret@cache:6380/3", "", "secret", "cache", 6380, 3, false},
        {"redis://secret@cache", "", "secret", "cache", 6379, 0, false},
        {"rediss://me:p%40ss%2Fw%3Ard@cache.example/15", "me", "p@ss/w:rd", "cache.example", 6379,
         15, true},
        {"redis://me:a@b@cache", "me", "a@b", "cache", 6379, 0, false},
        {"redis://[::1]:7001/2", "", "", "::1", 7001, 2, false},
        {"redis://[fe80::1]", "", "", "fe80::1", 6379, 0, false},
    };
    for (const Example& example : examples) {
      CAPTURE(example.url);
      const RedisHelperOptions options = parseRedisUrl(example.url, "cache");

      CHECK(options.name == "cache");
      CHECK(options.user == example.user);
      CHECK(options.password == example.password);
      CHECK(options.host == example.host);
      CHECK(options.port == example.port);
      CHECK(options.database == example.database);
      CHECK(options.tls.has_value() == example.isTls);
    }
  }

  TEST_CASE("a URL that makes no sense is refused without its password") {
    for (const std::string_view url :
         {"", "localhost", "http://me:secret@host", "redis://me:secret@host:0",
          "redis://me:secret@host:65536", "redis://me:secret@host:+1", "redis://me:secret@host:",
          "redis://me:secret@host/x", "redis://me:secret@host/-1", "redis://me:secret@[::1",
          "redis://me:secret@[::1]x", "redis://me:secret%4@host", "redis://me:secret%zz@host",
          "redis://me:secret@host?db=1", "redis://me:secret@host/4294967296"}) {
      CAPTURE(url);
      try {
        parseRedisUrl(url, "cache");
        FAIL("it was taken");
      } catch (const ApplicationError& error) {
        CHECK(std::string_view(error.what()).find("secret") == std::string_view::npos);
      }
    }
  }
}
