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

/// Unpaired surrogates and numbers beyond a double are JSON to the reference parser, hence to ours,
/// and not to those who read the arguments.
bool mayBeUnreadable(std::string_view json) {
  for (std::size_t at = 1; at < json.size(); ++at) {
    if ((json[at] == 'e' || json[at] == 'E') && json[at - 1] >= '0' && json[at - 1] <= '9') {
      return true;
    }
  }
  return json.size() > 300 || json.find("\\u") != std::string_view::npos;
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
    require(Json::tryParse(packet.data).has_value() || mayBeUnreadable(packet.data),
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
