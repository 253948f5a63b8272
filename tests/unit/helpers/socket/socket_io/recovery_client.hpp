#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/json/json.hpp"
#include "support/socket_io_server.hpp"

namespace ignis::test {

/// A client that keeps what it needs to come back: its private id and the last offset.
struct RecoveryClient {
  std::string sid;
  std::string pid;
  std::string offset;

  /// The packets in front of the answer, and the answer's ids in `sid` and `pid`.
  std::vector<std::string> connect(SocketIOClient& client) {
    client.send(pid.empty() ? "40" : R"(40{"pid":")" + pid + R"(","offset":")" + offset + R"("})");
    std::vector<std::string> missed;
    std::string packet = client.receive();
    while (packet.starts_with("42")) {
      missed.push_back(take(packet));
      packet = client.receive();
    }
    const Json answer = Json::parse(packet.substr(2));
    sid = answer.at("sid").asString();
    pid = answer.at("pid").asString();
    return missed;
  }
  std::string receive(SocketIOClient& client) { return take(client.receive()); }

  /// The event without its offset, which is kept.
  std::string take(const std::string& packet) {
    const std::size_t comma = packet.rfind(",\"");
    offset = packet.substr(comma + 2, packet.size() - comma - 4);
    return packet.substr(0, comma) + "]";
  }
};

}  // namespace ignis::test
