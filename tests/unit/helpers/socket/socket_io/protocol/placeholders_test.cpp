#include "socket/socket_io/protocol/placeholders.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace ignis::socket_io;

TEST_SUITE("helpers/socket_io/hasLegalPlaceholders") {
  TEST_CASE("placeholders name attachments that are there") {
    // clang-format off
    for (const std::string_view json : {
             R"([])", R"(["_placeholder",true,"num",9])",
             R"([{"_placeholder":true,"num":0},{"a":[{"num":1,"_placeholder":true}]}])",
             R"([{"_placeholder" : true , "num" : 1.0 }])", R"([{"_placeholder":true,"num":-0}])",
             R"([{"_placeholder":true,"num":10e-1}])", R"([{"_placeholder":true,"num":0e99}])",
             R"([{"\u005fplaceholder":true,"n\u0075m":1}])",
             R"([{"_placeholder":"true","num":9}])", R"([{"_placeholder":1}])",
             R"([{"_placeholder":{"x":true}}])", R"([{"_placeholder":[true]}])",
             R"([{"_placeholder":false}])", R"([{"_Placeholder":true}])", R"([{"num":7}])",
             R"([{"_placeholder":true,"_placeholder":null}])",
             R"([{"_placeholder":true,"num":5,"num":0}])",
             R"([{"_placeholder":true,"num":0,"x":{"_placeholder":true,"num":9}}])",
             R"([{"x":[{"_placeholder":true,"num":9}],"_placeholder":true,"num":0}])",
             R"([{"a":"}{\"_placeholder\":true"},"\\"])",
         }) {
      // clang-format on
      CAPTURE(json);
      CHECK(hasLegalPlaceholders(json, 2));
    }
  }

  TEST_CASE("any other number is illegal") {
    for (const std::string_view num :
         {"2", "-1", "0.5", "\"0\"", "null", "true", "false", "[0]", "{}", "1e9", "1e999", "1e-999",
          "18446744073709551616", "0,\"num\":2", "0,\"num\":\"0\"", "0,\"num\":{\"num\":0}"}) {
      CAPTURE(num);
      const std::string placeholder = R"({"_placeholder":true,"num":)" + std::string(num) + "}";
      const bool isTiny = num == "1e-999";  // zero, to a double
      CHECK(hasLegalPlaceholders("[" + placeholder + "]", 2) == isTiny);
      CHECK(hasLegalPlaceholders(R"(["e",{"a":[1,)" + placeholder + R"(,{}]},2])", 2) == isTiny);
    }
    CHECK_FALSE(hasLegalPlaceholders(R"([{"_placeholder":true}])", 2));
    CHECK_FALSE(hasLegalPlaceholders(R"([{"_placeholder":null,"_placeholder":true}])", 2));
    CHECK_FALSE(hasLegalPlaceholders(R"([{"_placeholder":true,"x":{"num":0}}])", 2));
    CHECK_FALSE(hasLegalPlaceholders(R"([{"x":{"_placeholder":true,"num":2},"num":0}])", 2));
  }

  TEST_CASE("placeholders are found at every depth") {
    for (const std::size_t depth : {1U, 62U, 63U}) {
      const std::string open(depth, '[');
      const std::string close(depth, ']');
      CHECK(hasLegalPlaceholders(open + R"({"_placeholder":true,"num":1})" + close, 2));
      CHECK_FALSE(hasLegalPlaceholders(open + R"({"_placeholder":true,"num":2})" + close, 2));
    }
  }
}
