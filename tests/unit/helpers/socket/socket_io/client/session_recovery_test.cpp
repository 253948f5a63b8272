#include "socket/socket_io/client/session_recovery.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ignis::socket_io::client;

TEST_SUITE("helpers/socket_io/client/SessionRecovery") {
  TEST_CASE("the last argument of an event is its offset when it is a string") {
    struct Case {
      std::string data;
      std::string offset;
    };
    for (const auto& [data, offset] : {
             Case{R"(["event","x1"])", R"("x1")"},
             Case{R"(["event",1,{"a":"b"},"x1"])", R"("x1")"},
             Case{R"([ "event" , "x1" ] )", R"("x1")"},
             Case{R"(["event","a\"b"])", R"("a\"b")"},
             Case{R"(["event","a\\"])", R"("a\\")"},
             Case{R"(["event","\\\"","\\\""])", R"("\\\"")"},
             Case{R"(["event",""])", R"("")"},
             Case{R"(["event"])", ""},
             Case{R"([ "event" ])", ""},
             Case{R"(["event",1])", ""},
             Case{R"(["event",{"a":"b"}])", ""},
             Case{R"(["event",["b"]])", ""},
         }) {
      CAPTURE(data);
      SessionRecovery recovery{.pid = "p"};
      recovery.onEvent(data);
      CHECK(recovery.offset == offset);
    }
  }

  TEST_CASE("an event without an offset leaves the one before") {
    SessionRecovery recovery{.pid = "p"};
    recovery.onEvent(R"(["event","x1"])");
    recovery.onEvent(R"(["event",1])");
    CHECK(recovery.offset == R"("x1")");
  }

  TEST_CASE("id and offset go into what a CONNECT carries") {
    SessionRecovery recovery{.pid = "p"};
    CHECK(recovery.mergeInto("") == R"({"pid":"p"})");
    CHECK(recovery.mergeInto(R"({"a":1})") == R"({"pid":"p","a":1})");
    recovery.offset = R"("x1")";
    CHECK(recovery.mergeInto("") == R"({"pid":"p","offset":"x1"})");
    CHECK(recovery.mergeInto("{}") == R"({"pid":"p","offset":"x1"})");
    CHECK(recovery.mergeInto(" { } ") == R"({"pid":"p","offset":"x1" } )");
    CHECK(recovery.mergeInto("null") == R"({"pid":"p","offset":"x1"})");
  }
}
