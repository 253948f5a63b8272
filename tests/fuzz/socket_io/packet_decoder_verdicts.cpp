#include <iostream>
#include <string>

#include "ignis/helpers/json/write_json.hpp"
#include "ignis/helpers/socket/socket_io/protocol/packet_decoder.hpp"

/// Decodes every line and prints what came of it, for `packet_decoder_differential.js` to compare.
int main() {
  using namespace ignis::socket_io;
  std::ios::sync_with_stdio(false);
  PacketDecoder decoder;
  std::string line;
  while (std::getline(std::cin, line)) {
    const DecodedPacket decoded = decoder.decode(line);
    if (!decoded) {
      std::cout << "-\n";
      continue;
    }
    const Packet& packet = decoded.packet;
    std::cout << static_cast<int>(packet.type) << '\t' << packet.nsp << '\t'
              << (packet.id ? std::to_string(*packet.id) : "") << '\t' << packet.attachments << '\t'
              << (packet.data.empty() ? "" : ignis::toJson(packet.event)) << '\n';
  }
}
