#include <algorithm>
#include <set>
#include <utility>

#include "ignis/helpers/network/event_loop.hpp"
#include "socket/socket_io/adapter/redis/bounded.hpp"
#include "socket/socket_io/adapter/redis/cluster_message.hpp"
#include "socket/socket_io/adapter/redis/redis_streams_adapter_impl.hpp"
#include "socket/socket_io/log.hpp"
#include "socket/socket_io/loop_shard.hpp"
#include "socket/socket_io/namespace_shard.hpp"
#include "socket/socket_io/server_core.hpp"

namespace ignis::socket_io {

namespace {

constexpr std::size_t MAX_SENDERS = 1000;
constexpr const char* SILENCE = "[restoreSession] Redis does not answer in time";

bool isVolatile(const StreamEntry& entry) {
  return entry.message.data["opts"]["flags"]["volatile"] == Json(true);
}

}  // namespace

void RedisStreamsAdapter::Impl::onReset() {
  const std::scoped_lock lock(mutex_);
  positionBase_ = lastPosition_;
}

void RedisStreamsAdapter::Impl::onEntry(const StreamEntry& entry) {
  const StreamsMessage& message = entry.message;
  const bool isOwn = message.uid == uid_;
  if (entry.number) {
    if (windows_.size() >= MAX_SENDERS && !windows_.contains(message.uid)) {
      windows_.clear();
    }
    if (!windows_[message.uid].take(*entry.number)) {
      return;  // sent twice
    }
  }
  if (isOwn) {
    const std::scoped_lock lock(mutex_);
    const bool isHere = entry.number && deliveredHere_.erase(*entry.number) > 0;
    if (isHere || message.type != StreamsMessageType::BROADCAST) {
      return;
    }
  } else {
    members_.peers().learn(message.uid);
  }
  if (message.type != StreamsMessageType::BROADCAST) {
    return applyCommand(message);
  }
  if (isRecovering() && !isVolatile(entry)) {
    return deliver(entry);
  }
  BroadcastTarget target;
  const auto event = eventOf(message.data["packet"]["data"]);
  if (!event || !readBroadcastTarget(message.data["opts"], target)) {
    return garbage(GarbageLog::Kind::BROADCAST, hub_->options().streamName);
  }
  if (!isOwn) {
    deliverPlain(event->view(), target);
  }
}

std::shared_ptr<const Delivery> RedisStreamsAdapter::Impl::makeDelivery(
    const StreamEntry& entry) const {
  BroadcastTarget target;
  const auto event = eventOf(entry.message.data["packet"]["data"]);
  if (!event || !readBroadcastTarget(entry.message.data["opts"], target)) {
    return nullptr;
  }
  const std::string json = withOffset(event->view().json, entry.id.text());
  const EventData data{.json = json, .attachments = event->view().attachments};
  return std::make_shared<const Delivery>(
      encodeEvent(adapter_.nsp(), std::nullopt, data, target.flags), data, target);
}

void RedisStreamsAdapter::Impl::deliver(const StreamEntry& entry) {
  const auto delivery = makeDelivery(entry);
  if (!delivery) {
    return garbage(GarbageLog::Kind::BROADCAST, hub_->options().streamName);
  }
  std::uint64_t position = 0;
  {
    const std::scoped_lock lock(mutex_);
    position = positionBase_ + entry.id.position();
    lastPosition_ = position;
    for (const auto& weak : restores_) {
      if (const auto restore = weak.lock()) {
        restore->since.push_back({.position = position, .delivery = delivery});
      }
    }
  }
  adapter_.core().onEachShard(
      [nsp = adapter_.nsp().shared_from_this(), delivery, position](LoopShard& shard) {
        if (NamespaceShard* const local = shard.find(*nsp)) {
          local->deliver(*delivery->packet, delivery->event.view(), delivery->target, position);
        }
      });
}

std::shared_ptr<RedisStreamsAdapter::Impl::Restore> RedisStreamsAdapter::Impl::beginRestore() {
  const auto restore = std::make_shared<Restore>();
  const std::scoped_lock lock(mutex_);
  std::erase_if(restores_, [](const auto& weak) { return weak.expired(); });
  restores_.push_back(restore);
  return restore;
}

/// The session is given out once. What its socket has seen has to be in the stream, or nobody knows
/// what it has missed.
Task<std::optional<SocketSession>> RedisStreamsAdapter::Impl::claimSession(EventLoop& loop,
                                                                           std::string pid,
                                                                           std::string offset) {
  const auto limit = hub_->options().requestsTimeout;
  const std::string key = hub_->options().sessionKeyPrefix + pid;
  const RedisValue stored =
      co_await bounded(loop, limit, hub_->redis()->execute("GETDEL", key), SILENCE);
  const RedisValue seen = co_await bounded(
      loop, limit, hub_->redis()->execute("XRANGE", hub_->options().streamName, offset, offset),
      SILENCE);
  std::optional<SocketSession> session =
      stored.isString() ? decodeSession(stored.asString()) : std::nullopt;
  if (session && (session->pid != pid || seen.size() == 0)) {
    session.reset();
  }
  co_return session;
}

Task<StreamId> RedisStreamsAdapter::Impl::readStream(EventLoop& loop, StreamId offset,
                                                     std::vector<Positioned>& read) {
  constexpr std::size_t PAGE = 1000;
  constexpr std::size_t MAX_PAGES = 100;
  SentNumbers numbers;
  for (std::size_t page = 0; page < MAX_PAGES; ++page) {
    const std::string from = offset.next().text();
    const RedisValue entries = co_await bounded(
        loop, hub_->options().requestsTimeout,
        hub_->redis()->execute("XRANGE", hub_->options().streamName, from, "+", "COUNT", PAGE),
        SILENCE);
    for (const RedisValue& element : entries.elements()) {
      offset = streamIdOf(element).value_or(offset);
      takeForRestore(element, numbers, read);
    }
    if (entries.size() < PAGE) {
      break;
    }
  }
  co_return offset;
}

void RedisStreamsAdapter::Impl::takeForRestore(const RedisValue& element, SentNumbers& numbers,
                                               std::vector<Positioned>& read) {
  const auto entry = decodeStreamEntry(element);
  if (!entry || entry->message.nsp != adapter_.nsp().name() ||
      entry->message.type != StreamsMessageType::BROADCAST || isVolatile(*entry) ||
      (entry->number && !numbers.emplace(entry->message.uid, *entry->number).second)) {
    return;
  }
  if (auto delivery = makeDelivery(*entry)) {
    const std::scoped_lock lock(mutex_);
    read.push_back(
        {.position = positionBase_ + entry->id.position(), .delivery = std::move(delivery)});
  }
}

Task<std::optional<RestoredSession>> RedisStreamsAdapter::Impl::restore(EventLoop& loop,
                                                                        std::string pid,
                                                                        StreamId offset) {
  const auto self = shared_from_this();
  // From here on nothing is missed: what is delivered while the stream is read is kept.
  const auto restore = beginRestore();
  std::optional<SocketSession> session = co_await claimSession(loop, pid, offset.text());
  if (!session) {
    co_return std::nullopt;
  }
  std::vector<Positioned> read;
  const StreamId end = co_await readStream(loop, offset, read);
  co_return finishRestore(std::move(*session), restore, std::move(read), end);
}

RestoredSession RedisStreamsAdapter::Impl::finishRestore(SocketSession session,
                                                         std::shared_ptr<const Restore> restore,
                                                         std::vector<Positioned> read,
                                                         const StreamId& end) {
  std::uint64_t readUpTo = 0;
  {
    const std::scoped_lock lock(mutex_);
    readUpTo = positionBase_ + end.position();
  }
  RestoredSession restored;
  restored.takeMissed = [self = shared_from_this(), alive = adapter_.nsp().shared_from_this(),
                         restore = std::move(restore), read = std::move(read),
                         rooms = session.rooms,
                         readUpTo] { return self->takeMissed(read, *restore, rooms, readUpTo); };
  restored.session = std::move(session);
  return restored;
}

MissedPackets RedisStreamsAdapter::Impl::takeMissed(const std::vector<Positioned>& read,
                                                    const Restore& restore,
                                                    const std::vector<std::string>& rooms,
                                                    std::uint64_t readUpTo) {
  MissedPackets missed;
  const auto take = [&](const Positioned& positioned) {
    if (isMeant(positioned.delivery->target, rooms)) {
      missed.packets.push_back(positioned.delivery->packet);
    }
  };
  std::for_each(read.begin(), read.end(), take);
  const std::scoped_lock lock(mutex_);
  for (const Positioned& positioned : restore.since) {
    if (positioned.position > readUpTo) {
      take(positioned);
    }
  }
  missed.receivedUpTo = std::max(readUpTo, lastPosition_);
  return missed;
}

}  // namespace ignis::socket_io
