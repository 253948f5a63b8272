#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/network/timer_wheel.hpp"

namespace ignis {

class TcpConnection;

/// Bytes that several connections send; encoded once, owned by whoever still has to write them.
using SharedBytes = std::shared_ptr<const std::string>;

/// What a connection speaks. Owned by its connection; every call comes on the connection's loop.
class ConnectionProtocol {
 public:
  virtual ~ConnectionProtocol() = default;

  /// The connection speaks this protocol from here on.
  virtual void onAttached(TcpConnection&) {}
  /// `data` is valid during the call only and may be changed in place (unmasking).
  virtual void onData(TcpConnection& connection, std::span<char> data) = 0;
  /// The peer will send nothing more; by default the connection closes.
  virtual void onEnd(TcpConnection& connection);
  /// Everything queued has been handed to the kernel, after `isBackpressured()` was true.
  virtual void onDrain(TcpConnection&) {}
  /// The deadline set with `setDeadline` has passed.
  virtual void onDeadline(TcpConnection& connection) = 0;
  /// The server is stopping: finish what is under way, then close.
  virtual void onShutdown(TcpConnection& connection) = 0;
  /// The connection is gone. Called exactly once, last.
  virtual void onClosed(TcpConnection&) {}
};

struct ConnectionLimits {
  /// Unsent bytes past which the connection counts as backpressured and is not read from.
  std::size_t backpressureLimit = 1024 * 1024;
  /// Unsent bytes past which a peer that does not read is closed as soon as more is queued for it.
  std::size_t hardOutputLimit = 16 * 1024 * 1024;
  /// How long unsent bytes may make no progress before the peer is closed.
  std::chrono::milliseconds writeTimeout{30000};
};

/// Told when a connection has gone, so that the server can count and forget it.
class ConnectionOwner {
 public:
  virtual void onConnectionClosed(TcpConnection& connection) = 0;

 protected:
  ~ConnectionOwner() = default;
};

/// One accepted socket on one loop. It reads into the loop's buffer, queues output, and writes it
/// once per turn of the loop. Alive while it is open (it owns itself) or while somebody holds it;
/// call members on its loop only.
class TcpConnection final : public std::enable_shared_from_this<TcpConnection>,
                            private IoWatcher,
                            private FlushTarget {
 public:
  static std::shared_ptr<TcpConnection> open(EventLoop& loop, int descriptor,
                                             std::string peerAddress,
                                             const ConnectionLimits& limits, ConnectionOwner& owner,
                                             std::unique_ptr<ConnectionProtocol> protocol);
  TcpConnection(const TcpConnection&) = delete;
  TcpConnection& operator=(const TcpConnection&) = delete;
  ~TcpConnection();

  EventLoop& loop() noexcept { return loop_; }
  const std::string& peerAddress() const noexcept { return peerAddress_; }
  bool isOpen() const noexcept { return descriptor_ >= 0; }

  /// The end of the queued output, to append to; call `outputQueued` afterwards.
  std::string& output();
  void outputQueued();
  void write(std::string_view bytes);
  /// Large shared bytes are referenced until they are written, small ones are copied.
  void write(const SharedBytes& bytes);
  std::size_t pendingOutput() const noexcept { return pendingOutput_; }
  bool isBackpressured() const noexcept { return pendingOutput_ > limits_->backpressureLimit; }
  /// Whether the kernel has refused bytes because the peer does not read fast enough.
  bool isWaitingForPeer() const noexcept { return writeDeadline_ != NEVER; }
  /// Bytes that the kernel has taken so far.
  std::uint64_t bytesWritten() const noexcept { return bytesWritten_; }

  /// Replaces what the connection speaks and tells it so; the replaced protocol lives until the end
  /// of the turn.
  void setProtocol(std::unique_ptr<ConnectionProtocol> protocol);
  ConnectionProtocol& protocol() noexcept { return *protocol_; }
  /// Other limits from here on; they must outlive the connection.
  void setLimits(const ConnectionLimits& limits);

  /// Moves the one deadline of the connection; extending it costs nothing.
  void setDeadline(EventLoop::Clock::time_point deadline);
  void pauseReading();
  void resumeReading();

  /// A socket on its way to another loop, and what was queued for its peer.
  struct Released {
    int descriptor;
    std::string peerAddress;
    std::string unsent;
  };
  /// Lets go of the socket without a word to protocol, owner or peer; the connection is closed
  /// afterwards.
  Released release();

  void shutdown();
  /// Closes when everything queued has been written, at the latest after the write timeout.
  void closeAfterFlush();
  void close();

 private:
  struct Segment {
    SharedBytes shared;  // set: `shared` from `offset` on
    std::string own;     // else: `own` from `offset` on
    std::size_t offset = 0;
    std::string_view rest() const {
      return std::string_view(shared ? *shared : own).substr(offset);
    }
  };

  TcpConnection(EventLoop& loop, int descriptor, std::string peerAddress,
                const ConnectionLimits& limits, ConnectionOwner& owner,
                std::unique_ptr<ConnectionProtocol> protocol);

  void onReady(std::uint32_t events) override;
  void onFlush() override;
  void readOnce(std::uint32_t events);
  ssize_t sendFront();
  bool writeSome();
  void consume(std::size_t bytes);
  void linger();
  int detach();
  void updateInterest();
  void onTimer();

  EventLoop& loop_;
  const ConnectionLimits* limits_;
  ConnectionOwner& owner_;
  std::unique_ptr<ConnectionProtocol> protocol_;
  std::shared_ptr<TcpConnection> self_;
  std::string peerAddress_;

  std::string out_;             ///< the output's end; `queue_` comes before it
  std::size_t outOffset_ = 0;   ///< written part of `out_`
  std::vector<Segment> queue_;  ///< used only around shared segments
  std::size_t pendingOutput_ = 0;
  std::uint64_t bytesWritten_ = 0;

  Timer timer_;
  static constexpr EventLoop::Clock::time_point NEVER = EventLoop::Clock::time_point::max();

  EventLoop::Clock::time_point deadline_ = NEVER;
  EventLoop::Clock::time_point timerAt_ = NEVER;
  EventLoop::Clock::time_point writeDeadline_ = NEVER;

  int descriptor_;
  std::uint32_t interest_;
  bool flushQueued_ = false;
  bool readingPaused_ = false;
  bool ended_ = false;
  bool closing_ = false;
  bool wasBackpressured_ = false;
};

}  // namespace ignis
