#include "ignis/helpers/network/http/http_server.hpp"

#include <unistd.h>

#include <atomic>
#include <exception>
#include <unordered_map>

#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "ignis/helpers/logger/logger_factory.hpp"
#include "ignis/helpers/network/event_loop_group.hpp"
#include "network/http/http_connection.hpp"
#include "network/listener.hpp"

namespace ignis {

namespace {

Logger& logger() {
  static Logger& instance = LoggerFactory::getLogger({"HttpServer"});
  return instance;
}

/// The connections of one loop.
class LoopConnections final : public ConnectionOwner {
 public:
  LoopConnections(EventLoop& loop, const HttpLimits& limits, std::atomic<std::size_t>& total,
                  HttpLoopService::HandOver handOver, std::function<void()> onEmpty)
      : service(loop, limits, std::move(handOver)),
        loop_(loop),
        total_(total),
        onEmpty_(std::move(onEmpty)) {}

  void open(int descriptor, std::string peerAddress) {
    if (draining_) {
      ::close(descriptor);
      closed();
      return;
    }
    const HttpLimits& limits = service.limits();
    auto connection =
        TcpConnection::open(loop_, descriptor, std::move(peerAddress), limits.connection, *this,
                            std::make_unique<HttpConnection>(service));
    connection->setDeadline(EventLoop::Clock::now() + limits.headerTimeout);
    connections_.emplace(connection.get(), connection);
  }

  TcpConnection::Released release(TcpConnection& connection) {
    connections_.erase(&connection);
    return connection.release();
  }

  /// A connection that another loop has released.
  void adopt(TcpConnection::Released released, std::string unread, const ProtocolFactory& make) {
    if (draining_) {
      ::close(released.descriptor);
      closed();
      return;
    }
    const auto connection = TcpConnection::open(
        loop_, released.descriptor, std::move(released.peerAddress), service.limits().connection,
        *this, std::make_unique<HttpConnection>(service));
    connections_.emplace(connection.get(), connection);
    connection->write(released.unsent);
    try {
      connection->setProtocol(make(*connection));
    } catch (const std::exception& error) {
      logger().error("[adopt] A protocol could not be set up | error: {}", error.what());
      connection->close();
    }
    if (!unread.empty() && connection->isOpen()) {
      connection->protocol().onData(*connection, unread);
    }
  }

  void shutdown() {
    draining_ = true;
    forEach([](TcpConnection& connection) { connection.shutdown(); });
  }

  void closeAll() {
    forEach([](TcpConnection& connection) { connection.close(); });
  }

  void onConnectionClosed(TcpConnection& connection) override {
    connections_.erase(&connection);
    closed();
  }

  HttpLoopService service;

 private:
  template <class Function>
  void forEach(Function function) {
    std::vector<std::shared_ptr<TcpConnection>> open;
    open.reserve(connections_.size());
    for (const auto& [key, weak] : connections_) {
      if (auto connection = weak.lock()) {
        open.push_back(std::move(connection));
      }
    }
    for (const auto& connection : open) {
      function(*connection);
    }
  }

  void closed() {
    if (total_.fetch_sub(1) == 1) {
      onEmpty_();
    }
  }

  EventLoop& loop_;
  std::atomic<std::size_t>& total_;
  std::function<void()> onEmpty_;
  std::unordered_map<TcpConnection*, std::weak_ptr<TcpConnection>> connections_;
  bool draining_ = false;
};

}  // namespace

struct HttpServer::Impl {
  Impl(EventLoopGroup& group, HttpServerOptions serverOptions)
      : loops(group),
        options(std::move(serverOptions)),
        listener(group.main(), [this](int descriptor,
                                      std::string peer) { accepted(descriptor, std::move(peer)); }),
        emptied(group.main().context()) {
    for (std::size_t index = 0; index < group.size(); ++index) {
      perLoop.push_back(std::make_unique<LoopConnections>(
          group.at(index), options.limits, connectionCount,
          [this, index](TcpConnection& connection, EventLoop& target, std::string unread,
                        const ProtocolFactory& make) {
            handOver(*perLoop[index], connection, target, std::move(unread), make);
          },
          [this] { loops.main().post([this] { emptied.cancel(); }); }));
    }
  }

  void accepted(int descriptor, std::string peer) {
    connectionCount.fetch_add(1);
    const std::size_t index = nextLoop++ % perLoop.size();
    if (index == 0) {
      perLoop[0]->open(descriptor, std::move(peer));
      return;
    }
    loops.at(index).post([this, index, descriptor, peer = std::move(peer)]() mutable {
      perLoop[index]->open(descriptor, std::move(peer));
    });
  }

  void handOver(LoopConnections& from, TcpConnection& connection, EventLoop& target,
                std::string unread, const ProtocolFactory& make) {
    target.post([to = &ofLoop(target), released = from.release(connection),
                 unread = std::move(unread), make] { to->adopt(released, unread, make); });
  }

  LoopConnections& ofLoop(EventLoop& loop) {
    for (std::size_t index = 0; index < loops.size(); ++index) {
      if (&loops.at(index) == &loop) {
        return *perLoop[index];
      }
    }
    return *perLoop.front();
  }

  EventLoopGroup& loops;
  HttpServerOptions options;
  std::atomic<std::size_t> connectionCount{0};
  std::vector<std::unique_ptr<LoopConnections>> perLoop;
  Listener listener;
  boost::asio::steady_timer emptied;
  std::size_t nextLoop = 0;
  bool listening = false;
};

HttpServer::HttpServer(EventLoopGroup& loops, HttpServerOptions options)
    : impl_(std::make_unique<Impl>(loops, std::move(options))) {}

HttpServer::~HttpServer() {
  impl_->listener.close();
  for (const auto& connections : impl_->perLoop) {
    connections->closeAll();
  }
}

void HttpServer::setHandler(HttpHandler handler) {
  for (const auto& connections : impl_->perLoop) {
    connections->service.setHandler(handler);
  }
}

Task<void> HttpServer::mount(std::string prefix, HttpHandler handler) {
  return mount(std::move(prefix), std::move(handler), {});
}

Task<void> HttpServer::mount(std::string prefix, HttpHandler handler, HttpMountOptions options) {
  std::function<void(EventLoop&)> add = [this, prefix, handler, options](EventLoop& loop) {
    impl_->ofLoop(loop).service.mount(prefix, handler, options);
  };
  co_await impl_->loops.runOnEach(add);
}

Task<void> HttpServer::unmount(std::string prefix) {
  std::function<void(EventLoop&)> remove = [this, prefix](EventLoop& loop) {
    impl_->ofLoop(loop).service.unmount(prefix);
  };
  co_await impl_->loops.runOnEach(remove);
}

Task<void> HttpServer::mountUpgrade(std::string path, HttpHandler handler) {
  std::function<void(EventLoop&)> add = [this, path, handler](EventLoop& loop) {
    impl_->ofLoop(loop).service.mountUpgrade(path, handler);
  };
  co_await impl_->loops.runOnEach(add);
}

Task<void> HttpServer::unmountUpgrade(std::string path) {
  std::function<void(EventLoop&)> remove = [this, path](EventLoop& loop) {
    impl_->ofLoop(loop).service.unmountUpgrade(path);
  };
  co_await impl_->loops.runOnEach(remove);
}

void HttpServer::listen() {
  impl_->listener.open(impl_->options.host, impl_->options.port, impl_->options.backlog);
  impl_->listening = true;
}

bool HttpServer::isListening() const noexcept { return impl_->listening; }

std::uint16_t HttpServer::port() const noexcept {
  return impl_->listener.port() != 0 ? impl_->listener.port() : impl_->options.port;
}

EventLoopGroup& HttpServer::loops() noexcept { return impl_->loops; }

const HttpServerOptions& HttpServer::options() const noexcept { return impl_->options; }

std::size_t HttpServer::connectionCount() const noexcept { return impl_->connectionCount.load(); }

void HttpServer::stopAccepting() {
  impl_->listener.close();
  impl_->listening = false;
}

Task<void> HttpServer::close(std::chrono::milliseconds deadline) {
  stopAccepting();
  std::function<void(EventLoop&)> shutdown = [this](EventLoop& loop) {
    impl_->ofLoop(loop).shutdown();
  };
  co_await impl_->loops.runOnEach(shutdown);
  impl_->emptied.expires_after(deadline);
  while (connectionCount() > 0 && impl_->emptied.expiry() > std::chrono::steady_clock::now()) {
    boost::system::error_code cancelled;
    co_await impl_->emptied.async_wait(
        boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
  }
  if (connectionCount() > 0) {
    logger().warn("[close] Connections are cut at the deadline | count: {} | limit: {} ms",
                  connectionCount(), deadline.count());
  }
  std::function<void(EventLoop&)> closeAll = [this](EventLoop& loop) {
    impl_->ofLoop(loop).closeAll();
  };
  co_await impl_->loops.runOnEach(closeAll);
}

}  // namespace ignis
