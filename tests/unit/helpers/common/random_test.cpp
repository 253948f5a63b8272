#include "ignis/helpers/common/random.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <thread>

#include <doctest/doctest.h>

namespace ignis {

TEST_SUITE("helpers/random") {
  TEST_CASE("random bytes differ") {
    CHECK(randomBytes(0).empty());
    CHECK(randomBytes(32).size() == 32);
    CHECK(randomBytes(32) != randomBytes(32));
    CHECK(randomBytes(100'000).size() == 100'000);
  }

  TEST_CASE("every thread has its own sequence") {
    std::set<std::uint64_t> numbers;
    for (int i = 0; i < 1000; ++i) numbers.insert(fastRandom());
    std::thread([&numbers] {
      for (int i = 0; i < 1000; ++i) numbers.insert(fastRandom());
    }).join();

    CHECK(numbers.size() == 2000);
  }
}

}  // namespace ignis
