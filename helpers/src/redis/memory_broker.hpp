#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ignis/helpers/common/seeded_hash.hpp"
#include "redis/memory_subscription.hpp"

namespace ignis {

/// Who listens to which channels in this process. Callable from any thread.
class MemoryBroker {
 public:
  /// The broker of this name. It lives while somebody holds it.
  static std::shared_ptr<MemoryBroker> shared(const std::string& name);

  void publish(std::string_view channel, std::string_view payload);

  /// Subscriptions belong to `owner`, the connection that made them.
  void subscribe(const void* owner, bool isPattern,
                 std::shared_ptr<MemorySubscription> subscription);
  /// How many handlers it forgot.
  std::size_t unsubscribe(const void* owner, bool isPattern, std::string_view topic);
  void unsubscribeAll(const void* owner);

 private:
  struct Entry {
    const void* owner;
    std::shared_ptr<MemorySubscription> subscription;
  };
  using Entries = std::vector<Entry>;

  /// All of the owner when `topic` is empty.
  static std::size_t removeOf(Entries& entries, const void* owner, std::string_view topic);

  std::mutex mutex_;
  StringMap<Entries> channels_;
  Entries patterns_;
};

}  // namespace ignis
