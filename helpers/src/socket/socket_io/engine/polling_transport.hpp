#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/network/timer_wheel.hpp"
#include "ignis/helpers/socket/socket_io/socket_id.hpp"
#include "socket/socket_io/engine/session_request.hpp"
#include "socket/socket_io/engine/transport.hpp"

namespace ignis::socket_io {

class ClosingPolls;
class Session;

/// A WebSocket that a client has opened to replace its polling.
class UpgradeCandidate {
 public:
  /// Closes it; the session stays on polling, or is over.
  virtual void reject() = 0;

 protected:
  ~UpgradeCandidate() = default;
};

/// Engine.IO over long-polling: a pending GET carries packets to the client, POSTs bring those of
/// the client. Packets wait in one payload for the next GET, at most
/// `SessionOptions::maxBufferedBytes`; those of one turn of the loop leave together. Owned by its
/// session, or by `ClosingPolls` when it outlives it.
class PollingTransport final : public Transport, private PollListener, private FlushTarget {
 public:
  PollingTransport(ClosingPolls& closingPolls, Session& session);
  PollingTransport(const PollingTransport&) = delete;
  PollingTransport& operator=(const PollingTransport&) = delete;
  ~PollingTransport();

  /// A request with the session's id.
  void handle(const std::shared_ptr<SessionRequest>& request);
  void handleGet(std::shared_ptr<SessionRequest> request);

  /// A POST has begun; false when another one is under way, which ends the session.
  bool beginPost();
  void endPost() noexcept;

  /// False when there is a candidate already, or upgrades are not allowed.
  bool beginUpgrade(UpgradeCandidate& candidate);
  /// The candidate was probed: the client waits for its pending GET to be answered.
  void probed();
  /// The candidate is no more.
  void endUpgrade() noexcept;
  /// Polling is over; what waits is sent through `next`.
  void moveTo(Transport& next);
  /// The session has no more use for the transport.
  static void retire(const SocketId& id, std::unique_ptr<PollingTransport> transport);

  std::string_view name() const noexcept override { return "polling"; }
  void sendText(std::string_view packet, bool compress) override;
  void sendBinary(std::string_view bytes, bool compress) override;
  void sendShared(const SharedPacket& packet) override;
  bool isWritable() const noexcept override { return poll_ != nullptr; }
  void close(SessionEnd end) override;

 private:
  void onPollAborted(SessionRequest& request) override;
  void onPollShutdown() override;
  void onFlush() override;

  void handlePost(SessionRequest& request);
  /// False when the payload cannot be decoded.
  bool receive(std::string_view payload);
  void packetQueued(bool compress);
  void flushLater();
  void flush();
  void answerPoll(std::string payload);
  void onTimer();

  ClosingPolls& closingPolls_;
  EventLoop& loop_;
  Session* session_;  ///< null when it is closed
  SocketId id_;
  std::shared_ptr<SessionRequest> poll_;  ///< the pending GET
  std::string payload_;                   ///< packets that wait for it
  UpgradeCandidate* candidate_ = nullptr;
  EventLoop::Clock::time_point upgradeDeadline_{};
  Timer timer_;  ///< of the upgrade, then of closing
  unsigned posts_ = 0;
  bool isCompressed_ = false;  ///< a waiting packet wants it
  bool isFlushQueued_ = false;
  bool isInitial_ = true;
  bool isClosing_ = false;  ///< waits for one more GET
};

}  // namespace ignis::socket_io
