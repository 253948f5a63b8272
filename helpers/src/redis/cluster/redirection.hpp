#pragma once

#include <cstdint>
#include <string_view>

#include "redis/cluster/cluster_node.hpp"
#include "redis/cluster/key_slot.hpp"

namespace ignis {

/// What a node's error asks a client of its cluster to do with the command.
struct Redirection {
  enum class Kind : std::uint8_t {
    NONE,   ///< the error is the answer
    MOVED,  ///< send it to `node`, which has the slot from here on
    ASK,    ///< send it to `node` this once, after ASKING
    WAIT    ///< send it again later: the slot or its node is not ready
  };

  Kind kind = Kind::NONE;
  RedisSlot slot = 0;
  ClusterNode node{};
};

/// Reads `MOVED 3999 127.0.0.1:6381`, `ASK …`, `TRYAGAIN …`, `CLUSTERDOWN …`, `LOADING …`. A
/// redirection without a host means the host that was asked. One that cannot be read is an answer.
Redirection parseRedirection(std::string_view error, const ClusterNode& asked);

}  // namespace ignis
