#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ignis/helpers/redis/memory_redis_helper.hpp"
#include "ignis/helpers/socket/socket_io/adapter/redis_adapter.hpp"
#include "support/socket_io_server.hpp"

namespace ignis::test {

/// An embedded broker of a test's own.
class TestBroker {
 public:
  TestBroker() {
    static std::atomic<int> count{0};
    name_ = "test-broker-" + std::to_string(count++);
  }
  std::shared_ptr<MemoryRedisHelper> connect() const {
    return std::make_shared<MemoryRedisHelper>(
        MemoryRedisHelperOptions{.name = "test", .broker = name_});
  }

 private:
  std::string name_;
};

/// A server of a cluster, with connections of its own.
class ClusterNode {
 public:
  explicit ClusterNode(const TestBroker& broker, std::function<void(socket_io::Server&)> setUp = {},
                       socket_io::RedisAdapterOptions options = {},
                       socket_io::ServerOptions serverOptions = {}, std::size_t threads = 2)
      : pub(broker.connect()),
        sub(broker.connect()),
        thread(std::move(setUp), withAdapter(std::move(serverOptions), options), threads) {}

  socket_io::Server& io() { return thread.server(); }
  socket_io::RedisAdapter& adapter(std::string_view nsp = "/") {
    return static_cast<socket_io::RedisAdapter&>(io().of(nsp).adapter());
  }

  std::shared_ptr<MemoryRedisHelper> pub;
  std::shared_ptr<MemoryRedisHelper> sub;
  SocketIOServerThread thread;

 private:
  socket_io::ServerOptions withAdapter(socket_io::ServerOptions serverOptions,
                                       const socket_io::RedisAdapterOptions& options) const {
    serverOptions.adapter = socket_io::createAdapter(pub, sub, options);
    return serverOptions;
  }
};

/// Everything that is published.
class Wiretap {
 public:
  struct Message {
    std::string channel, payload;
  };

  explicit Wiretap(const TestBroker& broker) : redis_(broker.connect()) {
    redis_->psubscribe(
        {.topic = "*", .onMessage = [this](const RedisMessage& message) {
           const std::scoped_lock lock(mutex_);
           messages_.push_back({std::string(message.channel), std::string(message.payload)});
         }});
  }
  ~Wiretap() { redis_->punsubscribe({.topic = "*"}); }

  std::vector<Message> messages() const {
    const std::scoped_lock lock(mutex_);
    return messages_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<Message> messages_;
  std::shared_ptr<MemoryRedisHelper> redis_;
};

}  // namespace ignis::test
