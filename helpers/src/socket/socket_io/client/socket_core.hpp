#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ignis/helpers/socket/socket_io/ack_receiver.hpp"
#include "ignis/helpers/socket/socket_io/client/client_options.hpp"
#include "ignis/helpers/socket/socket_io/client/connect_error.hpp"
#include "ignis/helpers/socket/socket_io/client/socket.hpp"
#include "ignis/helpers/socket/socket_io/protocol/packet_assembler.hpp"
#include "socket/socket_io/client/emitter.hpp"
#include "socket/socket_io/client/event_queue.hpp"
#include "socket/socket_io/client/manager_core.hpp"
#include "socket/socket_io/client/session_recovery.hpp"
#include "socket/socket_io/pending_acks.hpp"

namespace ignis::socket_io::client {

/// A namespace as a client takes part in it. What the public class holds; it lives on the loop.
class SocketCore final : public AckReceiver, public std::enable_shared_from_this<SocketCore> {
 public:
  /// Without options it has those of its manager.
  SocketCore(std::shared_ptr<ManagerCore> manager, std::string nsp,
             std::optional<SocketOptions> options);
  SocketCore(const SocketCore&) = delete;
  SocketCore& operator=(const SocketCore&) = delete;
  ~SocketCore();

  // Any thread.
  const std::string& nsp() const noexcept { return nsp_; }
  std::string id() const;
  bool connected() const noexcept { return isConnected_; }
  bool active() const noexcept { return takesPart_ && manager_->isTrying(); }
  bool recovered() const noexcept { return isRecovered_; }
  Emitter& emitter() noexcept { return emitter_; }
  CallGate& gate() noexcept { return emitter_.gate(); }
  EventLoop& loop() const noexcept { return manager_->loop(); }
  std::shared_ptr<EventLoop> sharedLoop() const { return manager_->sharedLoop(); }
  const std::shared_ptr<Mailbox>& mailbox() const noexcept { return manager_->mailbox(); }
  /// Calls `function` with this on the loop: now, when this is its thread.
  template <class Function>
  void run(Function function) {
    if (loop().isCurrent()) {
      function(*this);
    } else {
      mailbox()->post([self = shared_from_this(), function = std::move(function)]() mutable {
        function(*self);
      });
    }
  }
  /// Tells a `connect` that nobody listened for, later.
  void tellConnectLater();

  // On the loop only, from here on.
  void connect();
  void disconnect();
  void emit(const EventData& event, const EmitFlags& flags,
            std::unique_ptr<detail::AckHandler> onAnswer);
  void sendAck(std::uint64_t id, const EventData& answer) override;
  /// Leaves without a word to anybody here.
  void tearDown();

  /// There is a connection that the namespace can be entered on.
  void onManagerOpen();
  void onManagerError(const ConnectError& error);
  void onManagerClosed(std::string_view reason, std::string_view description);
  void onPacket(const AssembledPacket& assembled);

 private:
  class RetryAck;
  /// Events that came before the answer to CONNECT.
  struct ReceiveBuffer {
    std::vector<OwnedIncomingEvent> events;
    std::size_t bytes = 0;
  };
  enum class State : std::uint8_t { IDLE, ASKING_AUTH, JOINING, CONNECTED };

  // socket_core.cpp: from and to the namespace
  static Task<void> askAuth(std::weak_ptr<SocketCore> weak, Handler<JsonText()> authFn,
                            std::uint32_t round);
  const Handler<JsonText()>& authFn() const noexcept;
  std::optional<std::string> callAuthFn(JsonText& auth);
  void onAuth(const JsonText& auth, const std::optional<std::string>& failure);
  void join(std::string_view auth);
  void refuse(const ConnectError& error);
  void handleConnect(std::string_view data);
  void handleConnectError(std::string_view data);
  void handleClosed(std::string_view reason, std::string_view description);
  void leave();
  void setConnected(std::string id);
  void tellConnect();
  bool isIn(std::uint32_t round) const noexcept { return round_ == round && isConnected_; }

  // socket_core_events.cpp: events and answers
  std::size_t retries() const noexcept;
  std::chrono::milliseconds ackTimeout() const noexcept;
  void send(const EventData& event, const EmitFlags& flags,
            std::unique_ptr<detail::AckHandler> onAnswer);
  void write(const EventData& event, std::optional<std::uint64_t> ackId);
  std::uint64_t expectAck(std::unique_ptr<detail::AckHandler> handler, const EmitFlags& flags);
  void refuseEmit(std::unique_ptr<detail::AckHandler> onAnswer, std::string_view message);
  /// Whether one more event may wait, of which `count` do already.
  bool mayWait(std::size_t count);
  void sendNextOfQueue(bool isAgain);
  void onRetryAnswer(std::uint64_t number, const AckError* error, const IncomingAnswer* answer);
  void deliverReceived();
  void sendBuffered();
  void handleEvent(const IncomingEvent& event);
  void keep(const IncomingEvent& event);
  void dispatch(const IncomingEvent& event);
  PendingAcks::Handlers takeSentAcks();

  const std::shared_ptr<ManagerCore> manager_;
  const std::string nsp_;
  const std::unique_ptr<const SocketOptions> options_;
  Emitter emitter_;

  mutable std::mutex idMutex_;
  std::string id_;
  std::atomic<bool> isConnected_ = false;
  std::atomic<bool> isRecovered_ = false;
  std::atomic<bool> takesPart_ = false;

  State state_ = State::IDLE;
  bool isConnectUntold_ = false;
  bool isWaitLimitLogged_ = false;  ///< since the last connect
  bool isReceiveLimitLogged_ = false;
  std::uint32_t round_ = 0;  ///< counts connects and disconnects
  std::uint64_t nextAckId_ = 0;
  std::unique_ptr<SessionRecovery> recovery_;
  std::unique_ptr<PendingAcks> acks_;
  std::unique_ptr<SendBuffer> sendBuffer_;
  std::unique_ptr<RetryQueue> retryQueue_;
  std::unique_ptr<ReceiveBuffer> receiveBuffer_;
};

}  // namespace ignis::socket_io::client
