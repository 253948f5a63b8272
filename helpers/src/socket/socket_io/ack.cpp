#include "ignis/helpers/socket/socket_io/ack.hpp"

#include <utility>

#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/socket/socket_io/socket.hpp"

namespace ignis::socket_io {

Ack::Ack(Socket& socket, std::uint64_t id)
    : socket_(socket.weak_from_this()), loop_(&socket.loop()), id_(id), isSpent_(false) {}

Ack::Ack(const Ack& other) : socket_(other.socket_), loop_(other.loop_), id_(other.id_) {
  if (other.isPending() && !other.sharedSpent_) {
    other.sharedSpent_ = std::make_shared<bool>(false);
  }
  isSpent_ = other.isSpent_;
  sharedSpent_ = other.sharedSpent_;
}

Ack& Ack::operator=(const Ack& other) {
  if (this != &other) {
    Ack copy(other);
    *this = std::move(copy);
  }
  return *this;
}

Ack::Ack(Ack&& other) noexcept
    : socket_(std::move(other.socket_)),
      loop_(other.loop_),
      id_(other.id_),
      isSpent_(std::exchange(other.isSpent_, true)),
      sharedSpent_(std::move(other.sharedSpent_)) {}

Ack& Ack::operator=(Ack&& other) noexcept {
  socket_ = std::move(other.socket_);
  loop_ = other.loop_;
  id_ = other.id_;
  isSpent_ = std::exchange(other.isSpent_, true);
  sharedSpent_ = std::move(other.sharedSpent_);
  return *this;
}

bool Ack::isPending() const noexcept { return !isSpent_ && (!sharedSpent_ || !*sharedSpent_); }

void Ack::send(std::string data) const {
  isSpent_ = true;
  if (sharedSpent_) {
    *sharedSpent_ = true;
  }
  if (socket_.expired()) {
    return;
  }
  if (loop_->isCurrent()) {
    if (const auto socket = socket_.lock()) {
      socket->sendAck(id_, data);
    }
    return;
  }
  loop_->post([weak = socket_, id = id_, data = std::move(data)] {
    if (const auto socket = weak.lock()) {
      socket->sendAck(id, data);
    }
  });
}

}  // namespace ignis::socket_io
