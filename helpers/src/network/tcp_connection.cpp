#include "ignis/helpers/network/tcp_connection.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "ignis/helpers/logger/logger_factory.hpp"
#include "network/loop_phase.hpp"

namespace ignis {

namespace {

/// Shared bytes above this are referenced instead of copied: a copy of less is cheaper than a
/// segment.
constexpr std::size_t COPY_LIMIT = 4 * 1024;
constexpr std::size_t SEGMENTS_PER_WRITE = 64;
constexpr std::chrono::seconds LINGER_TIME{1};

Logger& logger() {
  static Logger& instance = LoggerFactory::getLogger({"TcpConnection"});
  return instance;
}

}  // namespace

void ConnectionProtocol::onEnd(TcpConnection& connection) { connection.closeAfterFlush(); }

std::shared_ptr<TcpConnection> TcpConnection::open(EventLoop& loop, int descriptor,
                                                   std::string peerAddress,
                                                   const ConnectionLimits& limits,
                                                   ConnectionOwner& owner,
                                                   std::unique_ptr<ConnectionProtocol> protocol) {
  std::shared_ptr<TcpConnection> connection(new TcpConnection(
      loop, descriptor, std::move(peerAddress), limits, owner, std::move(protocol)));
  loop.watch(*connection, descriptor, connection->interest_);
  connection->self_ = connection;
  return connection;
}

TcpConnection::TcpConnection(EventLoop& loop, int descriptor, std::string peerAddress,
                             const ConnectionLimits& limits, ConnectionOwner& owner,
                             std::unique_ptr<ConnectionProtocol> protocol)
    : loop_(loop),
      limits_(&limits),
      owner_(owner),
      protocol_(std::move(protocol)),
      peerAddress_(std::move(peerAddress)),
      timer_([this] { onTimer(); }),
      descriptor_(descriptor),
      interest_(EPOLLIN | EPOLLRDHUP | EPOLLET) {}

TcpConnection::~TcpConnection() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

void TcpConnection::onReady(std::uint32_t events) {
  if ((events & EPOLLOUT) != 0 && !writeSome()) {
    return;
  }
  if ((events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0 && isOpen()) {
    readOnce(events);
  }
}

void TcpConnection::readOnce(std::uint32_t events) {
  const auto buffer = loop_.readBuffer();
  const ssize_t count = ::recv(descriptor_, buffer.data(), buffer.size(), 0);
  if (count > 0) {
    // What comes after the last answer is thrown away.
    if (!closing_) {
      protocol_->onData(*this, buffer.first(static_cast<std::size_t>(count)));
    }
    // The loop tells once that there is something to read. When this was not all of it, it is asked
    // to look again, so that others have their turn before.
    const bool isAll = static_cast<std::size_t>(count) < buffer.size() &&
                       (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) == 0;
    if (!isAll && isOpen()) {
      loop_.rewatch(*this, descriptor_, interest_);
    }
    return;
  }
  if (count < 0) {
    if (errno != EAGAIN && errno != EINTR) {
      close();
    }
    return;
  }
  if (closing_) {
    close();
    return;
  }
  ended_ = true;
  updateInterest();
  protocol_->onEnd(*this);
}

std::string& TcpConnection::output() {
  if (out_.empty() && out_.capacity() == std::string().capacity()) {
    out_ = loop_.takeBuffer();
  }
  return out_;
}

void TcpConnection::outputQueued() {
  pendingOutput_ = out_.size() - outOffset_;
  for (const Segment& segment : queue_) {
    pendingOutput_ += segment.rest().size();
  }
  if (!flushQueued_ && isOpen() && (interest_ & EPOLLOUT) == 0) {
    flushQueued_ = true;
    loop_.flushLater(*this);
  }
  // One large answer is not a slow peer: the limit counts once the kernel has refused bytes.
  if (isWaitingForPeer() && pendingOutput_ > limits_->hardOutputLimit && isOpen()) {
    logger().warn(
        "[write] A peer that does not read is closed | peer: {} | unsent: {} bytes | limit: "
        "hardOutputLimit {}",
        peerAddress_, pendingOutput_, limits_->hardOutputLimit);
    close();
  }
}

void TcpConnection::write(std::string_view bytes) {
  output().append(bytes);
  outputQueued();
}

void TcpConnection::write(const SharedBytes& bytes) {
  std::size_t written = 0;
  if (pendingOutput_ == 0 && isFlushing() && isOpen() && !closing_) {
    // This would be written right after: what the kernel takes at once need not be kept. An error
    // comes again when the rest is written.
    const ssize_t taken =
        ::send(descriptor_, bytes->data(), bytes->size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    written = taken > 0 ? static_cast<std::size_t>(taken) : 0;
    bytesWritten_ += written;
    if (written == bytes->size()) {
      return;
    }
  }
  if (bytes->size() <= COPY_LIMIT) {
    write(std::string_view(*bytes).substr(written));
    return;
  }
  if (out_.size() > outOffset_) {
    queue_.push_back({.shared = nullptr, .own = std::move(out_), .offset = outOffset_});
    out_ = loop_.takeBuffer();
    outOffset_ = 0;
  }
  queue_.push_back({.shared = bytes, .own = {}, .offset = written});
  outputQueued();
}

void TcpConnection::onFlush() {
  flushQueued_ = false;
  if (isOpen()) {
    writeSome();
  }
}

/// Hands the front of the output to the kernel; the result is send(2)'s.
ssize_t TcpConnection::sendFront() {
  constexpr int FLAGS = MSG_NOSIGNAL | MSG_DONTWAIT;
  const std::string_view end = std::string_view(out_).substr(outOffset_);
  if (queue_.empty()) {
    return ::send(descriptor_, end.data(), end.size(), FLAGS);
  }
  std::array<iovec, SEGMENTS_PER_WRITE> parts;
  std::size_t count = 0;
  const auto add = [&](std::string_view bytes) {
    // sendmsg does not write through the pointer; iovec is shared with readv and so not const.
    parts[count++] = {.iov_base = const_cast<char*>(bytes.data()), .iov_len = bytes.size()};
  };
  for (const Segment& segment : queue_) {
    if (count + 1 == parts.size()) {
      break;
    }
    add(segment.rest());
  }
  if (count == queue_.size()) {
    add(end);
  }
  msghdr message{};
  message.msg_iov = parts.data();
  message.msg_iovlen = count;
  return ::sendmsg(descriptor_, &message, FLAGS);
}

/// False when the connection is closed afterwards.
bool TcpConnection::writeSome() {
  // Also when the kernel takes it all: who has seen the connection backpressured waits for the end
  // of it.
  wasBackpressured_ = wasBackpressured_ || isBackpressured();
  while (pendingOutput_ > 0) {
    const ssize_t written = sendFront();
    if (written < 0) {
      if (errno == EINTR) {
        continue;
      }
      if (errno == EAGAIN) {
        break;
      }
      close();
      return false;
    }
    consume(static_cast<std::size_t>(written));
    writeDeadline_ = EventLoop::Clock::time_point::max();
  }
  if (pendingOutput_ > 0) {
    if (writeDeadline_ == EventLoop::Clock::time_point::max()) {
      writeDeadline_ = loop_.now() + limits_->writeTimeout;
      setDeadline(deadline_);
    }
  } else {
    loop_.giveBuffer(std::exchange(out_, {}));
    outOffset_ = 0;
    if (closing_) {
      linger();
      return isOpen();
    }
  }
  updateInterest();
  if (pendingOutput_ == 0 && std::exchange(wasBackpressured_, false)) {
    protocol_->onDrain(*this);
  }
  return isOpen();
}

void TcpConnection::consume(std::size_t bytes) {
  pendingOutput_ -= bytes;
  bytesWritten_ += bytes;
  std::size_t done = 0;
  while (bytes > 0 && done < queue_.size()) {
    const std::size_t size = queue_[done].rest().size();
    if (bytes < size) {
      queue_[done].offset += bytes;
      bytes = 0;
      break;
    }
    bytes -= size;
    ++done;
  }
  queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(done));
  outOffset_ += bytes;
  // A connection that is never quite drained must not keep what it has written; moving the smaller
  // half costs no more than writing the larger one did.
  if (outOffset_ > out_.size() / 2) {
    out_.erase(0, outOffset_);
    outOffset_ = 0;
  }
}

void TcpConnection::updateInterest() {
  if (!isOpen()) {
    return;
  }
  std::uint32_t interest = EPOLLET;
  if (!ended_ && !readingPaused_ && !isBackpressured()) {
    interest |= EPOLLIN | EPOLLRDHUP;
  }
  if (pendingOutput_ > 0 && !flushQueued_) {
    interest |= EPOLLOUT;
  }
  if (interest != interest_) {
    interest_ = interest;
    loop_.rewatch(*this, descriptor_, interest);
  }
}

void TcpConnection::setProtocol(std::unique_ptr<ConnectionProtocol> protocol) {
  std::swap(protocol_, protocol);
  loop_.bury(std::move(protocol));
  protocol_->onAttached(*this);
}

void TcpConnection::setLimits(const ConnectionLimits& limits) {
  limits_ = &limits;
  updateInterest();
}

void TcpConnection::setDeadline(EventLoop::Clock::time_point deadline) {
  deadline_ = deadline;
  const auto earliest = std::min(deadline_, writeDeadline_);
  // A timer that is armed too early only looks again: moving a deadline later needs no work here.
  if (earliest < timerAt_ && isOpen()) {
    timerAt_ = earliest;
    const auto delay = std::chrono::ceil<std::chrono::milliseconds>(earliest - loop_.now());
    loop_.arm(timer_, std::max(delay, std::chrono::milliseconds{0}));
  }
}

void TcpConnection::onTimer() {
  timerAt_ = EventLoop::Clock::time_point::max();
  if (!isOpen()) {
    return;
  }
  const auto now = loop_.now();
  if (writeDeadline_ <= now) {
    logger().warn(
        "[write] A peer that does not read is closed | peer: {} | unsent: {} bytes | limit: "
        "writeTimeout {} ms",
        peerAddress_, pendingOutput_, limits_->writeTimeout.count());
    close();
    return;
  }
  if (deadline_ <= now) {
    deadline_ = EventLoop::Clock::time_point::max();
    setDeadline(deadline_);
    if (closing_) {
      close();
    } else {
      protocol_->onDeadline(*this);
    }
    return;
  }
  setDeadline(deadline_);
}

void TcpConnection::pauseReading() {
  readingPaused_ = true;
  updateInterest();
}

void TcpConnection::resumeReading() {
  readingPaused_ = false;
  updateInterest();
}

void TcpConnection::shutdown() {
  if (isOpen() && !closing_) {
    protocol_->onShutdown(*this);
  }
}

void TcpConnection::closeAfterFlush() {
  if (!isOpen() || closing_) {
    return;
  }
  closing_ = true;
  deadline_ = EventLoop::Clock::time_point::max();
  readingPaused_ = false;
  if (pendingOutput_ == 0) {
    linger();
  }
}

/// Closing a socket with unread input resets it, and the peer may lose our last answer. So say that
/// nothing more comes and read what the peer still sends, for a while (RFC 9112 section 9.6).
void TcpConnection::linger() {
  if (ended_) {
    close();
    return;
  }
  ::shutdown(descriptor_, SHUT_WR);
  setDeadline(loop_.now() + LINGER_TIME);
  updateInterest();
}

int TcpConnection::detach() {
  loop_.unwatch(*this, descriptor_);
  if (flushQueued_) {
    loop_.forgetFlush(*this);
  }
  timer_.cancel();
  return std::exchange(descriptor_, -1);
}

TcpConnection::Released TcpConnection::release() {
  Released released{.descriptor = detach(), .peerAddress = peerAddress_, .unsent = {}};
  for (const Segment& segment : std::exchange(queue_, {})) {
    released.unsent.append(segment.rest());
  }
  released.unsent.append(out_, outOffset_);
  loop_.giveBuffer(std::exchange(out_, {}));
  outOffset_ = 0;
  pendingOutput_ = 0;
  loop_.bury(std::move(self_));
  return released;
}

void TcpConnection::close() {
  if (!isOpen()) {
    return;
  }
  ::close(detach());
  queue_.clear();
  loop_.giveBuffer(std::exchange(out_, {}));
  outOffset_ = 0;
  pendingOutput_ = 0;
  protocol_->onClosed(*this);
  owner_.onConnectionClosed(*this);
  loop_.bury(std::move(self_));
}

}  // namespace ignis
