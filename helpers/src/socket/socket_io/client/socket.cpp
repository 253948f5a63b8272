#include "ignis/helpers/socket/socket_io/client/socket.hpp"

#include <utility>

#include "socket/socket_io/client/awaited_answer.hpp"
#include "socket/socket_io/client/end_core.hpp"
#include "socket/socket_io/client/socket_core.hpp"

namespace ignis::socket_io::client {

Socket::Socket(std::shared_ptr<SocketCore> core) : core_(std::move(core)) {}

Socket::~Socket() { endCore(std::move(core_), "Socket"); }

std::string Socket::id() const { return core_->id(); }

bool Socket::connected() const noexcept { return core_->connected(); }

bool Socket::active() const noexcept { return core_->active(); }

bool Socket::recovered() const noexcept { return core_->recovered(); }

const std::string& Socket::nsp() const noexcept { return core_->nsp(); }

EventLoop& Socket::loop() const noexcept { return core_->loop(); }

void Socket::connect() {
  core_->run([](SocketCore& core) { core.connect(); });
}

void Socket::disconnect() {
  core_->run([](SocketCore& core) { core.disconnect(); });
}

ListenerId Socket::addListener(std::string_view event,
                               std::unique_ptr<detail::SocketlessEventHandler> handler,
                               ListenerFlags flags) {
  const ListenerId id = core_->emitter().add(
      event, std::move(handler), {.isOnce = flags.isOnce, .isPrepended = flags.isPrepended});
  if (event == "connect") {
    core_->tellConnectLater();
  }
  return id;
}

void Socket::off(ListenerId listener) { core_->emitter().remove(listener); }

void Socket::off(std::string_view event) { core_->emitter().remove(event); }

void Socket::off() { core_->emitter().clear(); }

void Socket::offAny() { off(ANY_EVENT); }

void Socket::offAnyOutgoing() { off(ANY_OUTGOING_EVENT); }

bool Socket::hasListeners(std::string_view event) const { return core_->emitter().has(event); }

SocketOperator Socket::volatile_() { return SocketOperator(*this, {.isVolatile = true}); }

SocketOperator Socket::compress(bool compress) {
  return SocketOperator(*this, {.compress = compress});
}

SocketOperator Socket::timeout(std::chrono::milliseconds timeout) {
  return SocketOperator(*this, {.timeout = timeout});
}

void Socket::sendEvent(const EventData& event, const EmitFlags& flags,
                       std::unique_ptr<detail::AckHandler> onAnswer) {
  if (core_->loop().isCurrent()) {
    core_->emit(event, flags, std::move(onAnswer));
    return;
  }
  core_->run([owned = OwnedEventData(event), flags,
              onAnswer = std::move(onAnswer)](SocketCore& core) mutable {
    core.emit(owned.view(), flags, std::move(onAnswer));
  });
}

Task<detail::OwnedAnswer> Socket::request(std::shared_ptr<SocketCore> core, OwnedEventData event,
                                          EmitFlags flags) {
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>,
                                     AwaitedAnswer::Signature>(
      [core = std::move(core), event = std::move(event), flags](auto handler) mutable {
        // The socket has the coroutine from here on, not the other way round as well.
        const std::shared_ptr<SocketCore> self = std::move(core);
        auto onAnswer = std::make_unique<AwaitedAnswer>(std::move(handler));
        self->run([event = std::move(event), flags,
                   onAnswer = std::move(onAnswer)](SocketCore& socket) mutable {
          socket.emit(event.view(), flags, std::move(onAnswer));
        });
      },
      boost::asio::use_awaitable);
}

SocketOperator SocketOperator::volatile_() const {
  EmitFlags flags = flags_;
  flags.isVolatile = true;
  return SocketOperator(socket_, flags);
}

SocketOperator SocketOperator::compress(bool compress) const {
  EmitFlags flags = flags_;
  flags.compress = compress;
  return SocketOperator(socket_, flags);
}

SocketOperator SocketOperator::timeout(std::chrono::milliseconds timeout) const {
  EmitFlags flags = flags_;
  flags.timeout = timeout;
  return SocketOperator(socket_, flags);
}

}  // namespace ignis::socket_io::client
