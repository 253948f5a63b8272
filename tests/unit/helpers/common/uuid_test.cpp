#include "ignis/helpers/common/uuid.hpp"

#include <set>
#include <string>

#include <doctest/doctest.h>

namespace ignis {

TEST_SUITE("helpers/uuid") {
  TEST_CASE("a UUID has version 4 and the RFC's variant") {
    for (int i = 0; i < 100; ++i) {
      const std::string uuid = uuidV4();
      CAPTURE(uuid);
      REQUIRE(uuid.size() == UUID_SIZE);
      for (std::size_t at = 0; at < uuid.size(); ++at) {
        const bool isDash = at == 8 || at == 13 || at == 18 || at == 23;
        const std::string allowed = isDash ? "-" : "0123456789abcdef";
        CHECK(allowed.find(uuid[at]) != std::string::npos);
      }
      CHECK(uuid[14] == '4');
      CHECK(std::string("89ab").find(uuid[19]) != std::string::npos);
    }
  }

  TEST_CASE("UUIDs do not repeat") {
    std::set<std::string> seen;
    for (int i = 0; i < 10'000; ++i) seen.insert(uuidV4());
    CHECK(seen.size() == 10'000);
  }
}

}  // namespace ignis
