#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "redis/cluster/command_key.hpp"
#include "redis/cluster/command_parts.hpp"
#include "redis/cluster/redirection.hpp"
#include "redis/cluster/slot_map.hpp"
#include "redis/protocol/encode_command.hpp"
#include "redis/protocol/reply_decoder.hpp"

namespace {

using ignis::ClusterNode;
using ignis::Redirection;
using ignis::RedisValue;
using ignis::ReplyDecoder;
using ignis::SlotMap;

void require(bool condition, const char* what) {
  if (!condition) {
    std::fputs(what, stderr);
    std::abort();
  }
}

void checkMap(const RedisValue& answer) {
  const auto slots = SlotMap::parse(answer, "asked");
  if (!slots) {
    return;
  }
  std::size_t covered = 0;
  for (std::size_t slot = 0; slot < ignis::REDIS_SLOTS; ++slot) {
    const ClusterNode* const master = slots->masterOf(static_cast<ignis::RedisSlot>(slot));
    covered += master != nullptr ? 1 : 0;
    require(master == nullptr || (!master->host.empty() && master->port != 0), "no such node");
  }
  require(covered == slots->covered(), "slots miscounted");
}

void checkRedirection(const std::string& error) {
  const Redirection target = ignis::parseRedirection(error, {.host = "asked", .port = 1});
  if (target.kind == Redirection::Kind::MOVED || target.kind == Redirection::Kind::ASK) {
    require(!target.node.host.empty() && target.node.port != 0, "no such node");
    require(target.slot < ignis::REDIS_SLOTS, "no such slot");
  }
}

/// The reply as if it were a command.
void checkCommand(const RedisValue& reply) {
  std::vector<std::string_view> arguments;
  for (const RedisValue& element : reply.elements()) {
    if (element.isString()) {
      arguments.push_back(element.asString());
    }
  }
  if (arguments.empty()) {
    return;
  }
  std::string encoded;
  ignis::encodeCommand(arguments, encoded);
  require(ignis::commandParts(encoded) == arguments, "not the same command");
  if (const auto key = ignis::findCommandKey(arguments)) {
    ignis::keySlot(*key);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ReplyDecoder decoder(64 * 1024);
  decoder.feed({reinterpret_cast<const char*>(data), size});
  while (decoder.next() == ReplyDecoder::Progress::REPLY) {
    const RedisValue reply = decoder.take();
    checkMap(reply);
    checkRedirection(reply.errorMessage());
    checkCommand(reply);
  }
  return 0;
}
