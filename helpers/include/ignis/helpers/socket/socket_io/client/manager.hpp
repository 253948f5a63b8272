#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "ignis/helpers/socket/socket_io/client/client_options.hpp"
#include "ignis/helpers/socket/socket_io/client/socket.hpp"

namespace ignis::socket_io::client {

class ManagerCore;

/// One connection to a server, for any number of its namespaces; the counterpart of
/// socket.io-client's `Manager`. It is made again when it is lost, as the options say.
///
/// Call it from any thread. Destroying it closes the connection; its sockets are disconnected then
/// and stay so. As with a `Socket`, that may happen anywhere, and no handler of the manager is
/// called afterwards.
class Manager final {
 public:
  /// `url` is that of a server (`https://example.com:8443?token=x`); without a scheme it is
  /// `https`. A path in it names no namespace here, and what the options have as `query` wins over
  /// the query of it. Throws an `ApplicationError` that names what is wrong with the URL or the
  /// options.
  explicit Manager(std::string_view url, ClientOptions options = {});
  Manager(const Manager&) = delete;
  Manager& operator=(const Manager&) = delete;
  ~Manager();

  /// The socket of a namespace, with what the options of the manager say for sockets. As long as
  /// somebody owns the socket of a namespace, that is the one. It connects at once unless
  /// `autoConnect` is off.
  std::shared_ptr<Socket> socket(std::string_view nsp = "/");
  std::shared_ptr<Socket> socket(std::string_view nsp, SocketOptions options);

  /// Opens the connection, unless it is.
  void open();
  /// Closes it, with all namespaces, and does not make it again.
  void close();

  /// The connection's own events: `open`, `error` (`ConnectError`), `ping`, `close` (reason and
  /// description), `reconnect_attempt` and `reconnect` (the number of the attempt, `int`),
  /// `reconnect_error` (`ConnectError`), `reconnect_failed`.
  template <class Function>
  ListenerId on(std::string_view event, Function&& handler) {
    return addListener(event, detail::makeSocketlessEventHandler(std::forward<Function>(handler)));
  }
  void off(ListenerId listener);
  void off(std::string_view event);

  bool isOpen() const noexcept;
  /// `polling` or `websocket`; empty while there is no connection.
  std::string transportName() const;
  EventLoop& loop() const noexcept;

 private:
  ListenerId addListener(std::string_view event,
                         std::unique_ptr<detail::SocketlessEventHandler> handler);

  std::shared_ptr<ManagerCore> core_;
};

/// Connects to a namespace, the path of the URL: `io("https://example.com/admin")`. The connection
/// is the socket's own and lives as long as it does; several namespaces share one through a
/// `Manager`. Throws as `Manager` does.
std::shared_ptr<Socket> io(std::string_view url, ClientOptions options = {});

}  // namespace ignis::socket_io::client
