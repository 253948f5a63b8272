#include "socket/socket_io/adapter/delivery.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/common/bytes.hpp"
#include "ignis/helpers/socket/socket_io/protocol/engine_packet.hpp"
#include "ignis/helpers/socket/socket_io/protocol/packet.hpp"

namespace ignis::socket_io {

namespace {

bool haveCommon(const std::vector<std::string>& left, const std::vector<std::string>& right) {
  return std::any_of(left.begin(), left.end(), [&right](const std::string& name) {
    return std::find(right.begin(), right.end(), name) != right.end();
  });
}

}  // namespace

std::string withOffset(std::string_view json, std::string_view offset) {
  std::string extended;
  extended.reserve(json.size() + offset.size() + 4);
  extended.append(json.substr(0, json.size() - 1)).append(",\"").append(offset).append("\"]");
  return extended;
}

bool isMeant(const BroadcastTarget& target, const std::vector<std::string>& rooms) {
  return (target.rooms.empty() || haveCommon(target.rooms, rooms)) &&
         !haveCommon(target.except, rooms);
}

std::shared_ptr<const SharedPacket> encodeEvent(const Namespace& nsp,
                                                std::optional<std::uint64_t> ackId,
                                                const EventData& event,
                                                const BroadcastFlags& flags) {
  detail::EventBuffer buffer;
  buffer.text.push_back(toChar(EnginePacketType::MESSAGE));
  appendPacket(buffer.text, PacketType::EVENT, nsp.name(), ackId, event.json,
               event.attachments.size());
  std::vector<std::string_view> binaries;
  binaries.reserve(event.attachments.size());
  for (const auto& attachment : event.attachments) {
    binaries.push_back(viewOf(attachment));
  }
  return std::make_shared<const SharedPacket>(buffer.text, binaries, flags.compress.value_or(true));
}

}  // namespace ignis::socket_io
