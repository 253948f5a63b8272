#include <ignis/helpers/json/json.hpp>
#include <ignis/helpers/json/write_json.hpp>

#include <ignis/di/application_error.hpp>

#include <doctest/doctest.h>

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

using namespace ignis;

namespace {

enum class State { OPEN = 1, CLOSED = 2 };
BOOST_DESCRIBE_ENUM(State, OPEN, CLOSED)

struct Entity {
  int id = 0;
};
BOOST_DESCRIBE_STRUCT(Entity, (), (id))

struct Ticket : Entity {
  std::optional<std::string> note;
  State state = State::OPEN;
  std::vector<Ticket> parts;
  std::optional<int> last;

  static constexpr std::array<std::pair<std::string_view, std::string_view>, 1> jsonNames{
      {{"parts", "sub-tickets"}}};
};
BOOST_DESCRIBE_STRUCT(Ticket, (Entity), (note, state, parts, last))

struct OnlyOptional {
  std::optional<int> a{};
  std::optional<int> b{};
};
BOOST_DESCRIBE_STRUCT(OnlyOptional, (), (a, b))

struct Meters {
  double value = 0;
};

void writeJson(JsonWriter& writer, const Meters& meters) {
  writer.value(std::to_string(static_cast<int>(meters.value)) + "m");
}

}  // namespace

TEST_SUITE("helpers/writeJson") {
  TEST_CASE("a struct is written in the order of its members, without empty optionals") {
    Ticket ticket;
    ticket.id = 7;
    ticket.parts.emplace_back().note = "n";

    CHECK(
        toJson(ticket) ==
        R"({"id":7,"state":"OPEN","sub-tickets":[{"id":0,"note":"n","state":"OPEN","sub-tickets":[]}]})");
    CHECK(toJson(OnlyOptional{}) == "{}");
    CHECK(toJson(OnlyOptional{.b = 2}) == R"({"b":2})");
    CHECK(toJson(OnlyOptional{.a = 1, .b = 2}) == R"({"a":1,"b":2})");
  }

  TEST_CASE("scalars and texts of every kind are written") {
    CHECK(toJson(true) == "true");
    CHECK(toJson(nullptr) == "null");
    CHECK(toJson(1.0) == "1");
    CHECK(toJson(0.5F) == "0.5");
    CHECK(toJson(static_cast<unsigned char>(200)) == "200");
    CHECK(toJson("literal") == R"("literal")");
    CHECK(toJson(std::string("text")) == R"("text")");
    CHECK(toJson(std::string_view("view")) == R"("view")");
    const char* pointer = "pointer";
    CHECK(toJson(pointer) == R"("pointer")");
    CHECK(toJson(State::CLOSED) == R"("CLOSED")");
    CHECK(toJson(static_cast<State>(9)) == "9");
  }

  TEST_CASE("containers are written, and empty optionals in them are null") {
    CHECK(toJson(std::vector<std::optional<int>>{1, {}}) == "[1,null]");
    CHECK(toJson(std::vector<bool>{true, false}) == "[true,false]");
    CHECK(toJson(std::array<int, 2>{1, 2}) == "[1,2]");
    CHECK(toJson(std::map<std::string, int>{{"b", 1}, {"a\"", 2}}) == R"({"a\"":2,"b":1})");
    CHECK(toJson(std::unordered_map<std::string, State>{{"k", State::OPEN}}) == R"({"k":"OPEN"})");
    CHECK(toJson(std::pair(1, "x")) == R"([1,"x"])");
    CHECK(toJson(std::tuple(1, std::string("y"), std::optional<int>())) == R"([1,"y",null])");
    CHECK(toJson(std::tuple<>()) == "[]");
    CHECK(toJson(std::optional<int>()) == "null");
  }

  TEST_CASE("raw JSON is written as it is, and Json by value") {
    CHECK(toJson(std::pair(RawJson{R"({"a": 1})"}, Json::array({1}))) == R"([{"a": 1},[1]])");
  }

  TEST_CASE("a type of one's own joins in with an overload") {
    CHECK(toJson(std::vector<Meters>{{.value = 3}}) == R"(["3m"])");
  }

  TEST_CASE("appendJson leaves what is there") {
    std::string out = "42";

    appendJson(out, std::vector<int>{1, 2});

    CHECK(out == "42[1,2]");
  }

  TEST_CASE("recursion beyond the limit is refused") {
    Ticket root;
    Ticket* last = &root;
    for (int i = 0; i < 1000; ++i) {
      last = &last->parts.emplace_back();
    }

    CHECK_THROWS_AS(toJson(root), ApplicationError);
  }
}
