#include "ignis/helpers/common/base_helper.hpp"

#include <type_traits>

#include <doctest/doctest.h>

namespace ignis {

namespace {
class CacheHelper : public BaseHelper {
 public:
  using BaseHelper::BaseHelper;
};
}  // namespace

TEST_SUITE("helpers/BaseHelper") {
  TEST_CASE("a helper logs under its scope and identifier") {
    const CacheHelper helper({.scope = "CacheHelper", .identifier = "sessions"});

    CHECK(helper.scope() == "CacheHelper");
    CHECK(helper.getIdentifier() == "sessions");
    CHECK(&helper.getLogger() == &Logger::get("CacheHelper-sessions"));
  }

  TEST_CASE("an absent identifier leaves the scope alone") {
    const CacheHelper helper({.scope = "CacheHelper"});

    CHECK(helper.getIdentifier().empty());
    CHECK(helper.getLogger().scope() == "CacheHelper");
  }

  TEST_CASE("a helper is a resource") {
    static_assert(!std::is_copy_constructible_v<CacheHelper>);
    static_assert(!std::is_move_constructible_v<CacheHelper>);
  }
}

}  // namespace ignis
