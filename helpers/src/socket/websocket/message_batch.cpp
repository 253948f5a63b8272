#include "ignis/helpers/socket/websocket/message_batch.hpp"

#include <utility>

namespace ignis {

namespace {

/// A batch of this many bytes does not wait for the end of the turn.
constexpr std::size_t FULL_BYTES = 64 * 1024;

}  // namespace

MessageBatch::MessageBatch(EventLoop& loop, Send send) : loop_(loop), send_(std::move(send)) {}

MessageBatch::~MessageBatch() {
  if (isQueued_) {
    loop_.forgetFlush(*this);
  }
}

void MessageBatch::addText(std::string_view payload) {
  open().addText(payload);
  added();
}

void MessageBatch::addBinary(std::string_view payload) {
  open().addBinary(payload);
  added();
}

void MessageBatch::flush() {
  // Sending may close connections, whose handlers may begin the next batch.
  if (const auto messages = std::exchange(messages_, nullptr)) {
    send_(messages);
  }
}

void MessageBatch::onFlush() {
  isQueued_ = false;
  flush();
}

SharedMessages& MessageBatch::open() {
  if (isEmpty()) {
    messages_ = std::make_shared<SharedMessages>();
    if (!std::exchange(isQueued_, true)) {
      loop_.flushLater(*this);
    }
  }
  return *messages_;
}

void MessageBatch::added() {
  if (messages_->plain()->size() >= FULL_BYTES) {
    flush();
  }
}

}  // namespace ignis
