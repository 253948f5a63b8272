#include <array>
#include <charconv>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>

#include "ignis/helpers/json/json.hpp"
#include "ignis/helpers/json/json_arguments.hpp"
#include "ignis/helpers/socket/socket_io/protocol/packet_assembler.hpp"

namespace {

using namespace ignis;
using namespace ignis::socket_io;

constexpr std::size_t MAX_PACKET_BYTES = 1'000'000;

std::string toHex(const Bytes& bytes) {
  constexpr std::string_view DIGITS = "0123456789abcdef";
  std::string hex;
  for (const std::byte byte : bytes) {
    hex += DIGITS[std::to_integer<std::size_t>(byte >> 4)];
    hex += DIGITS[std::to_integer<std::size_t>(byte & std::byte{15})];
  }
  return hex;
}

Bytes fromHex(std::string_view hex) {
  Bytes bytes;
  for (; hex.size() >= 2; hex.remove_prefix(2)) {
    unsigned value = 0;
    std::from_chars(hex.data(), hex.data() + 2, value, 16);
    bytes.push_back(static_cast<std::byte>(value));
  }
  return bytes;
}

/// Bytes are shown as an object with their hexadecimal digits.
Json shown(const Json& value) {
  if (value.isBytes()) {
    return Json::object({{"$hex", toHex(value.asBytes())}});
  }
  if (value.isArray()) {
    Json result = Json::array();
    for (const Json& element : value.elements()) {
      result.push(shown(element));
    }
    return result;
  }
  if (value.isObject()) {
    Json result = Json::object();
    for (const auto& [key, member] : value.members()) {
      result[key] = shown(member);
    }
    return result;
  }
  return value;
}

/// Nothing when it holds what no C++ value can: half a surrogate pair, a number beyond a double.
std::optional<Json> readData(const AssembledPacket& assembled) {
  const std::string_view data = assembled.packet.data;
  if (!data.starts_with('[')) {
    return Json::tryParse(data);
  }
  JsonArguments arguments;
  const std::array<const JsonType*, 1> types{&jsonTypeOf<JsonArguments>()};
  const std::array<void*, 1> outs{&arguments};
  if (!decodeJsonArguments(data, 0, types, outs, assembled.attachments)) {
    return std::nullopt;
  }
  return Json::array(std::move(arguments.values));
}

Json shown(const AssembledPacket& assembled) {
  const Packet& packet = assembled.packet;
  Json result =
      Json::object({{"type", static_cast<int>(packet.type)}, {"nsp", std::string(packet.nsp)}});
  if (packet.id) {
    result["id"] = *packet.id;
  }
  if (packet.data.empty()) {
    return result;
  }
  if (packet.type == PacketType::EVENT) {
    result["event"] = packet.event;
  }
  if (const std::optional<Json> data = readData(assembled)) {
    result["data"] = shown(*data);
  } else {
    result["isUnreadable"] = true;
  }
  return result;
}

/// What becomes of each message: null, a packet, or an error, which ends the sequence.
Json verdicts(const Json& messages) {
  PacketDecoder decoder;
  PacketAssembler assembler;
  Json result = Json::array();
  for (const Json& message : messages.elements()) {
    const Assembly assembly = message.isString()
                                  ? assembler.addText(message.asString(), decoder, MAX_PACKET_BYTES)
                                  : assembler.addBinary(fromHex(message["$hex"].asString()));
    if (!assembly.error.empty()) {
      result.push(std::string(assembly.error));
      break;
    }
    result.push(assembly.packet ? shown(*assembly.packet) : Json());
  }
  return result;
}

}  // namespace

/// Reads a sequence of messages per line, a JSON list of texts and `{"$hex":…}`, and prints what
/// came of them, for `packet_decoder_differential.js` to compare.
int main() {
  std::ios::sync_with_stdio(false);
  std::string line;
  while (std::getline(std::cin, line)) {
    std::cout << verdicts(Json::parse(line)).dump() << '\n';
  }
}
