#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "ignis/helpers/socket/socket_io/adapter/adapter.hpp"
#include "ignis/helpers/socket/socket_io/server_options.hpp"

namespace ignis::socket_io {

class LoopShard;

/// Keeps in memory what clients miss whose connection is lost, for `connectionStateRecovery`: every
/// event that asks for no answer and is not volatile gets an offset as its last argument, and a
/// client that comes back with the last offset it has seen is sent what came after it.
class SessionAwareAdapter final : public Adapter {
 public:
  SessionAwareAdapter(Namespace& nsp, const ConnectionStateRecoveryOptions& options);
  ~SessionAwareAdapter() override;

  Task<void> init() override;
  Task<void> close() override;
  void broadcast(const EventData& event, const BroadcastTarget& target) override;

  bool keepsSessions() const noexcept override { return true; }
  void persistSession(SocketSession session) override;
  Task<std::optional<RestoredSession>> restoreSession(std::string pid, std::string offset) override;

 private:
  struct Impl;

  void drain(LoopShard& shard);

  std::shared_ptr<Impl> impl_;
};

}  // namespace ignis::socket_io
