#include "socket/socket_io/adapter/redis/pending_requests.hpp"

#include <utility>
#include <vector>

#include "socket/socket_io/adapter/redis/cluster_message.hpp"
#include "socket/socket_io/log.hpp"

namespace ignis::socket_io {

std::optional<std::string> PendingRequests::add(ResponseWaiter waiter,
                                                std::chrono::milliseconds lifetime) {
  const Clock::time_point now = Clock::now();
  const std::scoped_lock lock(mutex_);
  sweep(now);
  if (entries_.size() >= limit_) {
    if (!std::exchange(isFullLogged_, true)) {
      logger().warn(
          "[request] Too many requests to other servers are pending, further ones are refused | "
          "limit: maxPendingRequests {}",
          limit_);
    }
    return std::nullopt;
  }
  std::string id = makeClusterId();
  while (entries_.contains(id)) {
    id = makeClusterId();
  }
  entries_.emplace(id, Entry{.waiter = std::make_shared<const ResponseWaiter>(std::move(waiter)),
                             .deadline = now + lifetime});
  return id;
}

/// At most once a second, unless there is no room.
void PendingRequests::sweep(Clock::time_point now) {
  if (entries_.size() < limit_ && now - lastSweep_ < std::chrono::seconds(1)) {
    return;
  }
  lastSweep_ = now;
  std::erase_if(entries_, [now](const auto& entry) { return entry.second.deadline < now; });
}

void PendingRequests::remove(std::string_view id) {
  const std::scoped_lock lock(mutex_);
  if (const auto found = entries_.find(id); found != entries_.end()) {
    entries_.erase(found);
  }
}

bool PendingRequests::owns(std::string_view id) const {
  const std::scoped_lock lock(mutex_);
  return entries_.contains(id);
}

void PendingRequests::onResponse(ClusterResponse response) {
  std::shared_ptr<const ResponseWaiter> waiter;
  {
    const std::scoped_lock lock(mutex_);
    if (const auto found = entries_.find(response.requestId); found != entries_.end()) {
      waiter = found->second.waiter;
    }
  }
  if (waiter) {
    waiter->onResponse(std::move(response));
  }
}

void PendingRequests::giveUpAll() {
  StringMap<Entry> entries;
  {
    const std::scoped_lock lock(mutex_);
    entries.swap(entries_);
  }
  for (const auto& [id, entry] : entries) {
    entry.waiter->onGivenUp();
  }
}

std::size_t PendingRequests::size() const {
  const std::scoped_lock lock(mutex_);
  return entries_.size();
}

}  // namespace ignis::socket_io
