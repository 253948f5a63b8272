#pragma once

#include <memory>
#include <string_view>

#include "ignis/helpers/socket/socket_io/event_handler.hpp"
#include "socket/socket_io/listener_table.hpp"

namespace ignis::socket_io {

/// The event handlers of one socket of a server.
class HandlerTable {
 public:
  void add(std::string_view event, std::unique_ptr<EventHandler> handler, bool isOnce) {
    table_.add(event, std::move(handler), {.isOnce = isOnce});
  }
  void prepend(std::string_view event, std::unique_ptr<EventHandler> handler) {
    table_.add(event, std::move(handler), {.isPrepended = true});
  }
  bool has(std::string_view event) const { return table_.has(event); }
  void remove(std::string_view event) { table_.remove(event); }
  void clear() { table_.clear(); }

  /// Runs the handlers that are registered under `name`. What they throw is logged.
  void dispatch(std::string_view name, Socket& socket, const IncomingEvent& event);

 private:
  ListenerTable<EventHandler> table_;
};

}  // namespace ignis::socket_io
