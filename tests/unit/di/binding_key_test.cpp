#include "ignis/di/binding_key.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <type_traits>

namespace ignis {
namespace {

class Forward;
struct IClock {
  virtual ~IClock() = default;
  virtual int now() const = 0;
};

inline constexpr BindingKey<IClock> CLOCK{"@app/clock"};
inline constexpr BindingKey<Forward> FORWARD{"@app/forward"};
inline constexpr BindingKey<std::function<void(int)>> HANDLER{"@app/handler"};

static_assert(std::is_same_v<decltype(CLOCK)::type, IClock>);
static_assert(CLOCK.name == "@app/clock");
static_assert(CLOCK.hash == detail::hashKey("@app/clock"));
static_assert(CLOCK.hash != HANDLER.hash);
static_assert(std::is_trivially_copyable_v<BindingKey<IClock>>);

}  // namespace

TEST_SUITE("di/BindingKey") {
  TEST_CASE("a key names interfaces, handlers and forward-declared classes") {
    CHECK(CLOCK.name == "@app/clock");
    CHECK(FORWARD.name == "@app/forward");
    CHECK(HANDLER.name == "@app/handler");
  }

  TEST_CASE("equal texts of different types are told apart by the type") {
    constexpr BindingKey<int> number("@app/x");
    constexpr BindingKey<bool> flag("@app/x");

    CHECK(number.hash == flag.hash);
    CHECK(number.view().type != flag.view().type);
  }
}

}  // namespace ignis
