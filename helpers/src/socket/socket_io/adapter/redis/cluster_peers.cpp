#include "socket/socket_io/adapter/redis/cluster_peers.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ignis::socket_io {

void ClusterPeers::learn(std::string_view uid) {
  if (uid.empty() || uid.size() > MAX_UID_SIZE || uid == "emitter") {
    return;
  }
  const std::scoped_lock lock(mutex_);
  if (uids_.size() < MAX_PEERS && !uids_.contains(uid)) {
    uids_.emplace(uid);
  }
}

void ClusterPeers::assign(std::span<const std::string> uids) {
  {
    const std::scoped_lock lock(mutex_);
    uids_.clear();
  }
  for (const std::string& uid : uids) {
    learn(uid);
  }
}

std::size_t ClusterPeers::size() const {
  const std::scoped_lock lock(mutex_);
  return uids_.size();
}

std::string ClusterPeers::names() const {
  std::vector<std::string> names;
  {
    const std::scoped_lock lock(mutex_);
    names.assign(uids_.begin(), uids_.end());
  }
  std::sort(names.begin(), names.end());
  return names.empty() ? "unknown" : fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace ignis::socket_io
