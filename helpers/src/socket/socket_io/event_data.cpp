#include "ignis/helpers/socket/socket_io/event_data.hpp"

#include <utility>

namespace ignis::socket_io {

OwnedEventData::OwnedEventData(const EventData& event) : json_(event.json) {
  bytes_.reserve(event.attachments.size());
  views_.reserve(event.attachments.size());
  for (const auto& attachment : event.attachments) {
    bytes_.emplace_back(attachment.begin(), attachment.end());
    views_.emplace_back(bytes_.back());
  }
}

OwnedEventData& OwnedEventData::operator=(OwnedEventData other) noexcept {
  json_ = std::move(other.json_);
  bytes_ = std::move(other.bytes_);
  views_ = std::move(other.views_);
  return *this;
}

}  // namespace ignis::socket_io
