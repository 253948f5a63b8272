#pragma once

#include <atomic>
#include <cstddef>
#include <memory>

#include "ignis/helpers/socket/socket_io/adapter/adapter.hpp"
#include "socket/socket_io/namespace_shard.hpp"
#include "socket/socket_io/server_core.hpp"
#include "support/socket_io_server.hpp"

namespace ignis::test {

/// The adapter in memory, through which a test counts what a server keeps.
class InspectableAdapter final : public socket_io::Adapter {
 public:
  using Adapter::Adapter;
  using Adapter::core;

  static socket_io::AdapterFactory factory() {
    return [](socket_io::Namespace& nsp) { return std::make_unique<InspectableAdapter>(nsp); };
  }
  static InspectableAdapter& of(SocketIOServerThread& server) {
    return static_cast<InspectableAdapter&>(server.server().sockets().adapter());
  }

  /// Parents count too.
  std::size_t namespaceCount() { return core().namespaces().all().size(); }
  /// Rooms of the default namespace, on all loops.
  std::size_t roomCount(SocketIOServerThread& server) {
    std::atomic<std::size_t> count = 0;
    core().onEachShard([&](socket_io::LoopShard& shard) {
      if (socket_io::NamespaceShard* const local = shard.find(nsp())) {
        count += local->roomCount();
      }
    });
    server.settle();
    return count;
  }
};

}  // namespace ignis::test
