#include "redis/cluster/slot_map.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ignis {

namespace {

/// Redis advises against more than 1000 nodes.
constexpr std::size_t MAX_MASTERS = 4096;
constexpr std::size_t MAX_REPLICAS = 4096;

/// A slot or a port; a peer's number is never trusted.
std::optional<std::uint16_t> toNumber(const RedisValue& value, std::int64_t limit) {
  if (!value.isInteger() || value.asInteger() < 0 || value.asInteger() >= limit) {
    return std::nullopt;
  }
  return static_cast<std::uint16_t>(value.asInteger());
}

/// `[host, port, id, …]`. A host of null or `` is the one that was asked; `?` is unknown.
std::optional<ClusterNode> toNode(const RedisValue& value, const std::string& askedHost) {
  const auto port = toNumber(value[1], 65536);
  const RedisValue& host = value[0];
  if (!port || *port == 0 || !(host.isNull() || host.isString())) {
    return std::nullopt;
  }
  ClusterNode node{.host = askedHost, .port = *port};
  if (host.isString() && !host.asString().empty()) {
    node.host = host.asString();
  }
  return node;
}

}  // namespace

std::string ClusterNode::toText() const {
  return host.find(':') == std::string::npos ? fmt::format("{}:{}", host, port)
                                             : fmt::format("[{}]:{}", host, port);
}

std::optional<SlotMap> SlotMap::parse(const RedisValue& answer, const std::string& askedHost) {
  SlotMap map;
  for (const RedisValue& range : answer.elements()) {
    if (!map.add(range, askedHost)) {
      return std::nullopt;
    }
  }
  return map.isEmpty() ? std::nullopt : std::optional(std::move(map));
}

bool SlotMap::add(const RedisValue& range, const std::string& askedHost) {
  const auto first = toNumber(range[0], REDIS_SLOTS);
  const auto last = toNumber(range[1], REDIS_SLOTS);
  const auto master = toNode(range[2], askedHost);
  if (!first || !last || *first > *last || !master) {
    return false;
  }
  if (master->host == "?") {
    return true;
  }
  const auto index = indexOf(*master);
  if (!index) {
    return false;
  }
  for (std::size_t slot = *first; slot <= *last; ++slot) {
    if (masterOfSlot_[slot] != NOBODY) {
      return false;
    }
    setMaster(static_cast<RedisSlot>(slot), *index);
  }
  addReplicas(range.elements().subspan(3), askedHost);
  return true;
}

void SlotMap::addReplicas(std::span<const RedisValue> replicas, const std::string& askedHost) {
  for (const RedisValue& entry : replicas) {
    const auto replica = toNode(entry, askedHost);
    if (replica && replica->host != "?" && replicas_.size() < MAX_REPLICAS &&
        std::ranges::find(replicas_, *replica) == replicas_.end()) {
      replicas_.push_back(*replica);
    }
  }
}

const ClusterNode* SlotMap::masterOf(RedisSlot slot) const noexcept {
  const std::uint16_t index = slot < REDIS_SLOTS ? masterOfSlot_[slot] : NOBODY;
  return index == NOBODY ? nullptr : &masters_[index];
}

bool SlotMap::isMaster(const ClusterNode& node) const noexcept {
  return std::ranges::find(masters_, node) != masters_.end();
}

bool SlotMap::contains(const ClusterNode& node) const noexcept {
  return isMaster(node) || std::ranges::find(replicas_, node) != replicas_.end();
}

void SlotMap::assign(RedisSlot slot, const ClusterNode& master) {
  if (const auto index = indexOf(master); index && slot < REDIS_SLOTS) {
    setMaster(slot, *index);
  }
}

/// Nothing when there are too many.
std::optional<std::uint16_t> SlotMap::indexOf(const ClusterNode& master) {
  const auto found = std::ranges::find(masters_, master);
  const auto index = static_cast<std::size_t>(found - masters_.begin());
  if (index >= MAX_MASTERS) {
    return std::nullopt;
  }
  if (found == masters_.end()) {
    masters_.push_back(master);
  }
  return static_cast<std::uint16_t>(index);
}

void SlotMap::setMaster(RedisSlot slot, std::uint16_t index) noexcept {
  covered_ += masterOfSlot_[slot] == NOBODY ? 1 : 0;
  masterOfSlot_[slot] = index;
}

}  // namespace ignis
