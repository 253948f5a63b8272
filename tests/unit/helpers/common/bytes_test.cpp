#include <ignis/helpers/common/bytes.hpp>

#include <doctest/doctest.h>

#include <string_view>

using namespace ignis;

TEST_SUITE("helpers/Bytes") {
  TEST_CASE("bytes and texts view each other") {
    constexpr std::string_view TEXT("a\0\xFF", 3);

    const Bytes bytes = bytesOf(TEXT);

    CHECK(bytes == Bytes{std::byte{'a'}, std::byte{0}, std::byte{0xFF}});
    CHECK(viewOf(bytes) == TEXT);
    CHECK(viewOf({}).empty());
    CHECK(bytesOf({}).empty());
  }
}
