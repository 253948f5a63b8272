#include "socket/socket_io/socket_io_client_helper_subscriptions.hpp"

#include <algorithm>

namespace ignis {

using socket_io::client::ListenerId;

std::shared_ptr<SocketIOClientSubscription> SocketIOClientSubscriptions::add(
    const SocketIOSubscribeArgs& args) {
  const auto subscription =
      std::make_shared<Subscription>(Subscription{.event = args.event, .handler = args.handler});
  const std::scoped_lock lock(mutex_);
  const bool isTaken = std::ranges::any_of(
      subscriptions_, [&](const auto& other) { return other->event == args.event; });
  if (isTaken && args.ignoreDuplicate) {
    return nullptr;
  }
  subscriptions_.push_back(subscription);
  return subscription;
}

bool SocketIOClientSubscriptions::setListener(Subscription& subscription, ListenerId listener) {
  const std::scoped_lock lock(mutex_);
  subscription.listener = listener;
  return std::ranges::any_of(subscriptions_,
                             [&](const auto& other) { return other.get() == &subscription; });
}

std::optional<std::vector<ListenerId>> SocketIOClientSubscriptions::remove(
    std::string_view event, const SocketIOClientEventHandler& handler) {
  // Handlers are destroyed without the lock: their destructors are the user's.
  std::vector<std::shared_ptr<Subscription>> removed;
  std::vector<ListenerId> listeners;
  {
    const std::scoped_lock lock(mutex_);
    const auto kept = std::ranges::stable_partition(subscriptions_, [&](const auto& subscription) {
      return subscription->event != event || (handler && subscription->handler != handler);
    });
    for (const auto& subscription : kept) {
      if (subscription->listener) {
        listeners.push_back(*subscription->listener);
      }
      removed.push_back(subscription);
    }
    subscriptions_.erase(kept.begin(), kept.end());
  }
  return removed.empty() ? std::nullopt : std::optional(std::move(listeners));
}

void SocketIOClientSubscriptions::clear() {
  std::vector<std::shared_ptr<Subscription>> removed;
  const std::scoped_lock lock(mutex_);
  removed.swap(subscriptions_);
}

}  // namespace ignis
