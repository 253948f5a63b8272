#include <ignis/helpers/json/json_arguments.hpp>

#include <doctest/doctest.h>

#include <array>
#include <string>

using namespace ignis;

TEST_SUITE("helpers/JsonArguments") {
  TEST_CASE("they take every argument that is left") {
    int number = 0;
    JsonArguments rest{.values = {Json("old")}};
    const std::array<const JsonType*, 2> types{&jsonTypeOf<int>(), &jsonTypeOf<JsonArguments>()};
    const std::array<void*, 2> outs{&number, &rest};

    CHECK(decodeJsonArguments(R"(["e",7,"a",[null],{}])", 1, types, outs).isOk());
    CHECK(number == 7);
    CHECK(rest.values == std::vector<Json>{"a", Json::array({nullptr}), Json::object()});

    CHECK(decodeJsonArguments(R"(["e",8])", 1, types, outs).isOk());
    CHECK(rest.values.empty());

    CHECK(decodeJsonArguments(R"(["e"])", 1, types, outs).message() ==
          "arguments[0]: Invalid input: expected number, received undefined");
  }

  TEST_CASE("paths within them count all arguments") {
    JsonArguments rest;
    const std::array<const JsonType*, 1> types{&jsonTypeOf<JsonArguments>()};
    const std::array<void*, 1> outs{&rest};
    const std::array<Bytes, 1> attachments{bytesOf("x")};

    CHECK(
        decodeJsonArguments(R"(["e",1,{"_placeholder":true,"num":0}])", 1, types, outs, attachments)
            .isOk());
    CHECK(rest.values.at(1).isBytes());

    CHECK(
        decodeJsonArguments(R"(["e",1,{"_placeholder":true,"num":1}])", 1, types, outs, attachments)
            .message() == "arguments[1]: Invalid input: expected binary, received object");
  }

  TEST_CASE("they are written among other arguments without brackets") {
    std::string text;
    {
      JsonWriter writer(text);
      writer.beginArray();
      writer.value("e");
      writeJson(writer, JsonArguments{.values = {1, "a"}});
      writeJson(writer, JsonArguments{});
      writer.value(true);
      writer.endArray();
    }

    CHECK(text == R"(["e",1,"a",true])");
  }
}
