#include "socket/socket_io/outgoing_event.hpp"

#include "ignis/helpers/json/decode_json.hpp"
#include "ignis/helpers/json/json_type_of.hpp"

namespace ignis::socket_io {

OutgoingEvent::OutgoingEvent(const EventData& event) : data_(event.json) {
  attachments_.reserve(event.attachments.size());
  for (const auto& attachment : event.attachments) {
    attachments_.emplace_back(attachment.begin(), attachment.end());
  }
  const JsonType* const types[] = {&jsonTypeOf<std::string>()};
  void* const outs[] = {&name_};
  decodeJsonArguments(event.json, 0, types, outs);
}

}  // namespace ignis::socket_io
