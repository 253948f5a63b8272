#include "socket/socket_io/client/engine/handshake.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include <boost/describe/class.hpp>

#include "ignis/helpers/json/decode_json.hpp"

namespace ignis::socket_io::client {

namespace {

struct OpenPacket {
  std::string sid;
  std::optional<std::vector<std::string>> upgrades;
  std::int64_t pingInterval = 0;
  std::int64_t pingTimeout = 0;
  std::optional<std::int64_t> maxPayload;
};
BOOST_DESCRIBE_STRUCT(OpenPacket, (), (sid, upgrades, pingInterval, pingTimeout, maxPayload))

bool isSensible(std::int64_t milliseconds) {
  return milliseconds > 0 && std::chrono::milliseconds(milliseconds) <= MAX_HEARTBEAT;
}

}  // namespace

std::optional<Handshake> parseHandshake(std::string_view json, std::string& error) {
  if (json.size() > MAX_HANDSHAKE_BYTES) {
    error = "its handshake is too long";
    return std::nullopt;
  }
  OpenPacket packet;
  if (const JsonResult result = decodeJson(json, packet); !result) {
    error = "its handshake makes no sense: " + result.message();
    return std::nullopt;
  }
  if (packet.sid.empty() || packet.sid.size() > MAX_SID_BYTES) {
    error = "the sid of its handshake is empty or too long";
    return std::nullopt;
  }
  if (!isSensible(packet.pingInterval) || !isSensible(packet.pingTimeout) ||
      packet.maxPayload.value_or(1) <= 0) {
    error = "a number of its handshake makes no sense";
    return std::nullopt;
  }
  Handshake handshake{.sid = std::move(packet.sid),
                      .pingInterval = std::chrono::milliseconds(packet.pingInterval),
                      .pingTimeout = std::chrono::milliseconds(packet.pingTimeout)};
  if (packet.upgrades) {
    handshake.offersWebSocket = std::find(packet.upgrades->begin(), packet.upgrades->end(),
                                          "websocket") != packet.upgrades->end();
  }
  if (packet.maxPayload) {
    handshake.maxPayload = static_cast<std::size_t>(*packet.maxPayload);
  }
  return handshake;
}

}  // namespace ignis::socket_io::client
