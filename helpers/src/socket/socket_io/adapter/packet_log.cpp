#include "socket/socket_io/adapter/packet_log.hpp"

#include <algorithm>
#include <utility>

#include "ignis/helpers/common/base64.hpp"
#include "ignis/helpers/common/parse.hpp"
#include "ignis/helpers/common/random.hpp"
#include "socket/socket_io/log.hpp"

namespace ignis::socket_io {

PacketLog::PacketLog(const ConnectionStateRecoveryOptions& options)
    : options_(options), prefix_(base64Encode(randomBytes(6)) + ".") {}

std::string PacketLog::offsetOf(std::uint64_t position) const {
  return prefix_ + std::to_string(position);
}

std::optional<std::uint64_t> PacketLog::positionOf(std::string_view offset) const {
  if (!offset.starts_with(prefix_)) {
    return std::nullopt;
  }
  return parseUnsigned<std::uint64_t>(offset.substr(prefix_.size()));
}

void PacketLog::append(std::shared_ptr<const Delivery> delivery, std::size_t bytes,
                       Clock::time_point now) {
  sweep(now);
  entries_.push_back({.delivery = std::move(delivery), .bytes = bytes, .at = now});
  bytes_ += bytes;
  ++last_;
  while (bytes_ > options_.maxStoredBytes && !entries_.empty()) {
    if (!std::exchange(isFullLogged_, true)) {
      logger().warn(
          "[connectionStateRecovery] Packets are forgotten before their time | limit: "
          "maxStoredBytes {}",
          options_.maxStoredBytes);
    }
    dropOldestPacket();
  }
}

void PacketLog::persist(SocketSession session, Clock::time_point now) {
  sweep(now);
  if (options_.maxStoredSessions == 0) {
    return;
  }
  if (lost_.size() >= options_.maxStoredSessions) {
    if (!std::exchange(isFullLogged_, true)) {
      logger().warn(
          "[connectionStateRecovery] Lost clients are forgotten before their time | limit: "
          "maxStoredSessions {}",
          options_.maxStoredSessions);
    }
    dropOldestSession();
  }
  const std::string pid = session.pid;
  lost_.push_back({.session = std::move(session), .at = now});
  sessions_.insert_or_assign(pid, std::prev(lost_.end()));
}

std::optional<SocketSession> PacketLog::claim(std::string_view pid, std::string_view offset,
                                              std::uint64_t& position, Clock::time_point now) {
  sweep(now);
  const auto found = sessions_.find(pid);
  const auto seen = positionOf(offset);
  const std::uint64_t beforeFirst = last_ - entries_.size();
  if (found == sessions_.end() || !seen || *seen < beforeFirst || *seen > last_) {
    return std::nullopt;
  }
  SocketSession session = std::move(found->second->session);
  lost_.erase(found->second);
  sessions_.erase(found);
  position = *seen;
  return session;
}

MissedPackets PacketLog::missedBy(const std::vector<std::string>& rooms,
                                  std::uint64_t position) const {
  MissedPackets missed{.packets = {}, .receivedUpTo = last_};
  const std::uint64_t beforeFirst = last_ - entries_.size();
  const std::uint64_t from = std::max(position, beforeFirst);
  for (std::uint64_t at = from; at < last_; ++at) {
    const Delivery& delivery = *entries_[static_cast<std::size_t>(at - beforeFirst)].delivery;
    if (isMeant(delivery.target, rooms)) {
      missed.packets.push_back(delivery.packet);
    }
  }
  return missed;
}

void PacketLog::sweep(Clock::time_point now) {
  const auto oldest = now - options_.maxDisconnectionDuration;
  while (!entries_.empty() && entries_.front().at < oldest) {
    dropOldestPacket();
  }
  while (!lost_.empty() && lost_.front().at < oldest) {
    dropOldestSession();
  }
}

void PacketLog::dropOldestPacket() {
  bytes_ -= entries_.front().bytes;
  entries_.pop_front();
}

void PacketLog::dropOldestSession() {
  const auto found = sessions_.find(lost_.front().session.pid);
  if (found != sessions_.end() && found->second == lost_.begin()) {
    sessions_.erase(found);
  }
  lost_.pop_front();
}

}  // namespace ignis::socket_io
