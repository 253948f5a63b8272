#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "ignis/helpers/json/write_json.hpp"
#include "ignis/helpers/socket/socket_io/event_data.hpp"

namespace ignis {
class EventLoop;
}

namespace ignis::socket_io::detail {

/// Throws an `ApplicationError` when events of this name belong to the protocol.
void refuseReservedName(std::string_view event);
/// The same for events between servers.
void refuseReservedServerName(std::string_view event);

/// Where an event is encoded. On a loop its text is a string that the loop lends, so that encoding
/// costs no allocation.
class EventBuffer {
 public:
  EventBuffer();
  EventBuffer(const EventBuffer&) = delete;
  EventBuffer& operator=(const EventBuffer&) = delete;
  ~EventBuffer();

  /// Appends `["event",arguments…]`. What is binary in the arguments has to outlive the buffer.
  template <class... Args>
  void appendEvent(std::string_view event, const Args&... arguments) {
    refuseReservedName(event);
    appendArguments(event, arguments...);
  }
  template <class... Args>
  void appendServerEvent(std::string_view event, const Args&... arguments) {
    refuseReservedServerName(event);
    appendArguments(event, arguments...);
  }
  /// Appends `[arguments…]`.
  template <class... Args>
  void appendArguments(const Args&... arguments) {
    JsonWriter writer(text, &attachments);
    writer.beginArray();
    (writeJson(writer, arguments), ...);
    writer.endArray();
  }

  EventData data(std::size_t from = 0) const noexcept {
    return {.json = std::string_view(text).substr(from), .attachments = attachments};
  }

  std::string text;
  Attachments attachments;

 private:
  EventLoop* loop_;
};

}  // namespace ignis::socket_io::detail
