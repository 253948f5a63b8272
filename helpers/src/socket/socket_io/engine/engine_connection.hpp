#pragma once

#include <memory>
#include <string_view>

#include "ignis/helpers/socket/socket_io/engine/engine_socket.hpp"
#include "socket/socket_io/engine/session.hpp"

namespace ignis::socket_io {

class EngineShard;

/// The session of an `EngineServer` as the application sees it. Owned by its shard while it is
/// open.
class EngineConnection final : public EngineSocket,
                               public SessionListener,
                               public std::enable_shared_from_this<EngineConnection> {
 public:
  EngineConnection(EngineShard& shard, const SessionOptions& options, const SocketId& id);
  EngineConnection(const EngineConnection&) = delete;
  EngineConnection& operator=(const EngineConnection&) = delete;

  Session& session() noexcept { return session_; }

  std::string_view id() const noexcept override { return session_.id().view(); }
  std::string_view transportName() const noexcept override { return session_.transportName(); }
  bool isOpen() const noexcept override { return session_.isOpen(); }
  bool isWritable() const noexcept override { return session_.isWritable(); }
  void send(std::string_view text, bool compress) override;
  void sendBinary(std::string_view bytes, bool compress) override;
  void close() override { session_.close("forced close"); }
  void onMessage(MessageListener listener) override { onMessage_ = std::move(listener); }
  void onClose(CloseListener listener) override { onClose_ = std::move(listener); }

  void onSessionOpened() override;
  void onMessage(std::string_view text) override { deliver(false, text); }
  void onBinaryMessage(std::string_view bytes) override { deliver(true, bytes); }
  void onShutdown() override { close(); }
  void onSessionClosed(std::string_view reason) override;

 private:
  void deliver(bool isBinary, std::string_view data);

  EngineShard& shard_;
  MessageListener onMessage_;
  CloseListener onClose_;
  Session session_;
};

}  // namespace ignis::socket_io
