#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <unordered_map>

#include "ignis/helpers/socket/socket_io/engine/engine_server.hpp"
#include "ignis/helpers/socket/socket_io/socket_id.hpp"
#include "socket/socket_io/engine/session.hpp"
#include "socket/socket_io/id_generator.hpp"

namespace ignis::socket_io {

class EngineConnection;

/// The sessions of an `EngineServer` on one loop.
class EngineShard {
 public:
  EngineShard(EventLoop& loop, IdGenerator ids, const EngineServer::ConnectionListener& listener,
              std::atomic<std::size_t>& total);
  EngineShard(const EngineShard&) = delete;
  EngineShard& operator=(const EngineShard&) = delete;
  ~EngineShard();

  EventLoop& loop() noexcept { return loop_; }

  std::shared_ptr<EngineConnection> create(const SessionOptions& options);
  std::shared_ptr<EngineConnection> find(const SocketId& id) const;
  void add(std::shared_ptr<EngineConnection> connection);
  void remove(EngineConnection& connection);
  /// Refuses new sessions from here on and ends the open ones.
  void shutdown();

 private:
  EventLoop& loop_;
  IdGenerator ids_;
  const EngineServer::ConnectionListener& listener_;
  std::atomic<std::size_t>& total_;
  std::unordered_map<SocketId, std::shared_ptr<EngineConnection>, SocketIdHash> connections_;
  bool isClosed_ = false;
};

}  // namespace ignis::socket_io
