#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "ignis/helpers/common/base_helper.hpp"
#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/socket/socket_io/socket_io_client.hpp"
#include "ignis/helpers/socket/socket_io/socket_io_server_helper_args.hpp"
#include "ignis/helpers/socket/socket_io/socket_io_server_helper_options.hpp"

namespace ignis {

namespace socket_io {
class Server;
}

/// A Socket.IO server whose clients authenticate before they count: they send `authenticate` in
/// time or are disconnected, get `ping` regularly, and join the rooms that `validateRoomFn` lets
/// them.
///
/// `configure` and `shutdown` run on the first loop of the HTTP server, what takes a socket runs on
/// the loop of that socket, and everything else on any thread.
class SocketIOServerHelper : public BaseHelper {
 public:
  /// Throws an `ApplicationError` when something required is missing.
  explicit SocketIOServerHelper(SocketIOServerHelperOptions options);
  ~SocketIOServerHelper();

  /// Connects to the broker and takes clients from here on. Throws what keeps the broker away.
  Task<void> configure();
  /// Disconnects all clients, closes the IO server and the connections to the broker. Idempotent.
  /// The HTTP server goes on.
  Task<void> shutdown();

  /// Null before `configure` and after `shutdown`.
  socket_io::Server* getIOServer() const noexcept;

  /// The clients of this process in the order in which they connected, authenticated or not.
  std::vector<SocketIOClient> getClients() const;
  std::optional<SocketIOClient> getClients(const SocketIOGetClientArgs& args) const;
  std::size_t getClientCount() const;
  /// What this server cannot do at the moment, in sentences: who is away. Empty when all is well.
  std::vector<std::string> getProblems() const;

  /// Listens on the default namespace of the IO server, as `Namespace::on` does: `connection`,
  /// `new_namespace`, and what other servers send with `serverSideEmit`. What clients send arrives
  /// at their sockets instead.
  void on(const SocketIOOnOptions& options);

  /// Sends an event to a room, or to everybody, on all servers that share the Redis, through an
  /// emitter: it comes back to this one as well. While Redis is away the clients of this server get
  /// it directly, as they always do with the embedded broker. Queued: what is emitted on a socket
  /// directly comes first.
  void send(const SocketIOSendOptions& options);

  void onClientConnect(const SocketIOSocketArgs& args);
  void onClientAuthenticated(const SocketIOSocketArgs& args);
  void ping(const SocketIOPingArgs& args);
  void disconnect(const SocketIOSocketArgs& args);

 private:
  class Impl;

  std::shared_ptr<Impl> impl_;
};

}  // namespace ignis
