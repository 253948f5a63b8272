#include "ignis/helpers/socket/socket_io/socket_io_server_helper.hpp"

#include <utility>

#include "ignis/di/application_error.hpp"
#include "socket/socket_io/socket_io_server_helper_impl.hpp"

namespace ignis {

namespace {

SocketIOServerHelperOptions validated(SocketIOServerHelperOptions options) {
  if (options.server == nullptr) {
    throw getError({.message = "[SocketIOServerHelper] Invalid HTTP server for Node.js runtime!",
                    .statusCode = 500});
  }
  if (options.redisConnection == nullptr) {
    throw getError(
        {.message = "Invalid redis connection to config socket.io adapter!", .statusCode = 500});
  }
  if (!options.authenticateFn) {
    throw getError(
        {.message = "[SocketIOServerHelper] Invalid authenticateFn to setup io socket server!",
         .statusCode = 500});
  }
  return options;
}

}  // namespace

SocketIOServerHelper::SocketIOServerHelper(SocketIOServerHelperOptions options)
    : BaseHelper({.scope = "SocketIOServerHelper", .identifier = options.identifier}),
      impl_(std::make_shared<Impl>(validated(std::move(options)), getLogger())) {}

SocketIOServerHelper::~SocketIOServerHelper() = default;

Task<void> SocketIOServerHelper::configure() { return impl_->configure(); }

Task<void> SocketIOServerHelper::shutdown() { return impl_->shutdown(); }

socket_io::Server* SocketIOServerHelper::getIOServer() const noexcept { return impl_->server(); }

std::vector<SocketIOClient> SocketIOServerHelper::getClients() const {
  return impl_->clients().list();
}

std::optional<SocketIOClient> SocketIOServerHelper::getClients(
    const SocketIOGetClientArgs& args) const {
  return impl_->clients().describe(args.id);
}

std::size_t SocketIOServerHelper::getClientCount() const { return impl_->clients().size(); }

std::vector<std::string> SocketIOServerHelper::getProblems() const { return impl_->problems(); }

void SocketIOServerHelper::on(const SocketIOOnOptions& options) { impl_->on(options); }

void SocketIOServerHelper::send(const SocketIOSendOptions& options) { impl_->send(options); }

void SocketIOServerHelper::onClientConnect(const SocketIOSocketArgs& args) {
  impl_->onClientConnect(args.socket);
}

void SocketIOServerHelper::onClientAuthenticated(const SocketIOSocketArgs& args) {
  impl_->onClientAuthenticated(args.socket);
}

void SocketIOServerHelper::ping(const SocketIOPingArgs& args) {
  impl_->ping(args.socket, args.doIgnoreAuth);
}

void SocketIOServerHelper::disconnect(const SocketIOSocketArgs& args) {
  impl_->disconnect(args.socket);
}

}  // namespace ignis
