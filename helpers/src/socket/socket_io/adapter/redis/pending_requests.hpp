#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "ignis/helpers/common/seeded_hash.hpp"
#include "socket/socket_io/adapter/redis/cluster_response.hpp"

namespace ignis::socket_io {

/// Who waits for the answer of another server.
struct ResponseWaiter {
  std::function<void(ClusterResponse response)> onResponse;  ///< on the first loop
  std::function<void()> onGivenUp;                           ///< no answer will come
};

/// The requests of this server that others may still answer. Any thread.
class PendingRequests {
 public:
  using Clock = std::chrono::steady_clock;

  explicit PendingRequests(std::size_t limit) : limit_(limit) {}

  /// The id of the request; nothing when there are too many. It is forgotten some time after
  /// `lifetime`.
  std::optional<std::string> add(ResponseWaiter waiter, std::chrono::milliseconds lifetime);
  void remove(std::string_view id);
  bool owns(std::string_view id) const;
  void onResponse(ClusterResponse response);
  void giveUpAll();

  std::size_t size() const;

 private:
  struct Entry {
    std::shared_ptr<const ResponseWaiter> waiter;
    Clock::time_point deadline;
  };

  void sweep(Clock::time_point now);

  std::size_t limit_;
  mutable std::mutex mutex_;
  StringMap<Entry> entries_;
  Clock::time_point lastSweep_{};
  bool isFullLogged_ = false;
};

}  // namespace ignis::socket_io
