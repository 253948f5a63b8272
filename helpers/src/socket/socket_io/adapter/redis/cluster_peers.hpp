#pragma once

#include <cstddef>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

#include "ignis/helpers/common/seeded_hash.hpp"

namespace ignis::socket_io {

/// The other servers of a cluster by their uids, as far as they are known: to name those that do
/// not answer. Any thread.
class ClusterPeers {
 public:
  /// Seen in a message.
  void learn(std::string_view uid);
  /// All there are.
  void assign(std::span<const std::string> uids);

  std::size_t size() const;
  /// `a, b`, in alphabetical order; `unknown` when there are none.
  std::string names() const;

 private:
  static constexpr std::size_t MAX_PEERS = 1000;
  static constexpr std::size_t MAX_UID_SIZE = 64;

  mutable std::mutex mutex_;
  StringSet uids_;
};

}  // namespace ignis::socket_io
