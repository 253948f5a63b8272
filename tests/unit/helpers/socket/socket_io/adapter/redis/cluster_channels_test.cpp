#include "socket/socket_io/adapter/redis/cluster_channels.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace ignis::socket_io;

TEST_SUITE("helpers/socket_io/ClusterChannels") {
  TEST_CASE("channels have the names of the original") {
    const ClusterChannels root("socket.io", "/");
    const ClusterChannels admin("app", "/admin");

    CHECK(root.broadcast == "socket.io#/#");
    CHECK(root.broadcastPattern == "socket.io#/#*");
    CHECK(root.request == "socket.io-request#/#");
    CHECK(root.response == "socket.io-response#/#");
    CHECK(root.responseOf("E0mHZl") == "socket.io-response#/#E0mHZl#");
    CHECK(root.responsePattern == "socket.io-response#/#*#");
    CHECK(admin.broadcast == "app#/admin#");
    CHECK(admin.request == "app-request#/admin#");
  }

  TEST_CASE("only a single room has a channel of its own") {
    const ClusterChannels channels("socket.io", "/");

    CHECK(channels.broadcastTo({}) == "socket.io#/#");
    CHECK(channels.broadcastTo(std::vector<std::string>{"news"}) == "socket.io#/#news#");
    CHECK(channels.broadcastTo(std::vector<std::string>{"a", "b"}) == "socket.io#/#");
  }

  TEST_CASE("a channel tells its room or its server") {
    const ClusterChannels channels("socket.io", "/");

    CHECK(channels.roomOf("socket.io#/#") == "");
    CHECK(channels.roomOf("socket.io#/#news#") == "news");
    CHECK(channels.roomOf("socket.io#/#a#b#") == "a#b");
    CHECK(channels.roomOf("socket.io#/admin#") == std::nullopt);
    CHECK(channels.roomOf("socket.io#/") == std::nullopt);
    CHECK(channels.ownerOf("socket.io-response#/#E0mHZl#") == "E0mHZl");
    CHECK(channels.ownerOf("socket.io-response#/#") == "");
    CHECK(channels.ownerOf("something") == "");
  }

  TEST_CASE("a namespace with the characters of a glob is no glob") {
    const ClusterChannels channels("k*", "/a[b]?\\");

    CHECK(channels.broadcast == "k*#/a[b]?\\#");
    CHECK(channels.broadcastPattern == "k\\*#/a\\[b]\\?\\\\#*");
  }
}
