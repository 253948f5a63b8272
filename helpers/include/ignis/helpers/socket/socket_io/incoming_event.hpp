#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/common/bytes.hpp"

namespace ignis::socket_io {

/// One event as it arrived. It views the message: valid during the call only.
struct IncomingEvent {
  std::string_view name;
  std::string_view data;  ///< JSON, `[name, arguments…]`
  std::optional<std::uint64_t> ackId{};
  std::span<const Bytes> attachments{};  ///< what the placeholders in `data` stand for
};

/// The same with memory of its own, for a coroutine.
class OwnedIncomingEvent {
 public:
  explicit OwnedIncomingEvent(const IncomingEvent& event)
      : name_(event.name),
        data_(event.data),
        attachments_(event.attachments.begin(), event.attachments.end()),
        ackId_(event.ackId) {}

  IncomingEvent view() const noexcept {
    return {.name = name_, .data = data_, .ackId = ackId_, .attachments = attachments_};
  }

 private:
  std::string name_;
  std::string data_;
  std::vector<Bytes> attachments_;
  std::optional<std::uint64_t> ackId_;
};

/// The answer to an event as it arrived: valid during the call only.
struct IncomingAnswer {
  std::string_view data;  ///< a JSON list
  std::span<const Bytes> attachments{};
};

}  // namespace ignis::socket_io
