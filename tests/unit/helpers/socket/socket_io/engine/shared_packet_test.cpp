#include "socket/socket_io/engine/shared_packet.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

using namespace ignis::socket_io;

TEST_SUITE("helpers/socket_io/SharedPacket") {
  TEST_CASE("messages of every length class come back in order") {
    for (const std::size_t size : {0, 125, 126, 65535, 65536}) {
      CAPTURE(size);
      const std::string first(size, 'a');
      const std::string second(size, '\xff');
      const std::array<std::string_view, 2> binaries{first, second};
      const SharedPacket packet("451-[]", binaries);

      std::vector<std::pair<bool, std::string>> messages;
      packet.forEach([&](bool isBinary, std::string_view payload) {
        messages.emplace_back(isBinary, payload);
      });
      const std::vector<std::pair<bool, std::string>> expected{
          {false, "451-[]"}, {true, first}, {true, second}};
      CHECK(messages == expected);
    }
  }
}
