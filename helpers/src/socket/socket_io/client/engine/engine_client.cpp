#include "socket/socket_io/client/engine/engine_client.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "ignis/helpers/common/base64.hpp"
#include "ignis/helpers/socket/socket_io/protocol/engine_packet.hpp"
#include "network/client/url.hpp"
#include "socket/socket_io/client/engine/closing_transport.hpp"
#include "socket/socket_io/client/engine/polling_transport.hpp"
#include "socket/socket_io/client/engine/request_factory.hpp"
#include "socket/socket_io/client/engine/upgrade.hpp"
#include "socket/socket_io/client/engine/websocket_transport.hpp"
#include "socket/socket_io/client/log.hpp"

namespace ignis::socket_io::client {

using std::chrono::milliseconds;

namespace {

constexpr std::string_view POLLING = "polling";
constexpr std::string_view WEBSOCKET = "websocket";

/// So that the limit of the options passes before that of the connection, which is a share of it
/// for each address of a host.
constexpr milliseconds CONNECT_MARGIN{1000};

bool has(const ClientOptions& options, std::string_view transport) {
  return std::find(options.transports.begin(), options.transports.end(), transport) !=
         options.transports.end();
}

/// The transports to open a session with, in order.
std::vector<std::string_view> candidates(const ClientOptions& options, bool startWithWebSocket) {
  std::vector<std::string_view> names(options.transports.begin(), options.transports.end());
  if (startWithWebSocket) {
    std::stable_partition(names.begin(), names.end(),
                          [](std::string_view name) { return name == WEBSOCKET; });
  }
  return names;
}

}  // namespace

/// What a session knows whatever its transport is: its state, what packets mean, the heartbeat.
class EngineClient::Impl final : public Transport::Listener, public Upgrade::Listener {
 public:
  Impl(EventLoop& loop, const ClientOptions& options, const ClientAddress& address,
       bool startWithWebSocket, EngineClient::Listener& listener)
      : loop_(loop),
        options_(options),
        address_(address),
        listener_(&listener),
        startWithWebSocket_(startWithWebSocket),
        timer_([this] { onTimer(); }) {}

  void open();
  void close(std::string_view reason);
  /// Ends without a word to anybody. It may be what calls the listener, who destroys the client in
  /// that call.
  static void abandon(std::shared_ptr<Impl> impl) {
    impl->leave();
    EventLoop& loop = impl->loop_;
    loop.bury(std::move(impl));
  }

  bool isOpen() const noexcept { return state_ == State::OPEN; }
  bool isWritable() const noexcept { return isOpen() && transport_->isWritable(); }
  std::string_view transportName() const noexcept {
    return transport_ ? transport_->name() : std::string_view();
  }
  std::string_view id() const noexcept { return sid_; }
  void send(EnginePacketType type, std::string_view head, std::string_view body) {
    if (isOpen()) {
      transport_->sendPacket(toChar(type), head, body);
    }
  }
  void sendBinary(std::span<const std::byte> message) {
    if (isOpen()) {
      transport_->sendBinary(message);
    }
  }

 private:
  enum class State : std::uint8_t { NEW, OPENING, OPEN, CLOSED };

  void openNext();
  milliseconds connectTimeout() const;
  void onPacket(std::string_view packet) override;
  void onBinaryPacket(std::span<const std::byte> message) override;
  void onTransportEnd(const TransportEnd& end) override;
  void onUpgraded(std::unique_ptr<WebSocketTransport> webSocket) override;
  void onUpgradeFailed(std::string_view description) override;
  void onHandshake(const EnginePacket& packet);
  void handle(const EnginePacket& packet);
  void failAttempt(std::string_view error, std::string_view description);
  void startUpgrade();
  void onTimer();
  void failToParse(std::string_view description);
  void end(std::string_view reason, std::string_view description);
  EngineClient::Listener* leave();
  void dropTransport();
  void dropUpgrade();
  std::string server() const {
    return formatAuthority(address_.endpoint.host, address_.endpoint.port);
  }

  EventLoop& loop_;
  const ClientOptions& options_;
  const ClientAddress& address_;
  EngineClient::Listener* listener_;  ///< null once there is nothing more to tell
  State state_ = State::NEW;
  bool startWithWebSocket_;
  std::uint8_t attempt_ = 0;  ///< index of the next candidate
  std::shared_ptr<const Destination> destination_;
  std::shared_ptr<RequestFactory> requests_;  ///< until there is nothing but a WebSocket
  std::unique_ptr<Transport> transport_;
  std::unique_ptr<Upgrade> upgrade_;
  std::string sid_;
  milliseconds maxSilence_{0};
  Timer timer_;  ///< until it is open, for all of that; afterwards for the heartbeat
};

void EngineClient::Impl::open() {
  state_ = State::OPENING;
  destination_ = std::make_shared<const Destination>(Destination{
      .endpoint = address_.endpoint, .limits = {.hardOutputLimit = options_.maxUnsentBytes}});
  requests_ = std::make_shared<RequestFactory>(options_, address_);
  if (options_.timeout > milliseconds(0)) {
    loop_.arm(timer_, options_.timeout);
  }
  openNext();
}

milliseconds EngineClient::Impl::connectTimeout() const {
  return options_.timeout > milliseconds(0) ? options_.timeout + CONNECT_MARGIN : options_.timeout;
}

void EngineClient::Impl::openNext() {
  if (candidates(options_, startWithWebSocket_)[attempt_++] == POLLING) {
    transport_ =
        std::make_unique<PollingTransport>(loop_, destination_, requests_, options_, *this);
  } else {
    transport_ =
        std::make_unique<WebSocketTransport>(loop_, destination_, requests_, options_, *this);
  }
  transport_->open(connectTimeout());
}

void EngineClient::Impl::onPacket(std::string_view packet) {
  const auto decoded = decodeEnginePacket(packet);
  if (!decoded) {
    failToParse("The server sends what is no packet");
  } else if (isOpen()) {
    handle(*decoded);
  } else {
    onHandshake(*decoded);
  }
}

void EngineClient::Impl::onBinaryPacket(std::span<const std::byte> message) {
  if (isOpen()) {
    listener_->onEngineBinary(message);
  } else {
    failToParse("The server begins with something else than its handshake");
  }
}

void EngineClient::Impl::onHandshake(const EnginePacket& packet) {
  if (packet.type != EnginePacketType::OPEN) {
    return failToParse("The server begins with something else than its handshake");
  }
  std::string error;
  auto handshake = parseHandshake(packet.data, error);
  if (!handshake) {
    return failToParse("The server cannot be understood, " + error);
  }
  state_ = State::OPEN;
  sid_ = handshake->sid;
  maxSilence_ = handshake->pingInterval + handshake->pingTimeout;
  loop_.arm(timer_, maxSilence_);
  requests_->setSid(std::move(handshake->sid));
  transport_->onHandshake(*handshake);
  const bool canUpgrade = options_.upgrade && handshake->offersWebSocket &&
                          has(options_, WEBSOCKET) && transportName() == POLLING;
  if (!canUpgrade) {
    requests_.reset();
  }
  listener_->onEngineOpen();
  if (canUpgrade && isOpen()) {
    startUpgrade();
  }
}

void EngineClient::Impl::handle(const EnginePacket& packet) {
  switch (packet.type) {
    case EnginePacketType::MESSAGE:
      if (!packet.isBase64) {
        listener_->onEngineText(packet.data);
      } else if (const auto bytes = base64Decode(packet.data)) {
        listener_->onEngineBinary(std::as_bytes(std::span(*bytes)));
      } else {
        failToParse("The server sends base64 that is none");
      }
      break;
    case EnginePacketType::PING:
      loop_.arm(timer_, maxSilence_);
      transport_->sendPacket(toChar(EnginePacketType::PONG), {}, {});
      listener_->onEnginePing();
      break;
    case EnginePacketType::CLOSE:
      end("transport close", "The server has closed the session");
      break;
    case EnginePacketType::OPEN:
      failToParse("The server sends a second handshake");
      break;
    case EnginePacketType::PONG:
    case EnginePacketType::UPGRADE:
    case EnginePacketType::NOOP:
      break;
  }
}

void EngineClient::Impl::onTransportEnd(const TransportEnd& end) {
  if (!isOpen()) {
    return failAttempt(end.error, end.description);
  }
  if (end.isOrderly) {
    return this->end("transport close", end.description);
  }
  this->end("transport error", fmt::format("{}: {}", end.error, end.description));
}

void EngineClient::Impl::failToParse(std::string_view description) {
  const std::string where = fmt::format("{} | server: {}", description, server());
  if (!isOpen()) {
    return failAttempt(transportName() == POLLING ? "xhr poll error" : "websocket error", where);
  }
  dropUpgrade();
  ClosingTransport::start(loop_, std::move(transport_));
  end("parse error", where);
}

void EngineClient::Impl::failAttempt(std::string_view error, std::string_view description) {
  const auto names = candidates(options_, startWithWebSocket_);
  if (options_.tryAllTransports && attempt_ < names.size()) {
    logger().debug("[open] A transport cannot be opened, the next one is tried | {}: {}", error,
                   description);
    dropTransport();
    return openNext();
  }
  if (EngineClient::Listener* const listener = leave()) {
    listener->onEngineFailed(error, description);
  }
}

void EngineClient::Impl::startUpgrade() {
  auto& polling = static_cast<PollingTransport&>(*transport_);
  upgrade_ = std::make_unique<Upgrade>(loop_, polling, *this);
  upgrade_->start(destination_, requests_, options_);
}

void EngineClient::Impl::onUpgraded(std::unique_ptr<WebSocketTransport> webSocket) {
  webSocket->setListener(*this);
  static_cast<PollingTransport&>(*transport_).moveTo(*webSocket);
  dropTransport();
  transport_ = std::move(webSocket);
  loop_.bury(std::move(upgrade_));
  requests_.reset();
}

void EngineClient::Impl::onUpgradeFailed(std::string_view description) {
  logger().debug("[upgrade] The session stays with polling | server: {} | reason: {}", server(),
                 description);
  loop_.bury(std::move(upgrade_));
  requests_.reset();
}

void EngineClient::Impl::onTimer() {
  if (isOpen()) {
    return end("ping timeout", fmt::format("No heartbeat of the server for {} ms | server: {}",
                                           maxSilence_.count(), server()));
  }
  if (EngineClient::Listener* const listener = leave()) {
    listener->onEngineFailed("timeout",
                             fmt::format("No session after {} ms | server: {} | limit: timeout",
                                         options_.timeout.count(), server()));
  }
}

void EngineClient::Impl::close(std::string_view reason) {
  if (isOpen()) {
    dropUpgrade();
    ClosingTransport::start(loop_, std::move(transport_));
  }
  if (state_ == State::OPENING || state_ == State::OPEN) {
    end(reason, {});
  }
}

void EngineClient::Impl::end(std::string_view reason, std::string_view description) {
  if (EngineClient::Listener* const listener = leave()) {
    listener->onEngineClosed(reason, description);
  }
}

/// The state after the end, whatever it came from. Returns who has to be told.
EngineClient::Listener* EngineClient::Impl::leave() {
  state_ = State::CLOSED;
  timer_.cancel();
  dropUpgrade();
  dropTransport();
  requests_.reset();
  return std::exchange(listener_, nullptr);
}

void EngineClient::Impl::dropTransport() {
  if (transport_) {
    transport_->abandon();
    loop_.bury(std::move(transport_));
  }
}

void EngineClient::Impl::dropUpgrade() {
  if (upgrade_) {
    upgrade_->abandon();
    loop_.bury(std::move(upgrade_));
  }
}

EngineClient::EngineClient(EventLoop& loop, const ClientOptions& options,
                           const ClientAddress& address, bool startWithWebSocket,
                           Listener& listener)
    : impl_(std::make_shared<Impl>(loop, options, address, startWithWebSocket, listener)) {}

EngineClient::~EngineClient() { Impl::abandon(std::move(impl_)); }

void EngineClient::open() { impl_->open(); }

bool EngineClient::isOpen() const noexcept { return impl_->isOpen(); }

bool EngineClient::isWritable() const noexcept { return impl_->isWritable(); }

void EngineClient::sendText(std::string_view head, std::string_view body) {
  impl_->send(EnginePacketType::MESSAGE, head, body);
}

void EngineClient::sendBinary(std::span<const std::byte> message) { impl_->sendBinary(message); }

void EngineClient::close(std::string_view reason) { impl_->close(reason); }

std::string_view EngineClient::transportName() const noexcept { return impl_->transportName(); }

std::string_view EngineClient::id() const noexcept { return impl_->id(); }

}  // namespace ignis::socket_io::client
