#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "ignis/helpers/json/json.hpp"
#include "ignis/helpers/socket/socket_io/socket_io_client_helper.hpp"
#include "socket/socket_io/call_gate.hpp"
#include "socket/socket_io/socket_io_client_helper_subscriptions.hpp"

namespace ignis {

/// What the helper does with its socket. The listeners of the socket hold it weakly, and strongly
/// while one of them runs; coroutines and what is posted never hold it, so that they may outlive
/// the helper.
class SocketIOClientHelper::Impl final : public std::enable_shared_from_this<Impl> {
 public:
  using Socket = socket_io::client::Socket;
  using State = SocketIOClientState;

  Impl(SocketIOClientHelperOptions options, Logger& logger);

  void start();
  /// Nothing of the user is called once this has returned.
  void close();

  State state() const noexcept { return state_; }
  const std::shared_ptr<Socket>& socket() const noexcept { return socket_; }

  void authenticate();
  void subscribe(const SocketIOSubscribeArgs& args);
  void unsubscribe(const SocketIOUnsubscribeArgs& args);
  void connect();
  void emit(const SocketIOClientEmitArgs& args);
  void joinRooms(const SocketIORoomsArgs& args);
  void leaveRooms(const SocketIORoomsArgs& args);
  void shutdown();

 private:
  struct Callbacks {
    Handler<void()> onConnected;
    Handler<void(const std::string&)> onDisconnected;
    Handler<void(const socket_io::client::ConnectError&)> onError;
    Handler<void()> onAuthenticated;
    Handler<void(const std::string&)> onUnauthenticated;
  };
  class Scope;

  void listen();
  void onConnect();
  void onDisconnect(const std::string& reason);
  void onConnectError(const socket_io::client::ConnectError& error);
  void onAuthenticated(const std::optional<Json>& data);
  void onUnauthenticated(const std::optional<Json>& data);

  bool listensItself(std::string_view event) const;
  void callHandler(const SocketIOClientSubscription& subscription,
                   const socket_io::IncomingEvent& event, socket_io::Ack ack);
  template <class... Args>
  void notify(std::string_view name, const Handler<void(const Args&...)>& callback,
              const Args&... args);
  void spawn(std::string failure, std::function<Task<void>()> task);
  std::shared_ptr<socket_io::CallGate> gate() const;
  static Task<void> run(Logger& logger, std::string failure, std::function<Task<void>()> task);

  const std::string identifier_;
  Logger& logger_;
  const Callbacks callbacks_;
  const bool connectsAtOnce_;
  std::shared_ptr<Socket> socket_;
  EventLoop& loop_;
  mutable std::mutex gateMutex_;
  std::shared_ptr<socket_io::CallGate> gate_;  ///< another one after a shutdown
  SocketIOClientSubscriptions subscriptions_;
  std::atomic<State> state_ = State::UNAUTHORIZED;
  std::atomic<bool> isShutDown_ = false;   ///< and has not been connected again
  std::atomic<bool> hasCallbacks_ = true;  ///< until the first shutdown
};

}  // namespace ignis
