#include <ignis/helpers/json/json.hpp>

#include <doctest/doctest.h>

#include <array>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

using namespace ignis;

namespace {

enum class Level { LOW, HIGH };
BOOST_DESCRIBE_ENUM(Level, LOW, HIGH)

struct Base {
  int id = 0;
};
BOOST_DESCRIBE_STRUCT(Base, (), (id))

struct Tree : Base {
  std::string name;
  std::optional<Level> level;
  int weight = 1;
  std::vector<Tree> children;

  static constexpr std::array<std::string_view, 1> optionalMembers{"weight"};
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 1> jsonNames{
      {{"name", "display-name"}}};
};
BOOST_DESCRIBE_STRUCT(Tree, (Base), (name, level, weight, children))

}  // namespace

TEST_SUITE("helpers/jsonTypeOf") {
  TEST_CASE("a type has one description") {
    CHECK(&jsonTypeOf<Tree>() == &jsonTypeOf<const Tree&>());
    CHECK(jsonTypeOf<std::vector<Tree>>().element == &jsonTypeOf<Tree>());
  }

  TEST_CASE("the kind follows from the C++ type") {
    CHECK(jsonTypeOf<bool>().kind == JsonKind::BOOLEAN);
    CHECK(jsonTypeOf<std::uint16_t>().kind == JsonKind::INTEGER);
    CHECK(jsonTypeOf<float>().kind == JsonKind::NUMBER);
    CHECK(jsonTypeOf<std::string>().kind == JsonKind::STRING);
    CHECK(jsonTypeOf<Level>().kind == JsonKind::ENUMERATION);
    CHECK(jsonTypeOf<std::optional<int>>().kind == JsonKind::OPTIONAL);
    CHECK(jsonTypeOf<std::vector<int>>().kind == JsonKind::LIST);
    CHECK(jsonTypeOf<std::map<std::string, int>>().kind == JsonKind::MAP);
    CHECK(jsonTypeOf<std::array<int, 2>>().kind == JsonKind::TUPLE);
    CHECK(jsonTypeOf<std::pair<int, bool>>().kind == JsonKind::TUPLE);
    CHECK(jsonTypeOf<std::tuple<>>().kind == JsonKind::TUPLE);
    CHECK(jsonTypeOf<Tree>().kind == JsonKind::STRUCT);
    CHECK(jsonTypeOf<Json>().kind == JsonKind::ANY);
  }

  TEST_CASE("a struct lists its members, inherited ones first, under their JSON names") {
    const JsonType& type = jsonTypeOf<Tree>();

    REQUIRE(type.members.size() == 5);
    CHECK(type.members[0].name == "id");
    CHECK(type.members[1].name == "display-name");
    CHECK(type.members[4].type->element == &type);
  }

  TEST_CASE("optionals and listed members may be absent") {
    const JsonType& type = jsonTypeOf<Tree>();

    CHECK(type.members[1].isRequired);
    CHECK_FALSE(type.members[2].isRequired);
    CHECK_FALSE(type.members[3].isRequired);
    CHECK(type.members[4].isRequired);
  }
}
