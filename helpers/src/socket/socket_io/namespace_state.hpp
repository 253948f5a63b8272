#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "ignis/helpers/socket/socket_io/namespace.hpp"
#include "ignis/helpers/socket/socket_io/namespace_matcher.hpp"

namespace ignis::socket_io {

/// A list that is read on every connection and changed hardly ever: readers take the whole list as
/// it is.
template <class T>
class SnapshotList {
 public:
  using Snapshot = std::shared_ptr<const std::vector<T>>;

  void add(T value) {
    const std::scoped_lock lock(mutex_);
    auto copy = std::make_shared<std::vector<T>>(*list_);
    copy->push_back(std::move(value));
    list_ = std::move(copy);
  }
  void assign(Snapshot list) {
    const std::scoped_lock lock(mutex_);
    list_ = std::move(list);
  }
  void clear() { assign(std::make_shared<std::vector<T>>()); }
  Snapshot get() const {
    const std::scoped_lock lock(mutex_);
    return list_;
  }

 private:
  mutable std::mutex mutex_;
  Snapshot list_ = std::make_shared<std::vector<T>>();
};

/// Whether the adapter of a namespace has been set up. Any thread.
class AdapterReadiness {
 public:
  /// True for the first who asks: that one sets the adapter up.
  bool claim() noexcept { return !isClaimed_.exchange(true); }
  bool isReady() const noexcept { return isReady_.load(std::memory_order_acquire); }
  /// Calls `function` at once, or in `setReady`.
  void whenReady(std::function<void()> function) {
    {
      const std::scoped_lock lock(mutex_);
      if (!isReady()) {
        waiting_.push_back(std::move(function));
        return;
      }
    }
    function();
  }
  void setReady() {
    std::vector<std::function<void()>> waiting;
    {
      const std::scoped_lock lock(mutex_);
      isReady_.store(true, std::memory_order_release);
      waiting.swap(waiting_);
    }
    for (const auto& function : waiting) {
      function();
    }
  }

 private:
  std::atomic<bool> isClaimed_{false};
  std::atomic<bool> isReady_{false};
  std::mutex mutex_;
  std::vector<std::function<void()>> waiting_;
};

struct ServerEventListener {
  std::string event;
  std::shared_ptr<detail::SocketlessEventHandler> handler;
};

struct Namespace::Impl {
  ServerCore& core;
  std::string name;
  std::unique_ptr<Adapter> adapter{};
  AdapterReadiness readiness{};
  std::atomic<std::uint64_t> nextAckId{0};
  std::atomic<std::size_t> socketCount{0};
  SnapshotList<detail::ConnectionHandler> listeners{};
  SnapshotList<detail::Middleware> middlewares{};
  SnapshotList<detail::NamespaceHandler> namespaceListeners{};  ///< of `new_namespace`
  SnapshotList<ServerEventListener> serverEventListeners{};
  NamespaceMatcher matcher{};   ///< of a parent
  Namespace* parent = nullptr;  ///< of a child; parents live as long as the server
  std::size_t members = 0;      ///< guarded by the registry
  bool isPinned = false;        ///< guarded by the registry
};

}  // namespace ignis::socket_io
