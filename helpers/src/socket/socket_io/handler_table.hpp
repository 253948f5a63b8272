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
  void add(std::string_view event, std::unique_ptr<EventHandler> handler, bool isOnce);
  void prepend(std::string_view event, std::unique_ptr<EventHandler> handler);
  bool has(std::string_view event) const noexcept;
  void remove(std::string_view event);
  void clear();

  /// Runs the handlers that are registered under `name`. What they throw is logged. A handler that
  /// is added by a handler waits for the next event.
  void dispatch(std::string_view name, Socket& socket, const IncomingEvent& event);

 private:
  struct Entry {
    std::string event;
    std::unique_ptr<EventHandler> handler;
    bool isOnce;
    bool isRemoved = false;
  };

  template <class Predicate>
  void removeIf(Predicate isMeant);
  void sweep();

  std::vector<Entry> entries_;
  std::vector<Entry> prepended_;  ///< while handlers run, last come first
  unsigned depth_ = 0;
  bool hasRemoved_ = false;
};

}  // namespace ignis::socket_io
