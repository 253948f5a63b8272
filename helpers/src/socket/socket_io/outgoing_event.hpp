#pragma once

#include <string>
#include <vector>

#include "ignis/helpers/common/bytes.hpp"
#include "ignis/helpers/socket/socket_io/event_data.hpp"
#include "ignis/helpers/socket/socket_io/incoming_event.hpp"

namespace ignis::socket_io {

/// An event on its way out as its receiver will see it, for handlers of all events.
class OutgoingEvent {
 public:
  explicit OutgoingEvent(const EventData& event);

  IncomingEvent view() const noexcept {
    return {.name = name_, .data = data_, .attachments = attachments_};
  }

 private:
  std::string name_;
  std::string_view data_;
  std::vector<Bytes> attachments_;
};

}  // namespace ignis::socket_io
