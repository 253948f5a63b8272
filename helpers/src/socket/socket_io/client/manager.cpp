#include "ignis/helpers/socket/socket_io/client/manager.hpp"

#include <optional>
#include <utility>

#include "socket/socket_io/client/end_core.hpp"
#include "socket/socket_io/client/manager_core.hpp"

namespace ignis::socket_io::client {

Manager::Manager(std::string_view url, ClientOptions options)
    : core_(std::make_shared<ManagerCore>(url, std::move(options))) {}

Manager::~Manager() { endCore(std::move(core_), "Manager"); }

std::shared_ptr<Socket> Manager::socket(std::string_view nsp) {
  return core_->socket(nsp, std::nullopt);
}

std::shared_ptr<Socket> Manager::socket(std::string_view nsp, SocketOptions options) {
  return core_->socket(nsp, std::move(options));
}

void Manager::open() {
  core_->run([](ManagerCore& core) { core.open(); });
}

void Manager::close() {
  core_->run([](ManagerCore& core) { core.close(); });
}

ListenerId Manager::addListener(std::string_view event,
                                std::unique_ptr<detail::SocketlessEventHandler> handler) {
  return core_->emitter().add(event, std::move(handler), {});
}

void Manager::off(ListenerId listener) { core_->emitter().remove(listener); }

void Manager::off(std::string_view event) { core_->emitter().remove(event); }

bool Manager::isOpen() const noexcept { return core_->isOpen(); }

std::string Manager::transportName() const { return std::string(core_->transportName()); }

EventLoop& Manager::loop() const noexcept { return core_->loop(); }

std::shared_ptr<Socket> io(std::string_view url, ClientOptions options) {
  const auto manager = std::make_shared<ManagerCore>(url, std::move(options));
  return manager->socket(manager->address().nsp, std::nullopt);
}

}  // namespace ignis::socket_io::client
