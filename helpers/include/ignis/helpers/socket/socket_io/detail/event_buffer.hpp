#pragma once

#include <string>

namespace ignis {
class EventLoop;
}

namespace ignis::socket_io::detail {

/// An empty string with capacity, borrowed from the loop.
class EventBuffer {
 public:
  explicit EventBuffer(EventLoop& loop);
  EventBuffer(const EventBuffer&) = delete;
  EventBuffer& operator=(const EventBuffer&) = delete;
  ~EventBuffer();

  std::string text;

 private:
  EventLoop& loop_;
};

}  // namespace ignis::socket_io::detail
