#include "ignis/di/class_name.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>

namespace ignis_test_outer {

class Service {};
class Forward;
template <class T>
class Box {};
struct Outer {
  struct Inner {};
};

}  // namespace ignis_test_outer

namespace ignis {
namespace {

struct Hidden {};
struct Renamed {
  static constexpr std::string_view className = "NewName";
};
struct DerivedOfRenamed : Renamed {};

template <class T>
constexpr std::string_view nameOfLocalClass(T) {
  struct Local {};
  return className<Local>();
}

static_assert(className<ignis_test_outer::Service>() == "Service");
static_assert(className<ignis_test_outer::Forward>() == "Forward");
static_assert(className<ignis_test_outer::Outer::Inner>() == "Inner");
static_assert(className<ignis_test_outer::Box<ignis_test_outer::Service>>() == "Box");
static_assert(className<ignis_test_outer::Box<std::map<std::string, Hidden>>>() == "Box");
static_assert(className<Hidden>() == "Hidden");
static_assert(className<int>() == "int");
static_assert(className<Renamed>() == "NewName");
static_assert(className<DerivedOfRenamed>() == "NewName");
static_assert(typeName<ignis_test_outer::Service>() == "ignis_test_outer::Service");

}  // namespace

TEST_SUITE("di/className") {
  TEST_CASE("a class within a function has its own name only") {
    struct Local {};

    CHECK(className<Local>() == "Local");
    CHECK(nameOfLocalClass(1) == "Local");
    CHECK(nameOfLocalClass(std::string()) == "Local");
  }
}

}  // namespace ignis
