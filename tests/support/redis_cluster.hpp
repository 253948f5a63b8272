#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "support/redis_server.hpp"

namespace ignis::test {

struct RedisClusterOptions {
  std::size_t masters = 3;
  std::vector<std::string> arguments{};  ///< of every node
  /// Nodes take TLS as well, on a port of its own, and use it among themselves. `arguments` name
  /// the files.
  bool isTls = false;
};

/// A cluster of `redis-server`s of its own on loopback, each a master with its share of the slots.
/// All of them take commands when the constructor returns.
class RedisCluster {
 public:
  static constexpr std::size_t SLOTS = 16384;

  explicit RedisCluster(RedisClusterOptions options = {}) : options_(std::move(options)) {
    const std::size_t masters = options_.masters;
    for (std::size_t index = 0; index < masters; ++index) {
      add();
      command(index, "CLUSTER ADDSLOTSRANGE {} {}", firstSlot(index, masters),
              firstSlot(index + 1, masters) - 1);
      command(index, "CLUSTER SET-CONFIG-EPOCH {}", index + 1);
    }
    for (std::size_t index = 1; index < masters; ++index) {
      meet(index);
    }
    awaitHealthy();
  }

  std::size_t size() const noexcept { return nodes_.size(); }
  RedisServer& node(std::size_t index) noexcept { return *nodes_[index]->server; }
  /// Where clients connect.
  std::uint16_t port(std::size_t index) const noexcept {
    return options_.isTls ? nodes_[index]->tlsPort : nodes_[index]->server->port();
  }
  /// A further node that takes over when the master ends.
  std::size_t addReplica(std::size_t master) {
    const std::size_t index = add();
    meet(index);
    const std::string id = idOf(master);
    await([&] { return command(index, "CLUSTER NODES").find(id) != std::string::npos; });
    command(index, "CLUSTER REPLICATE {}", id);
    await([&] {
      return command(index, "INFO replication").find("master_link_status:up") != std::string::npos;
    });
    awaitHealthy();
    return index;
  }

  /// Slots that hold no keys go to another node.
  void moveSlot(std::size_t slot, std::size_t to) {
    const std::string id = idOf(to);
    command(to, "CLUSTER SETSLOT {} NODE {}", slot, id);
    for (std::size_t index = 0; index < size(); ++index) {
      command(index, "CLUSTER SETSLOT {} NODE {}", slot, id);
    }
  }
  /// From here on keys that are missing on `from` are redirected with ASK.
  void beginMigration(std::size_t slot, std::size_t from, std::size_t to) {
    command(to, "CLUSTER SETSLOT {} IMPORTING {}", slot, idOf(from));
    command(from, "CLUSTER SETSLOT {} MIGRATING {}", slot, idOf(to));
  }

  /// The slot stays where it is; what has come to the other node is lost.
  void endMigration(std::size_t slot, std::size_t from, std::size_t to) {
    command(from, "CLUSTER SETSLOT {} STABLE", slot);
    command(to, "CLUSTER SETSLOT {} STABLE", slot);
  }

  template <class... Arguments>
  std::string command(std::size_t index, fmt::format_string<Arguments...> line,
                      Arguments&&... arguments) {
    const std::string answer =
        node(index).command(fmt::format(line, std::forward<Arguments>(arguments)...));
    if (answer.starts_with("-")) {
      throw std::runtime_error(answer);
    }
    return answer;
  }

  /// Every node knows all others and takes commands.
  void awaitHealthy() {
    for (std::size_t index = 0; index < size(); ++index) {
      await([&] {
        const std::string info = command(index, "CLUSTER INFO");
        return info.find("cluster_state:ok") != std::string::npos &&
               info.find("cluster_slots_ok:16384\r") != std::string::npos &&
               info.find(fmt::format("cluster_known_nodes:{}\r", size())) != std::string::npos;
      });
    }
  }

 private:
  struct Node {
    std::uint16_t busPort = freePort();
    std::uint16_t tlsPort = freePort();
    std::unique_ptr<RedisServer> server;
  };

  static std::size_t firstSlot(std::size_t index, std::size_t masters) noexcept {
    return index * SLOTS / masters;
  }

  std::size_t add() {
    auto node = std::make_unique<Node>();
    RedisServerOptions options;
    options.arguments = {"--cluster-enabled",
                         "yes",
                         "--cluster-config-file",
                         "nodes.conf",
                         "--cluster-node-timeout",
                         "1000",
                         "--cluster-port",
                         std::to_string(node->busPort),
                         "--cluster-require-full-coverage",
                         "no",
                         "--repl-diskless-sync-delay",
                         "0"};
    if (options_.isTls) {
      for (const char* argument : {"--tls-cluster", "yes", "--tls-port"}) {
        options.arguments.push_back(argument);
      }
      options.arguments.push_back(std::to_string(node->tlsPort));
    }
    options.arguments.insert(options.arguments.end(), options_.arguments.begin(),
                             options_.arguments.end());
    node->server = std::make_unique<RedisServer>(std::move(options));
    nodes_.push_back(std::move(node));
    return nodes_.size() - 1;
  }

  void meet(std::size_t index) {
    command(0, "CLUSTER MEET 127.0.0.1 {} {}", port(index), nodes_[index]->busPort);
  }

  std::string idOf(std::size_t index) {
    const std::string answer = command(index, "CLUSTER MYID");
    return answer.substr(answer.find('\n') + 1);
  }

  template <class Condition>
  static void await(Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!condition()) {
      if (std::chrono::steady_clock::now() > deadline) {
        throw std::runtime_error("the cluster does not come up");
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }

  RedisClusterOptions options_;
  std::vector<std::unique_ptr<Node>> nodes_;
};

}  // namespace ignis::test
