#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ignis/helpers/redis/redis_value.hpp"
#include "redis/cluster/cluster_node.hpp"
#include "redis/cluster/key_slot.hpp"

namespace ignis {

/// Which master has which slot, as one node of the cluster has told it.
class SlotMap {
 public:
  SlotMap() { masterOfSlot_.fill(NOBODY); }
  /// From the answer to `CLUSTER SLOTS`. `askedHost` stands for a node that does not know its own
  /// address. Nothing when the answer has another shape or names no master.
  static std::optional<SlotMap> parse(const RedisValue& answer, const std::string& askedHost);

  /// Null when nobody has the slot.
  const ClusterNode* masterOf(RedisSlot slot) const noexcept;
  /// Every slot has a master.
  bool isComplete() const noexcept { return covered_ == REDIS_SLOTS; }
  /// How many slots have a master.
  std::size_t covered() const noexcept { return covered_; }
  /// Those with slots, once each.
  const std::vector<ClusterNode>& masters() const noexcept { return masters_; }
  bool isMaster(const ClusterNode& node) const noexcept;
  bool contains(const ClusterNode& node) const noexcept;
  const std::vector<ClusterNode>& replicas() const noexcept { return replicas_; }
  bool isEmpty() const noexcept { return masters_.empty(); }

  /// Another master has the slot (MOVED).
  void assign(RedisSlot slot, const ClusterNode& master);

 private:
  static constexpr std::uint16_t NOBODY = 0xFFFF;

  bool add(const RedisValue& range, const std::string& askedHost);
  void addReplicas(std::span<const RedisValue> replicas, const std::string& askedHost);
  std::optional<std::uint16_t> indexOf(const ClusterNode& master);
  void setMaster(RedisSlot slot, std::uint16_t index) noexcept;

  std::vector<ClusterNode> masters_;
  std::vector<ClusterNode> replicas_;
  std::array<std::uint16_t, REDIS_SLOTS> masterOfSlot_;
  std::size_t covered_ = 0;
};

}  // namespace ignis
