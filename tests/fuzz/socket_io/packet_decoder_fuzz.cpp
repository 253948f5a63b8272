#include "ignis/helpers/socket/socket_io/protocol/packet_decoder.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "ignis/helpers/json/decode_json.hpp"
#include "ignis/helpers/json/json.hpp"
#include "ignis/helpers/json/json_arguments.hpp"
#include "ignis/helpers/socket/socket_io/protocol/engine_packet.hpp"
#include "ignis/helpers/socket/socket_io/protocol/packet_assembler.hpp"
#include "ignis/helpers/socket/websocket/protocol/utf8_validator.hpp"

namespace {

using namespace ignis;
using namespace ignis::socket_io;

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

/// Checks a text packet that was accepted.
void checkPacket(const Packet& packet) {
  require(!isReservedEvent(packet.event), "a reserved event was let through");
  if (!packet.data.empty()) {
    require(Json::tryParse(packet.data).has_value() || mayBeUnreadable(packet.data),
            "what the decoder takes for JSON is none");
  }

  std::string encoded;
  appendPacket(encoded, packet.type, packet.nsp, packet.id, packet.data, packet.attachments);
  PacketDecoder decoder;
  const DecodedPacket again = decoder.decode(encoded);
  require(bool(again), "what was encoded is refused");
  require(again.packet.type == packet.type && again.packet.nsp == packet.nsp &&
              again.packet.id == packet.id && again.packet.data == packet.data &&
              again.packet.attachments == packet.attachments && again.packet.event == packet.event,
          "what was encoded is decoded to something else");
}

/// Every placeholder of an assembled packet can be filled in.
void checkAttachments(const AssembledPacket& assembled) {
  require(assembled.attachments.size() == assembled.packet.attachments, "attachments are missing");
  if (assembled.attachments.empty() || assembled.packet.data.empty()) {
    return;
  }
  JsonArguments arguments;
  const std::array<const JsonType*, 1> types{&jsonTypeOf<JsonArguments>()};
  const std::array<void*, 1> outs{&arguments};
  const JsonResult result =
      decodeJsonArguments(assembled.packet.data, 0, types, outs, assembled.attachments);
  require(result.isOk() || (result.isMalformed() && mayBeUnreadable(assembled.packet.data)),
          "a placeholder without its attachment was let through");
  std::string text;
  JsonWriter::Attachments attachments;
  appendJson(text, arguments, &attachments);
}

/// Plays messages to an assembler: they are separated by 0x1E, and those that begin with `b` are
/// binary.
void playMessages(std::string_view messages) {
  constexpr std::size_t MAX_PACKET_BYTES = 256;
  PacketDecoder decoder;
  PacketAssembler assembler;
  for (;;) {
    const std::size_t end = messages.find('\x1E');
    const std::string_view message = messages.substr(0, end);
    Assembly assembly;
    if (message.starts_with('b')) {
      assembly = assembler.addBinary(bytesOf(message.substr(1)));
    } else if (isValidUtf8(message)) {
      assembly = assembler.addText(message, decoder, MAX_PACKET_BYTES);
    }
    require(!assembly.packet || assembly.error.empty(), "an error came with a packet");
    require(assembly.error.empty() || !assembler.isReconstructing(),
            "a packet is awaited after an error");
    if (assembly.packet) {
      checkAttachments(*assembly.packet);
    }
    if (end == std::string_view::npos) {
      return;
    }
    messages.remove_prefix(end + 1);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  static_cast<void>(decodeEnginePacket(text));
  playMessages(text);
  if (!isValidUtf8(text)) {
    return 0;  // the WebSocket has refused it before
  }
  PacketDecoder decoder;
  if (const DecodedPacket decoded = decoder.decode(text)) {
    checkPacket(decoded.packet);
  }
  return 0;
}
