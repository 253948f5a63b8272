#include "socket/socket_io/socket_io_client_helper_impl.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "common/failure.hpp"
#include "ignis/di/application_error.hpp"
#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/socket/socket_io/client/manager.hpp"
#include "ignis/helpers/socket/socket_io/socket_io_constants.hpp"

namespace ignis {

using socket_io::Ack;
using socket_io::CallGate;
using socket_io::IncomingEvent;
using socket_io::client::ConnectError;

namespace {

constexpr std::chrono::milliseconds CALLBACK_PATIENCE{900};

constexpr std::array<std::string_view, 6> OWN_EVENTS{"connect",
                                                     "disconnect",
                                                     "connect_error",
                                                     SocketIOConstants::EVENT_AUTHENTICATED,
                                                     SocketIOConstants::EVENT_UNAUTHENTICATE,
                                                     SocketIOConstants::EVENT_PING};

std::shared_ptr<socket_io::client::Socket> makeSocket(SocketIOClientHelperOptions& options) {
  // Nothing happens before there are listeners.
  options.options.autoConnect = false;
  return socket_io::client::io(options.host, std::move(options.options));
}

std::string textOf(const std::optional<Json>& data) { return data ? data->dump() : "undefined"; }

}  // namespace

/// What listeners of the socket hold of the helper.
class SocketIOClientHelper::Impl::Scope {
 public:
  explicit Scope(Impl& impl) : impl_(impl.weak_from_this()), gate_(impl.gate()) {}

  /// Calls `function(impl)`, unless the helper has gone or been shut down.
  template <class Function>
  void run(const Function& function) const {
    const auto impl = impl_.lock();
    const CallGate::Pass pass(*gate_);
    if (impl != nullptr && pass) {
      function(*impl);
    }
  }

 private:
  std::weak_ptr<Impl> impl_;
  std::shared_ptr<CallGate> gate_;
};

SocketIOClientHelper::Impl::Impl(SocketIOClientHelperOptions options, Logger& logger)
    : identifier_(std::move(options.identifier)),
      logger_(logger),
      callbacks_{.onConnected = std::move(options.onConnected),
                 .onDisconnected = std::move(options.onDisconnected),
                 .onError = std::move(options.onError),
                 .onAuthenticated = std::move(options.onAuthenticated),
                 .onUnauthenticated = std::move(options.onUnauthenticated)},
      connectsAtOnce_(options.options.autoConnect),
      socket_(makeSocket(options)),
      loop_(socket_->loop()),
      gate_(std::make_shared<CallGate>()) {}

void SocketIOClientHelper::Impl::start() {
  listen();
  if (connectsAtOnce_) {
    socket_->connect();
  }
}

void SocketIOClientHelper::Impl::close() {
  const auto gate = this->gate();
  gate->shut();
  // A callback that does not end in time may still use the socket, which then dies after it.
  if (loop_.isCurrent() || gate->waitUntilIdle(CALLBACK_PATIENCE)) {
    socket_.reset();
  }
}

std::shared_ptr<CallGate> SocketIOClientHelper::Impl::gate() const {
  const std::scoped_lock lock(gateMutex_);
  return gate_;
}

void SocketIOClientHelper::Impl::listen() {
  const Scope scope(*this);
  socket_->on("connect", [scope] { scope.run([](Impl& impl) { impl.onConnect(); }); });
  socket_->on("disconnect", [scope](std::string reason) {
    scope.run([&](Impl& impl) { impl.onDisconnect(reason); });
  });
  socket_->on("connect_error", [scope](ConnectError error) {
    scope.run([&](Impl& impl) { impl.onConnectError(error); });
  });
  socket_->on(SocketIOConstants::EVENT_AUTHENTICATED, [scope](std::optional<Json> data) {
    scope.run([&](Impl& impl) { impl.onAuthenticated(data); });
  });
  socket_->on(SocketIOConstants::EVENT_UNAUTHENTICATE, [scope](std::optional<Json> data) {
    scope.run([&](Impl& impl) { impl.onUnauthenticated(data); });
  });
  socket_->on(SocketIOConstants::EVENT_PING, [scope] {
    scope.run([](Impl& impl) {
      impl.logger_.debug("[configure] Ping received | id: {}", impl.identifier_);
    });
  });
}

void SocketIOClientHelper::Impl::onConnect() {
  logger_.info("[configure] Connected | id: {}", identifier_);
  notify("onConnected", callbacks_.onConnected);
}

void SocketIOClientHelper::Impl::onDisconnect(const std::string& reason) {
  logger_.info("[configure] Disconnected | id: {} | reason: {}", identifier_, reason);
  state_ = State::UNAUTHORIZED;
  notify("onDisconnected", callbacks_.onDisconnected, reason);
}

void SocketIOClientHelper::Impl::onConnectError(const ConnectError& error) {
  const std::string text =
      error.description ? fmt::format("{}: {}", error.message, *error.description) : error.message;
  logger_.error("[configure] Connection error | id: {} | error: {}", identifier_, text);
  notify("onError", callbacks_.onError, error);
}

void SocketIOClientHelper::Impl::onAuthenticated(const std::optional<Json>& data) {
  logger_.info("[configure] Authenticated | id: {} | data: {}", identifier_, textOf(data));
  state_ = State::AUTHENTICATED;
  notify("onAuthenticated", callbacks_.onAuthenticated);
}

void SocketIOClientHelper::Impl::onUnauthenticated(const std::optional<Json>& data) {
  logger_.warn("[configure] Unauthenticated | id: {} | data: {}", identifier_, textOf(data));
  state_ = State::UNAUTHORIZED;
  const Json* const message = data ? data->find("message") : nullptr;
  const bool hasText = message != nullptr && message->isString();
  notify("onUnauthenticated", callbacks_.onUnauthenticated,
         hasText ? message->asString() : std::string());
}

template <class... Args>
void SocketIOClientHelper::Impl::notify(std::string_view name,
                                        const Handler<void(const Args&...)>& callback,
                                        const Args&... args) {
  if (!callback || !hasCallbacks_) {
    return;
  }
  std::string failure = fmt::format("[configure] {} callback error", name);
  if (callback.isAsync()) {
    return spawn(std::move(failure), [callback, args...] { return callback(args...); });
  }
  try {
    callback.call(args...);
  } catch (...) {
    logger_.error("{} | error: {}", failure, describeFailure(std::current_exception()));
  }
}

void SocketIOClientHelper::Impl::callHandler(const SocketIOClientSubscription& subscription,
                                             const IncomingEvent& event, Ack ack) {
  const auto failure = [](std::string_view name) {
    return fmt::format("[subscribe] Handler error | event: {}", name);
  };
  try {
    subscription.handler.target()->call(
        event, std::move(ack), [&](std::string_view name, std::function<Task<void>()> task) {
          spawn(failure(name), std::move(task));
        });
  } catch (...) {
    logger_.error("{} | error: {}", failure(event.name), describeFailure(std::current_exception()));
  }
}

void SocketIOClientHelper::Impl::spawn(std::string failure, std::function<Task<void>()> task) {
  loop_.spawn("Socket.IO client", [logger = &logger_, failure = std::move(failure),
                                   task = std::move(task)] { return run(*logger, failure, task); });
}

Task<void> SocketIOClientHelper::Impl::run(Logger& logger, std::string failure,
                                           std::function<Task<void>()> task) {
  try {
    co_await task();
  } catch (...) {
    logger.error("{} | error: {}", failure, describeFailure(std::current_exception()));
  }
}

void SocketIOClientHelper::Impl::authenticate() {
  if (!socket_->connected()) {
    logger_.warn("[authenticate] Cannot authenticate | id: {} | reason: not connected",
                 identifier_);
    return;
  }
  State state = State::UNAUTHORIZED;
  if (!state_.compare_exchange_strong(state, State::AUTHENTICATING)) {
    logger_.warn("[authenticate] Cannot authenticate | id: {} | currentState: {}", identifier_,
                 SocketIOClientStates::toName(state));
    return;
  }
  socket_->emit(SocketIOConstants::EVENT_AUTHENTICATE);
  if (!socket_->connected()) {
    // Off the loop the connection may have been lost, and the state been reset, in between.
    state = State::AUTHENTICATING;
    state_.compare_exchange_strong(state, State::UNAUTHORIZED);
  }
  logger_.info("[authenticate] Authentication requested | id: {}", identifier_);
}

bool SocketIOClientHelper::Impl::listensItself(std::string_view event) const {
  return !isShutDown_ && std::ranges::find(OWN_EVENTS, event) != OWN_EVENTS.end();
}

void SocketIOClientHelper::Impl::subscribe(const SocketIOSubscribeArgs& args) {
  if (!args.handler) {
    logger_.warn("[subscribe] No handler provided | event: {}", args.event);
    return;
  }
  const auto subscription =
      args.ignoreDuplicate && listensItself(args.event) ? nullptr : subscriptions_.add(args);
  if (subscription == nullptr) {
    logger_.info("[subscribe] Handler already exists | event: {}", args.event);
    return;
  }
  const auto listener =
      socket_->on(args.event, [scope = Scope(*this), weak = std::weak_ptr(subscription)](
                                  const IncomingEvent& event, Ack ack) {
        scope.run([&](Impl& impl) {
          if (const auto subscribed = weak.lock()) {
            impl.callHandler(*subscribed, event, std::move(ack));
          }
        });
      });
  if (!subscriptions_.setListener(*subscription, listener)) {
    socket_->off(listener);
  }
  logger_.info("[subscribe] Subscribed | event: {}", args.event);
}

void SocketIOClientHelper::Impl::unsubscribe(const SocketIOUnsubscribeArgs& args) {
  const auto listeners = subscriptions_.remove(args.event, args.handler);
  if (!listeners) {
    logger_.info("[unsubscribe] No listeners to remove | event: {}", args.event);
    return;
  }
  for (const auto listener : *listeners) {
    socket_->off(listener);
  }
  logger_.info("[unsubscribe] Removed {} | event: {}",
               args.handler ? "specific handler" : "all handlers", args.event);
}

void SocketIOClientHelper::Impl::connect() {
  if (isShutDown_.exchange(false)) {
    listen();
  }
  socket_->connect();
}

void SocketIOClientHelper::Impl::emit(const SocketIOClientEmitArgs& args) {
  if (!socket_->connected()) {
    throw getError({.message = "Invalid socket client state to emit"});
  }
  if (args.topic.empty()) {
    throw getError({.message = "Topic is required to emit"});
  }
  if (args.data) {
    socket_->emit(args.topic, *args.data);
  } else {
    socket_->emit(args.topic);
  }
  if (args.cb) {
    loop_.post([scope = Scope(*this), cb = args.cb] { scope.run([&](Impl&) { cb(); }); });
  }
  if (args.doLog) {
    logger_.info("[emit] Emitted | topic: {} | data: {}", args.topic,
                 args.data ? args.data->dump() : "undefined");
  }
}

void SocketIOClientHelper::Impl::joinRooms(const SocketIORoomsArgs& args) {
  if (!socket_->connected()) {
    logger_.warn("[joinRooms] Cannot join rooms | id: {} | reason: not connected", identifier_);
    return;
  }
  socket_->emit(SocketIOConstants::EVENT_JOIN, args);
  logger_.info("[joinRooms] Join rooms requested | id: {} | rooms: {}", identifier_,
               toJson(args.rooms));
}

void SocketIOClientHelper::Impl::leaveRooms(const SocketIORoomsArgs& args) {
  if (!socket_->connected()) {
    logger_.warn("[leaveRooms] Cannot leave rooms | id: {} | reason: not connected", identifier_);
    return;
  }
  socket_->emit(SocketIOConstants::EVENT_LEAVE, args);
  logger_.info("[leaveRooms] Leave rooms requested | id: {} | rooms: {}", identifier_,
               toJson(args.rooms));
}

void SocketIOClientHelper::Impl::shutdown() {
  logger_.info("[shutdown] Shutting down SocketIO client | id: {}", identifier_);
  hasCallbacks_ = false;
  isShutDown_ = true;
  auto gate = std::make_shared<CallGate>();
  {
    const std::scoped_lock lock(gateMutex_);
    gate_.swap(gate);
  }
  gate->shut();
  subscriptions_.clear();
  socket_->off();
  socket_->disconnect();
  if (!loop_.isCurrent()) {
    gate->waitUntilIdle(CALLBACK_PATIENCE);
  }
  state_ = State::UNAUTHORIZED;
  logger_.info("[shutdown] SocketIO client shutdown complete | id: {}", identifier_);
}

}  // namespace ignis
