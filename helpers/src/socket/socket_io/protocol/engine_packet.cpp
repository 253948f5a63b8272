#include "ignis/helpers/socket/socket_io/protocol/engine_packet.hpp"

#include "ignis/helpers/json/json_writer.hpp"

namespace ignis::socket_io {

std::optional<EnginePacket> decodeEnginePacket(std::string_view text) noexcept {
  if (text.empty()) {
    return std::nullopt;
  }
  const char type = text.front();
  const std::string_view data = text.substr(1);
  if (type == 'b') {
    return EnginePacket{.type = EnginePacketType::MESSAGE, .isBase64 = true, .data = data};
  }
  if (type < toChar(EnginePacketType::OPEN) || type > toChar(EnginePacketType::NOOP)) {
    return std::nullopt;
  }
  return EnginePacket{
      .type = static_cast<EnginePacketType>(type - '0'), .isBase64 = false, .data = data};
}

void appendOpenPacket(std::string& out, const EngineHandshake& handshake) {
  out.push_back(toChar(EnginePacketType::OPEN));
  JsonWriter writer(out);
  writer.beginObject();
  writer.key("sid");
  writer.value(handshake.sid);
  writer.key("upgrades");
  writer.beginArray();
  for (const std::string_view upgrade : handshake.upgrades) {
    writer.value(upgrade);
  }
  writer.endArray();
  writer.key("pingInterval");
  writer.value(handshake.pingInterval.count());
  writer.key("pingTimeout");
  writer.value(handshake.pingTimeout.count());
  writer.key("maxPayload");
  writer.value(handshake.maxPayload);
  writer.endObject();
}

}  // namespace ignis::socket_io
