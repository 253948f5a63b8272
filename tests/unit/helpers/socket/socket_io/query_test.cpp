#include "socket/socket_io/query.hpp"

#include <doctest/doctest.h>

using namespace ignis::socket_io;

TEST_SUITE("helpers/socket_io/query") {
  TEST_CASE("parameters are decoded, and the last of a name wins") {
    using Fields = std::vector<std::pair<std::string, std::string>>;
    CHECK(parseQuery("EIO=4&transport=websocket") ==
          Fields{{"EIO", "4"}, {"transport", "websocket"}});
    CHECK(parseQuery("a=1&b=x+y%21&a=2&&c&%61=3") == Fields{{"a", "3"}, {"b", "x y!"}, {"c", ""}});
    CHECK(parseQuery("").empty());

    CHECK(queryParameter("EIO=3&EIO=4", "EIO") == "4");
    CHECK(queryParameter("E%49O=4", "EIO") == "4");
    CHECK_FALSE(queryParameter("EIOX=4", "EIO"));
  }

  TEST_CASE("what is no valid escape stays as it is") {
    CHECK(decodeQueryText("100%") == "100%");
    CHECK(decodeQueryText("%zz%4") == "%zz%4");
    CHECK(decodeQueryText("%2") == "%2");
    CHECK(decodeQueryText("%-1") == "%-1");
  }
}
