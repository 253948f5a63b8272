#include "ignis/helpers/socket/socket_io/protocol/packet_decoder.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "ignis/helpers/json/decode_json.hpp"
#include "ignis/helpers/json/json.hpp"
#include "ignis/helpers/socket/socket_io/protocol/engine_packet.hpp"
#include "ignis/helpers/socket/websocket/protocol/utf8_validator.hpp"

namespace {

void require(bool condition, const char* what) {
  if (!condition) {
    std::fputs(what, stderr);
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace ignis;
  using namespace ignis::socket_io;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  static_cast<void>(decodeEnginePacket(text));
  if (!isValidUtf8(text)) {
    return 0;  // the WebSocket has refused it before
  }

  PacketDecoder decoder;
  const DecodedPacket decoded = decoder.decode(text);
  if (!decoded) {
    return 0;
  }
  const Packet& packet = decoded.packet;
  require(!isReservedEvent(packet.event), "a reserved event was let through");
  if (!packet.data.empty()) {
    require(Json::tryParse(packet.data).has_value() ||
                packet.data.find("\\u") != std::string_view::npos,
            "what the decoder takes for JSON is none");
  }

  if (packet.attachments == 0) {
    std::string encoded;
    appendPacket(encoded, packet.type, packet.nsp, packet.id, packet.data);
    const Packet first = packet;
    const std::string event(packet.event);
    PacketDecoder again;
    const DecodedPacket second = again.decode(encoded);
    require(bool(second), "what was encoded is refused");
    require(second.packet.type == first.type && second.packet.nsp == first.nsp &&
                second.packet.id == first.id && second.packet.data == first.data &&
                second.packet.event == event,
            "what was encoded is decoded to something else");
  }
  return 0;
}
