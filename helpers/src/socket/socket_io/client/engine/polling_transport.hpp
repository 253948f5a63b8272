#pragma once

#include <chrono>
#include <cstddef>
#include <limits>
#include <memory>
#include <optional>
#include <string>

#include "ignis/helpers/network/event_loop.hpp"
#include "network/http/http_client.hpp"
#include "socket/socket_io/client/engine/request_factory.hpp"
#include "socket/socket_io/client/engine/transport.hpp"

namespace ignis::socket_io::client {

/// Packets in the answers to GETs, which a server holds until it has some, and in the bodies of
/// POSTs (Engine.IO protocol 4, "HTTP long-polling"). One of each is under way at most.
class PollingTransport final : public Transport, private FlushTarget {
 public:
  class PauseListener {
   public:
    virtual void onPollingPaused() = 0;

   protected:
    ~PauseListener() = default;
  };

  PollingTransport(EventLoop& loop, std::shared_ptr<const Destination> destination,
                   std::shared_ptr<RequestFactory> requests, const ClientOptions& options,
                   Listener& listener);
  ~PollingTransport() override;

  std::string_view name() const noexcept override { return "polling"; }
  void open(std::chrono::milliseconds connectTimeout) override;
  void onHandshake(const Handshake& handshake) override;
  void sendPacket(char type, std::string_view head, std::string_view body) override;
  void sendBinary(std::span<const std::byte> message) override;
  bool isWritable() const noexcept override { return !isPosting() && pauseListener_ == nullptr; }
  void finish() override;

  /// Begins no further request; `listener` is told, later, when none is under way any more.
  void pause(PauseListener& listener);
  void resume();
  /// Sends over another transport what is queued here.
  void moveTo(Transport& next);

 private:
  class GetListener final : public HttpClient::Listener {
   public:
    explicit GetListener(PollingTransport& transport) : transport_(transport) {}
    void onResponse(HttpClientResponse response) override;
    void onFailed(const std::string& reason) override;

   private:
    PollingTransport& transport_;
  };
  class PostListener final : public HttpClient::Listener {
   public:
    explicit PostListener(PollingTransport& transport) : transport_(transport) {}
    void onResponse(HttpClientResponse response) override;
    void onFailed(const std::string& reason) override;

   private:
    PollingTransport& transport_;
  };

  bool isPosting() const noexcept { return post_ && post_->isBusy(); }
  void poll();
  void onPolled(const HttpClientResponse& response);
  void onPosted(const HttpClientResponse& response);
  void takeHeaders(const HttpClientResponse& response);
  void deliver(std::string_view payload);
  std::string& payloadForPacket();
  void packetQueued();
  void flushLater();
  void onFlush() override;
  void postNext();
  std::string takeChunk();
  void fail(std::string_view error, std::string_view description);
  void end(const TransportEnd& end);

  EventLoop& loop_;
  std::shared_ptr<const Destination> destination_;
  std::shared_ptr<RequestFactory> requests_;
  std::chrono::milliseconds connectTimeout_{0};
  std::chrono::milliseconds requestTimeout_;
  std::size_t maxPayload_ = std::numeric_limits<std::size_t>::max();
  std::string payload_;  ///< what waits for a POST, from `sent_` on
  std::size_t sent_ = 0;
  PauseListener* pauseListener_ = nullptr;  ///< set while it is paused
  GetListener getListener_{*this};
  PostListener postListener_{*this};
  HttpClient get_;
  std::optional<HttpClient> post_;  ///< once there is something to send
  bool isOpen_ = false;             ///< the server's handshake has come
  bool isFinishing_ = false;
  bool isFlushQueued_ = false;
};

}  // namespace ignis::socket_io::client
