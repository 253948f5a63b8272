#pragma once

#include <cstdint>
#include <string_view>

namespace ignis {

/// A part of a cluster's keys; each has one master.
using RedisSlot = std::uint16_t;

constexpr std::size_t REDIS_SLOTS = 16384;

/// The slot of a key: of what stands between the first braces, when there is something, else of the
/// whole key (Redis Cluster specification, "Hash tags").
RedisSlot keySlot(std::string_view key) noexcept;

}  // namespace ignis
