#include "ignis/helpers/socket/socket_io/socket_io_emitter.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "ignis/di/application_error.hpp"
#include "socket/socket_io/adapter/redis/broadcast_message.hpp"
#include "socket/socket_io/adapter/redis/cluster_channels.hpp"
#include "socket/socket_io/adapter/redis/cluster_publisher.hpp"
#include "socket/socket_io/adapter/redis/cluster_request.hpp"

namespace ignis {

using socket_io::BroadcastOptionsOrder;
using socket_io::ClusterChannels;
using socket_io::ClusterPublisher;
using socket_io::ClusterRequestType;

namespace {

constexpr std::string_view UID = "emitter";  // of no server, so that all take what it sends

std::string withSlash(std::string_view nsp) {
  return nsp.starts_with('/') ? std::string(nsp) : "/" + std::string(nsp);
}

void append(std::vector<std::string>& names, const socket_io::Rooms& rooms) {
  names.insert(names.end(), rooms.names.begin(), rooms.names.end());
}

}  // namespace

/// What all copies of an emitter share: what is under way.
class SocketIOEmitter::Outbox : public std::enable_shared_from_this<Outbox> {
 public:
  Outbox(std::shared_ptr<DefaultRedisHelper> redis, std::string key)
      : publisher_(
            std::make_shared<ClusterPublisher>(std::move(redis), ClusterPublisher::Role::GUEST)),
        key_(std::move(key)) {}

  ClusterChannels channels(std::string_view nsp) const { return {key_, nsp}; }
  std::uint64_t failedCount() const noexcept { return publisher_->failedCount(); }

  void publish(std::string_view channel, std::string_view payload,
               std::function<void(bool isSent)> onSent = {}) {
    {
      const std::scoped_lock lock(mutex_);
      ++sent_;
    }
    publisher_->publish(channel, payload,
                        [self = shared_from_this(), onSent = std::move(onSent)](bool isPublished) {
                          if (onSent) {
                            onSent(isPublished);
                          }
                          self->onDone(isPublished);
                        });
  }

  /// Calls `function` once all that has been sent is done.
  void whenDone(std::function<void()> function) {
    {
      const std::scoped_lock lock(mutex_);
      if (done_ < sent_) {
        waiters_.push_back({.sent = sent_, .function = std::move(function)});
        return;
      }
    }
    function();
  }

  std::uint64_t takeLost() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(lost_, 0);
  }

 private:
  struct Waiter {
    std::uint64_t sent;
    std::function<void()> function;
  };

  void onDone(bool isPublished) {
    std::vector<Waiter> ready;
    {
      const std::scoped_lock lock(mutex_);
      ++done_;
      lost_ += isPublished ? 0 : 1;
      const auto isReady = [this](const Waiter& waiter) { return waiter.sent <= done_; };
      for (Waiter& waiter : waiters_) {
        if (isReady(waiter)) {
          ready.push_back(waiter);
        }
      }
      std::erase_if(waiters_, isReady);
    }
    for (const Waiter& waiter : ready) {
      waiter.function();
    }
  }

  std::shared_ptr<ClusterPublisher> publisher_;
  std::string key_;
  std::mutex mutex_;
  std::uint64_t sent_ = 0;
  std::uint64_t done_ = 0;
  std::uint64_t lost_ = 0;  ///< since the last `flush`
  std::vector<Waiter> waiters_;
};

SocketIOEmitter::SocketIOEmitter(std::shared_ptr<DefaultRedisHelper> redis,
                                 SocketIOEmitterOptions options, std::string_view nsp)
    : outbox_(std::make_shared<Outbox>(std::move(redis), std::move(options.key))),
      nsp_(withSlash(nsp)) {}

SocketIOEmitter SocketIOEmitter::of(std::string_view nsp) const {
  SocketIOEmitter next = *this;
  next.nsp_ = withSlash(nsp);
  next.target_ = {};
  return next;
}

SocketIOEmitter SocketIOEmitter::to(const socket_io::Rooms& rooms) const {
  SocketIOEmitter next = *this;
  append(next.target_.rooms, rooms);
  return next;
}

SocketIOEmitter SocketIOEmitter::except(const socket_io::Rooms& rooms) const {
  SocketIOEmitter next = *this;
  append(next.target_.except, rooms);
  return next;
}

SocketIOEmitter SocketIOEmitter::volatile_() const {
  SocketIOEmitter next = *this;
  next.target_.flags.isVolatile = true;
  return next;
}

SocketIOEmitter SocketIOEmitter::compress(bool compress) const {
  SocketIOEmitter next = *this;
  next.target_.flags.compress = compress;
  return next;
}

void SocketIOEmitter::send(const socket_io::EventData& event,
                           std::function<void(bool isSent)> onDone) const {
  socket_io::detail::EventBuffer buffer;
  const socket_io::BroadcastOrigin origin{
      .uid = UID, .nsp = nsp_, .order = BroadcastOptionsOrder::OF_EMITTER};
  if (!appendBroadcast(buffer.text, origin, event, target_)) {
    throw getError(
        {.message = "[SocketIOEmitter][emit] The event is no JSON, or nested too deeply"});
  }
  outbox_->publish(outbox_->channels(nsp_).broadcastTo(target_.rooms), buffer.text,
                   std::move(onDone));
}

void SocketIOEmitter::sendToServers(const socket_io::EventData& event) const {
  if (!event.attachments.empty()) {
    throw getError(
        {.message = "[SocketIOEmitter][serverSideEmit] Binary arguments cannot be sent to servers "
                    "| cure: encode them as text"});
  }
  outbox_->publish(outbox_->channels(nsp_).request,
                   socket_io::encodeServerSideEmit(UID, "", event.json));
}

void SocketIOEmitter::socketsJoin(const socket_io::Rooms& rooms) const {
  outbox_->publish(
      outbox_->channels(nsp_).request,
      socket_io::encodeRoomsRequest(ClusterRequestType::REMOTE_JOIN, "", target_, rooms.names));
}

void SocketIOEmitter::socketsLeave(const socket_io::Rooms& rooms) const {
  outbox_->publish(
      outbox_->channels(nsp_).request,
      socket_io::encodeRoomsRequest(ClusterRequestType::REMOTE_LEAVE, "", target_, rooms.names));
}

void SocketIOEmitter::disconnectSockets(bool close) const {
  outbox_->publish(outbox_->channels(nsp_).request,
                   socket_io::encodeDisconnectRequest("", target_, close));
}

std::uint64_t SocketIOEmitter::failedCount() const noexcept { return outbox_->failedCount(); }

Task<void> SocketIOEmitter::flush() const {
  const auto outbox = outbox_;
  const auto initiate = [outbox](auto handler) {
    const auto executor = boost::asio::get_associated_executor(handler);
    const auto waiting = std::make_shared<decltype(handler)>(std::move(handler));
    outbox->whenDone([waiting, executor] {
      boost::asio::post(executor, [waiting] { std::move (*waiting)(); });
    });
  };
  co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
      initiate, boost::asio::use_awaitable);
  if (const std::uint64_t lost = outbox->takeLost(); lost > 0) {
    throw getError({.message = fmt::format("[SocketIOEmitter][flush] Redis has not taken all "
                                           "messages | lost: {}",
                                           lost),
                    .statusCode = 503});
  }
}

}  // namespace ignis
