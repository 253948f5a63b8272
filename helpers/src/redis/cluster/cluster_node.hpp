#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace ignis {

/// Where a node of a cluster takes connections.
struct ClusterNode {
  std::string host;
  std::uint16_t port = 0;

  /// `127.0.0.1:6379`, `[::1]:6379`
  std::string toText() const;
  friend auto operator<=>(const ClusterNode&, const ClusterNode&) = default;
};

}  // namespace ignis
