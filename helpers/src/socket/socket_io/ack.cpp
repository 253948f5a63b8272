#include "ignis/helpers/socket/socket_io/ack.hpp"

#include <utility>

#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/socket/socket_io/socket.hpp"

namespace ignis::socket_io {

Ack::Ack(Socket& socket, std::uint64_t id) : Ack(socket.weak_from_this(), socket.loop(), id) {}

Ack::Ack(std::weak_ptr<AckReceiver> receiver, EventLoop& loop, std::uint64_t id)
    : receiver_(std::move(receiver)), loop_(&loop), id_(id), isSpent_(false) {}

Ack::Ack(const Ack& other) : receiver_(other.receiver_), loop_(other.loop_), id_(other.id_) {
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
    : receiver_(std::move(other.receiver_)),
      loop_(other.loop_),
      id_(other.id_),
      isSpent_(std::exchange(other.isSpent_, true)),
      sharedSpent_(std::move(other.sharedSpent_)) {}

Ack& Ack::operator=(Ack&& other) noexcept {
  receiver_ = std::move(other.receiver_);
  loop_ = other.loop_;
  id_ = other.id_;
  isSpent_ = std::exchange(other.isSpent_, true);
  sharedSpent_ = std::move(other.sharedSpent_);
  return *this;
}

bool Ack::isPending() const noexcept { return !isSpent_ && (!sharedSpent_ || !*sharedSpent_); }

void Ack::send(const EventData& answer) const {
  isSpent_ = true;
  if (sharedSpent_) {
    *sharedSpent_ = true;
  }
  if (receiver_.expired()) {
    return;
  }
  if (loop_->isCurrent()) {
    if (const auto receiver = receiver_.lock()) {
      receiver->sendAck(id_, answer);
    }
    return;
  }
  loop_->post([weak = receiver_, id = id_, owned = OwnedEventData(answer)] {
    if (const auto receiver = weak.lock()) {
      receiver->sendAck(id, owned.view());
    }
  });
}

}  // namespace ignis::socket_io
