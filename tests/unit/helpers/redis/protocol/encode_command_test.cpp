#include "redis/protocol/encode_command.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

using namespace ignis;
using namespace std::string_view_literals;

TEST_SUITE("redis/encodeCommand") {
  TEST_CASE("a command is a list of texts of any bytes, with their sizes") {
    struct Example {
      std::vector<std::string_view> arguments;
      std::string_view encoded;
    };
    const Example examples[] = {
        {{"PING"}, "*1\r\n$4\r\nPING\r\n"},
        {{"SET", "key", ""}, "*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$0\r\n\r\n"},
        {{"ECHO", "\r\n\0\xff"sv}, "*2\r\n$4\r\nECHO\r\n$4\r\n\r\n\0\xff\r\n"sv},
        {{"ECHO", "0123456789a"}, "*2\r\n$4\r\nECHO\r\n$11\r\n0123456789a\r\n"},
    };
    for (const Example& example : examples) {
      CAPTURE(example.encoded);
      std::string output = "before";
      encodeCommand(example.arguments, output);

      CHECK(output == "before" + std::string(example.encoded));
      CHECK(encodedSizeLimit(example.arguments) >= example.encoded.size());
    }
  }
}
