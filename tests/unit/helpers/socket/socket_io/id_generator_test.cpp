#include "socket/socket_io/id_generator.hpp"

#include <doctest/doctest.h>

using namespace ignis::socket_io;

TEST_SUITE("helpers/socket_io/IdGenerator") {
  TEST_CASE("an id tells which generator made it") {
    IdGenerator ids(2, 3);
    for (std::uint32_t count = 0; count < 100; ++count) {
      CHECK(IdGenerator::counterOf(ids.next()) == 2 + 3 * count);
    }
  }

  TEST_CASE("the counter starts again where the generator's own numbers end") {
    constexpr std::uint32_t LAST =
        (1U << 24) - 2;  // 2 modulo 3, as is no other below 2^24 after it
    static_assert(LAST % 3 == 2);
    IdGenerator ids(LAST, 3);
    CHECK(IdGenerator::counterOf(ids.next()) == LAST);
    CHECK(IdGenerator::counterOf(ids.next()) == LAST);
  }

  TEST_CASE("a text that is no id of ours has some counter") {
    CHECK(IdGenerator::counterOf(*SocketId::from("!!!!!!!!!!!!!!!!!!!!")) < 1U << 24);
  }
}
