#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/common/seeded_hash.hpp"
#include "ignis/helpers/socket/socket_io/server_options.hpp"
#include "socket/socket_io/adapter/delivery.hpp"

namespace ignis::socket_io {

/// The packets of one namespace that lost clients may still ask for, and these clients. Knows no
/// clock and no lock: its owner has them.
class PacketLog {
 public:
  using Clock = std::chrono::steady_clock;

  explicit PacketLog(const ConnectionStateRecoveryOptions& options);

  /// The position of the next packet; the first one has 1.
  std::uint64_t nextPosition() const noexcept { return last_ + 1; }
  /// How clients name a position.
  std::string offsetOf(std::uint64_t position) const;

  void append(std::shared_ptr<const Delivery> delivery, std::size_t bytes, Clock::time_point now);
  void persist(SocketSession session, Clock::time_point now);
  /// Takes the session out. Nothing when it is unknown or too old, or when packets behind `offset`
  /// are missing; `position` is then that of `offset`.
  std::optional<SocketSession> claim(std::string_view pid, std::string_view offset,
                                     std::uint64_t& position, Clock::time_point now);
  /// What a member of `rooms` should have got behind `position`.
  MissedPackets missedBy(const std::vector<std::string>& rooms, std::uint64_t position) const;
  /// Forgets what is too old.
  void sweep(Clock::time_point now);

  std::size_t packetCount() const noexcept { return entries_.size(); }
  std::size_t sessionCount() const noexcept { return sessions_.size(); }
  std::size_t bytes() const noexcept { return bytes_; }

 private:
  struct Entry {
    std::shared_ptr<const Delivery> delivery;
    std::size_t bytes;
    Clock::time_point at;
  };
  struct Lost {
    SocketSession session;
    Clock::time_point at;
  };

  std::optional<std::uint64_t> positionOf(std::string_view offset) const;
  void dropOldestPacket();
  void dropOldestSession();

  const ConnectionStateRecoveryOptions& options_;
  std::string prefix_;  ///< an offset of another process is none of ours
  std::deque<Entry> entries_;
  std::uint64_t last_ = 0;  ///< the position of `entries_.back()`
  std::size_t bytes_ = 0;
  std::list<Lost> lost_;  ///< the longest lost first
  StringMap<std::list<Lost>::iterator> sessions_;
  bool isFullLogged_ = false;
};

}  // namespace ignis::socket_io
