#include "redis/cluster/redirection.hpp"

#include <doctest/doctest.h>

#include <string_view>
#include <vector>

namespace ignis {
namespace {

using Kind = Redirection::Kind;

const ClusterNode ASKED{"asked.test", 7000};

TEST_SUITE("helpers/redis/cluster/parseRedirection") {
  TEST_CASE("a moved slot names its node") {
    const Redirection moved = parseRedirection("MOVED 3999 127.0.0.1:6381", ASKED);

    CHECK(moved.kind == Kind::MOVED);
    CHECK(moved.slot == 3999);
    CHECK(moved.node == ClusterNode{"127.0.0.1", 6381});
  }

  TEST_CASE("a slot on its way names the node to ask") {
    const Redirection ask = parseRedirection("ASK 0 ::1:6381", ASKED);

    CHECK(ask.kind == Kind::ASK);
    CHECK(ask.slot == 0);
    CHECK(ask.node == ClusterNode{"::1", 6381});
  }

  TEST_CASE("without a host the host that was asked is meant") {
    CHECK(parseRedirection("MOVED 3999 :6381", ASKED).node == ClusterNode{"asked.test", 6381});
  }

  TEST_CASE("some errors ask for patience") {
    for (const std::string_view error :
         {"TRYAGAIN Multiple keys request during rehashing of slot",
          "CLUSTERDOWN The cluster is down", "CLUSTERDOWN Hash slot not served",
          "LOADING Redis is loading the dataset in memory"}) {
      CAPTURE(error);
      CHECK(parseRedirection(error, ASKED).kind == Kind::WAIT);
    }
  }

  TEST_CASE("everything else is an answer") {
    const std::vector<std::string_view> errors{
        "",
        "ERR no such key",
        "CROSSSLOT Keys in request don't hash to the same slot",
        "MOVED",
        "MOVED 3999",
        "MOVED 3999 nowhere",
        "MOVED 16384 127.0.0.1:6381",
        "MOVED -1 127.0.0.1:6381",
        "MOVED x 127.0.0.1:6381",
        "MOVED 99999999999 127.0.0.1:6381",
        "MOVED 1 127.0.0.1:65536",
        "MOVED 1 127.0.0.1:0",
        "MOVED 1 127.0.0.1:",
        "MOVED 1 ?:6381",
        "moved 3999 127.0.0.1:6381"};
    for (const std::string_view error : errors) {
      CAPTURE(error);
      CHECK(parseRedirection(error, ASKED).kind == Kind::NONE);
    }
  }
}

}  // namespace
}  // namespace ignis
