#include "ignis/helpers/socket/socket_io/server.hpp"

#include <string>
#include <utility>

#include "ignis/di/application_error.hpp"
#include "socket/socket_io/server_core.hpp"

namespace ignis::socket_io {

Server::Server(HttpServer& http, ServerOptions options)
    : core_(std::make_shared<ServerCore>(http, std::move(options))) {}

Server::~Server() { core_->abandon(); }

Task<void> Server::attach() { return core_->attach(); }

Task<void> Server::close() { return core_->close(); }

const ServerOptions& Server::options() const noexcept { return core_->options(); }

Engine& Server::engine() noexcept { return core_->engine().engine(); }

std::size_t Server::clientsCount() const noexcept { return core_->clientCount(); }

Namespace& Server::sockets() noexcept { return core_->defaultNamespace(); }

Namespace& Server::of(std::string_view name) {
  std::string path(name);
  if (!path.starts_with('/')) {
    path.insert(path.begin(), '/');
  }
  return *core_->namespaces().pin(path);
}

Namespace& Server::of(const NamespacePattern& pattern) { return of(pattern.matcher()); }

Namespace& Server::of(NamespaceMatcher matcher) {
  return *core_->namespaces().addParent(std::move(matcher));
}

}  // namespace ignis::socket_io
