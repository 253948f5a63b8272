#pragma once

#include <memory>

#include "ignis/helpers/common/base_helper.hpp"
#include "ignis/helpers/socket/socket_io/client/socket.hpp"
#include "ignis/helpers/socket/socket_io/socket_io_client_helper_options.hpp"
#include "ignis/helpers/socket/socket_io/socket_io_client_states.hpp"

namespace ignis {

/// A client of a `SocketIOServerHelper`, or of any Socket.IO server: it keeps a connection of its
/// own, authenticates, and runs handlers for events. It needs no application.
///
/// Call it from any thread. Destroying it, in any state and on any thread, in one of its own
/// handlers too, closes the connection, takes at most a second, and nothing is called afterwards.
class SocketIOClientHelper : public BaseHelper {
 public:
  /// Configures and, unless `autoConnect` is off, connects. Throws an `ApplicationError` that names
  /// what is wrong with the host or the options.
  explicit SocketIOClientHelper(SocketIOClientHelperOptions options);
  ~SocketIOClientHelper();

  /// Does nothing but say so when there is a client already, which the constructor has made.
  void configure();

  SocketIOClientState getState() const noexcept;
  /// The raw client, for all that the helper does not have. It lives as long as the helper: who
  /// keeps it longer keeps the connection.
  std::shared_ptr<socket_io::client::Socket> getSocketClient() const noexcept;

  /// Sends `authenticate`; the state is AUTHENTICATING when this returns. Does nothing but say so
  /// when not connected, or when it has been called since.
  void authenticate();

  /// Runs a handler for an event from here on; what it throws is logged. The helper has handlers of
  /// its own for `connect`, `disconnect`, `connect_error`, `authenticated`, `unauthenticated` and
  /// `ping`, which count where duplicates are ignored.
  void subscribe(const SocketIOSubscribeArgs& args);
  void subscribeMany(const SocketIOSubscribeManyArgs& args);
  /// Removes what `subscribe` has added; the helper's own listeners stay.
  void unsubscribe(const SocketIOUnsubscribeArgs& args);
  void unsubscribeMany(const SocketIOUnsubscribeManyArgs& args);

  void connect();
  /// Closes the connection; `onDisconnected` is called and handlers stay.
  void disconnect();

  /// Sends an event. Throws an `ApplicationError` (400) when not connected or without a topic.
  void emit(const SocketIOClientEmitArgs& args);
  /// Asks the server to let this client into rooms. Does nothing but say so when not connected.
  void joinRooms(const SocketIORoomsArgs& args);
  void leaveRooms(const SocketIORoomsArgs& args);

  /// Removes all listeners, those of the raw client too, closes the connection in whatever state it
  /// is, and calls nothing more. `connect()` makes a client of it again that has a state but none
  /// of the callbacks.
  void shutdown();

 private:
  class Impl;

  std::shared_ptr<Impl> impl_;
};

}  // namespace ignis
