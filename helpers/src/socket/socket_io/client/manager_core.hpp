#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/socket/socket_io/client/client_options.hpp"
#include "ignis/helpers/socket/socket_io/client/socket.hpp"
#include "ignis/helpers/socket/socket_io/protocol/packet_assembler.hpp"
#include "ignis/helpers/socket/socket_io/protocol/packet_decoder.hpp"
#include "network/background_loop.hpp"
#include "socket/socket_io/client/client_address.hpp"
#include "socket/socket_io/client/emitter.hpp"
#include "socket/socket_io/client/engine/engine_client.hpp"
#include "socket/socket_io/client/mailbox.hpp"

namespace ignis::socket_io::client {

class SocketCore;

/// The connection of a manager and of its sockets: makes it, makes it again, and shares it between
/// them. What the public classes hold; it lives on the loop.
class ManagerCore final : public std::enable_shared_from_this<ManagerCore>,
                          private EngineClient::Listener {
 public:
  /// Throws an `ApplicationError` that names what is wrong with the URL or the options.
  ManagerCore(std::string_view url, ClientOptions options);
  ManagerCore(const ManagerCore&) = delete;
  ManagerCore& operator=(const ManagerCore&) = delete;
  ~ManagerCore();

  // Any thread.
  const ClientOptions& options() const noexcept { return options_; }
  const ClientAddress& address() const noexcept { return address_; }
  EventLoop& loop() const noexcept { return loop_; }
  /// Null for a loop of the user.
  std::shared_ptr<EventLoop> sharedLoop() const;
  const std::shared_ptr<Mailbox>& mailbox() const noexcept { return mailbox_; }
  Emitter& emitter() noexcept { return emitter_; }
  CallGate& gate() noexcept { return emitter_.gate(); }
  bool isOpen() const noexcept { return state_ == State::OPEN; }
  /// Whether there is a connection, or will be without somebody asking for it.
  bool isTrying() const noexcept { return isTrying_; }
  std::string_view transportName() const noexcept;
  std::shared_ptr<Socket> socket(std::string_view nsp, std::optional<SocketOptions> options);
  /// Calls `function` with this on the loop: now, when this is its thread.
  template <class Function>
  void run(Function function) {
    if (loop_.isCurrent()) {
      function(*this);
    } else {
      mailbox_->post([self = shared_from_this(), function = std::move(function)]() mutable {
        function(*self);
      });
    }
  }

  // On the loop only, from here on.
  void open();
  void close();
  /// Closes for good; sockets are disconnected and told so.
  void tearDown();

  /// The socket takes part from here on. False when there is no manager any more.
  bool add(SocketCore& socket);
  /// `isJoining` when it has asked to enter its namespace and there is no answer yet.
  void remove(SocketCore& socket, bool isJoining);
  /// Whether the answer to a CONNECT is due that nobody waits for any more: until it is there
  /// another one for the namespace would be an error. The socket is told when it may go on.
  bool isLeaving(std::string_view nsp) const noexcept;

  bool isWritable() const noexcept { return isOpen() && engine_->isWritable(); }
  /// Does nothing unless it is open.
  void send(PacketType type, std::string_view nsp, std::optional<std::uint64_t> id,
            const EventData& data);

 private:
  enum class State : std::uint8_t { CLOSED, OPENING, OPEN };
  enum class Transport : std::uint8_t { NONE, POLLING, WEBSOCKET };

  void onEngineOpen() override;
  void onEngineText(std::string_view message) override;
  void onEngineBinary(std::span<const std::byte> message) override;
  void onEnginePing() override;
  void onEngineFailed(std::string_view message, std::string_view description) override;
  void onEngineClosed(std::string_view reason, std::string_view description) override;

  void take(const Assembly& assembly);
  void endLeaving(const Packet& packet);
  void handleClosed(std::string_view reason, std::string_view description);
  void endEngine(std::string_view reason);
  void reconnect();
  void onRetry();
  void noteTransport() noexcept;
  SocketCore* find(std::string_view nsp) const noexcept;
  /// For calls to handlers, which may add and remove sockets.
  std::vector<std::shared_ptr<SocketCore>> sockets() const;

  const ClientOptions options_;
  const ClientAddress address_;
  std::shared_ptr<BackgroundLoop> background_;
  EventLoop& loop_;
  std::shared_ptr<Mailbox> mailbox_;
  Emitter emitter_;

  std::mutex handlesMutex_;
  std::vector<std::pair<std::string, std::weak_ptr<Socket>>> handles_;

  std::vector<SocketCore*> sockets_;  ///< those that take part
  std::vector<std::string> leaving_;  ///< see `isLeaving`
  std::unique_ptr<EngineClient> engine_;
  PacketDecoder decoder_;
  PacketAssembler assembler_;
  Timer timer_;
  std::size_t attempts_ = 0;  ///< to reconnect
  std::atomic<State> state_ = State::CLOSED;
  std::atomic<bool> isTrying_ = false;
  std::atomic<Transport> transport_ = Transport::NONE;
  bool isReconnecting_ = false;
  bool isClosedByUser_ = false;  ///< until somebody opens it
  bool isEnded_ = false;
  bool hadWebSocket_ = false;
};

}  // namespace ignis::socket_io::client
