#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "ignis/helpers/socket/socket_io/socket_id.hpp"

namespace ignis {
class EventLoop;
class HttpExchange;
class HttpRequest;
}  // namespace ignis

namespace ignis::socket_io {

class EngineCore;
class SessionRequest;
struct EngineRefusal;

/// Told, on the loop of the session, what becomes of a request that it has yet to answer.
class PollListener {
 public:
  virtual void onPollAborted(SessionRequest& request) = 0;
  virtual void onPollShutdown() = 0;

 protected:
  ~PollListener() = default;
};

struct PollAnswer {
  enum class Kind : std::uint8_t { PAYLOAD, OK, ERROR };

  Kind kind = Kind::PAYLOAD;
  unsigned status = 200;
  std::string payload{};
  bool compress = false;
  bool isInitial = false;  ///< the answer to a handshake
};

/// A request that concerns a session. Its exchange lives on the loop of its connection, its answer
/// comes from the loop of the session, which may be another one: it is handed over by posting.
class SessionRequest : public std::enable_shared_from_this<SessionRequest> {
 public:
  static std::shared_ptr<SessionRequest> create(std::shared_ptr<EngineCore> core,
                                                HttpExchange& exchange, EventLoop& sessionLoop);
  SessionRequest(const SessionRequest&) = delete;
  SessionRequest& operator=(const SessionRequest&) = delete;
  ~SessionRequest();

  /// The request, as long as it has not been answered.
  const HttpRequest& request() const noexcept;

  /// The rest is called on the loop of the session.
  void setListener(PollListener* listener) noexcept { listener_ = listener; }
  bool isAnswered() const noexcept { return isAnswered_; }
  void answer(PollAnswer answer);
  void answerEmpty(unsigned status) { answer({.kind = PollAnswer::Kind::ERROR, .status = status}); }
  void refuse(const EngineRefusal& refusal);
  /// Makes a WebSocket of it, on the loop of the session, to upgrade this one.
  void upgrade(const SocketId& id, bool isBase64);

 private:
  SessionRequest(std::shared_ptr<EngineCore> core, HttpExchange& exchange, EventLoop& sessionLoop);

  /// On the exchange's loop: at once when this is the one, else posted.
  void onExchangeLoop(std::function<void()> function);
  void onSessionLoop(std::function<void()> function);
  void watchPeer();
  void respond(PollAnswer answer);

  std::shared_ptr<EngineCore> core_;
  std::shared_ptr<HttpExchange> exchange_;
  EventLoop& exchangeLoop_;
  EventLoop& sessionLoop_;
  PollListener* listener_ = nullptr;
  bool isAnswered_ = false;
};

}  // namespace ignis::socket_io
