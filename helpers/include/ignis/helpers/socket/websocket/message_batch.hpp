#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/socket/websocket/shared_messages.hpp"

namespace ignis {

/// Messages for the same connections that are sent together at the end of the loop's turn: each
/// connection is visited and written to once, however many there are. Use it on the thread of its
/// loop only.
class MessageBatch final : private FlushTarget {
 public:
  /// Gets what was collected, to send it to each connection.
  using Send = std::function<void(const std::shared_ptr<const SharedMessages>&)>;

  MessageBatch(EventLoop& loop, Send send);
  MessageBatch(const MessageBatch&) = delete;
  MessageBatch& operator=(const MessageBatch&) = delete;
  ~MessageBatch();

  void addText(std::string_view payload);
  void addBinary(std::string_view payload);
  bool isEmpty() const noexcept { return messages_ == nullptr; }
  /// Sends at once what was collected. Call it before something else is sent to one of the
  /// connections, and before it changes which they are.
  void flush();

 private:
  void onFlush() override;
  SharedMessages& open();
  void added();

  EventLoop& loop_;
  Send send_;
  std::shared_ptr<SharedMessages> messages_;
  bool isQueued_ = false;  ///< `onFlush` will be called
};

}  // namespace ignis
