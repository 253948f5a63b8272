#pragma once

#include <functional>
#include <string_view>

namespace ignis::socket_io {

/// One session of an `EngineServer`. It lives until its `onClose` listener has been called; call
/// members on its loop, which is where its listeners run.
class EngineSocket {
 public:
  using MessageListener = std::function<void(bool isBinary, std::string_view data)>;
  using CloseListener = std::function<void(std::string_view reason)>;

  /// 20 characters, the `sid` of the handshake. Who knows it can speak for the client.
  virtual std::string_view id() const noexcept = 0;
  /// `polling` or `websocket`; empty when the session is closed.
  virtual std::string_view transportName() const noexcept = 0;
  virtual bool isOpen() const noexcept = 0;
  /// Whether the client takes what it is sent: a poll is pending, or the WebSocket keeps up.
  virtual bool isWritable() const noexcept = 0;

  /// `compress` is a wish; whether it is followed depends on options and size.
  virtual void send(std::string_view text, bool compress = true) = 0;
  virtual void sendBinary(std::string_view bytes, bool compress = true) = 0;
  /// Closes when what was sent before has been delivered, or cannot be.
  virtual void close() = 0;

  /// `data` is valid during the call only.
  virtual void onMessage(MessageListener listener) = 0;
  virtual void onClose(CloseListener listener) = 0;

 protected:
  ~EngineSocket() = default;
};

}  // namespace ignis::socket_io
