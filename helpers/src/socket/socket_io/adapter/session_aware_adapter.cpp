#include "ignis/helpers/socket/socket_io/adapter/session_aware_adapter.hpp"

#include <chrono>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/network/timer_wheel.hpp"
#include "socket/socket_io/adapter/delivery.hpp"
#include "socket/socket_io/adapter/packet_log.hpp"
#include "socket/socket_io/namespace_shard.hpp"
#include "socket/socket_io/server_core.hpp"

namespace ignis::socket_io {

namespace {

constexpr std::chrono::milliseconds SWEEP_INTERVAL{60000};

}  // namespace

struct SessionAwareAdapter::Impl {
  struct Job {
    std::shared_ptr<const Delivery> delivery;
    std::uint64_t position;
  };
  /// What a loop has to deliver, in the order of the log: the order is then the same on every loop,
  /// so that the last offset which a client has seen says what it has not seen.
  struct Inbox {
    std::deque<Job> jobs;
    bool isDraining = false;
  };

  explicit Impl(const ConnectionStateRecoveryOptions& options) : log(options) {}

  std::mutex mutex;  ///< guards everything but the timer
  PacketLog log;
  std::vector<Inbox> inboxes;
  std::unique_ptr<Timer> sweeper;
};

SessionAwareAdapter::SessionAwareAdapter(Namespace& nsp,
                                         const ConnectionStateRecoveryOptions& options)
    : Adapter(nsp), impl_(std::make_shared<Impl>(options)) {}

SessionAwareAdapter::~SessionAwareAdapter() = default;

Task<void> SessionAwareAdapter::init() {
  EventLoop& loop = core().mainLoop();
  impl_->sweeper = std::make_unique<Timer>([impl = impl_.get(), &loop] {
    {
      const std::scoped_lock lock(impl->mutex);
      impl->log.sweep(loop.now());
    }
    loop.arm(*impl->sweeper, SWEEP_INTERVAL);
  });
  loop.arm(*impl_->sweeper, SWEEP_INTERVAL);
  co_return;
}

Task<void> SessionAwareAdapter::close() {
  impl_->sweeper.reset();
  co_return;
}

void SessionAwareAdapter::broadcast(const EventData& event, const BroadcastTarget& target) {
  if (target.flags.isVolatile) {
    return Adapter::broadcast(event, target);
  }
  {
    const std::scoped_lock lock(impl_->mutex);
    const std::uint64_t position = impl_->log.nextPosition();
    const std::string json = withOffset(event.json, impl_->log.offsetOf(position));
    const EventData logged{.json = json, .attachments = event.attachments};
    auto packet = encodeEvent(nsp(), std::nullopt, logged, target.flags);
    // The packet, and the event that the delivery has of its own.
    const std::size_t bytes = 2 * packet->frames()->size() + 2 * sizeof(Delivery);
    const auto delivery = std::make_shared<const Delivery>(std::move(packet), logged, target);
    impl_->log.append(delivery, bytes, PacketLog::Clock::now());
    impl_->inboxes.resize(core().shardCount());
    for (Impl::Inbox& inbox : impl_->inboxes) {
      inbox.jobs.push_back({.delivery = delivery, .position = position});
    }
  }
  core().onEachShard([nsp = nsp().shared_from_this(), this](LoopShard& shard) { drain(shard); });
}

void SessionAwareAdapter::drain(LoopShard& shard) {
  Impl::Inbox* inbox = nullptr;
  std::unique_lock lock(impl_->mutex);
  inbox = &impl_->inboxes[shard.index()];
  if (std::exchange(inbox->isDraining, true)) {
    return;  // the one further up the stack goes on
  }
  while (!inbox->jobs.empty()) {
    const Impl::Job job = std::move(inbox->jobs.front());
    inbox->jobs.pop_front();
    lock.unlock();
    if (NamespaceShard* const local = shard.find(nsp())) {
      local->deliver(*job.delivery->packet, job.delivery->event.view(), job.delivery->target,
                     job.position);
    }
    lock.lock();
    inbox = &impl_->inboxes[shard.index()];
  }
  inbox->isDraining = false;
}

void SessionAwareAdapter::persistSession(SocketSession session) {
  const std::scoped_lock lock(impl_->mutex);
  impl_->log.persist(std::move(session), PacketLog::Clock::now());
}

Task<std::optional<RestoredSession>> SessionAwareAdapter::restoreSession(std::string pid,
                                                                         std::string offset) {
  std::uint64_t position = 0;
  std::optional<SocketSession> session;
  {
    const std::scoped_lock lock(impl_->mutex);
    session = impl_->log.claim(pid, offset, position, PacketLog::Clock::now());
  }
  if (!session) {
    co_return std::nullopt;
  }
  RestoredSession restored;
  restored.takeMissed = [impl = impl_, rooms = session->rooms, position] {
    const std::scoped_lock lock(impl->mutex);
    return impl->log.missedBy(rooms, position);
  };
  restored.session = std::move(*session);
  co_return restored;
}

}  // namespace ignis::socket_io
