#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/socket/socket_io/event_handler.hpp"

namespace ignis::socket_io {

/// The event handlers of one socket, in the order of registration. A handler may add and remove
/// handlers, its own included: what was removed is destroyed when no dispatch is under way.
class HandlerTable {
 public:
  /// The name under which handlers of all events are kept. Names are UTF-8, so no event is called
  /// this.
  static constexpr std::string_view ANY_EVENT = "\xFF";

  void add(std::string_view event, std::unique_ptr<EventHandler> handler, bool isOnce);
  void remove(std::string_view event);
  void clear();

  /// Runs the handlers of all events, then those of this one. What they throw is logged.
  void dispatch(Socket& socket, const IncomingEvent& event);
  /// Only the handlers of this event: handlers of all events do not see what the socket itself
  /// emits.
  void dispatchReserved(Socket& socket, const IncomingEvent& event);

 private:
  struct Entry {
    std::string event;
    std::unique_ptr<EventHandler> handler;
    bool isOnce;
    bool isRemoved = false;
  };

  void dispatchTo(std::string_view name, std::size_t count, Socket& socket,
                  const IncomingEvent& event);
  void sweep();

  std::vector<Entry> entries_;
  unsigned depth_ = 0;
  bool hasRemoved_ = false;
};

}  // namespace ignis::socket_io
