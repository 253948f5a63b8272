#include "socket/socket_io/handler_table.hpp"

#include <exception>
#include <utility>

#include "ignis/helpers/socket/socket_io/socket.hpp"
#include "socket/socket_io/log.hpp"

namespace ignis::socket_io {

void HandlerTable::add(std::string_view event, std::unique_ptr<EventHandler> handler, bool isOnce) {
  entries_.push_back(
      {.event = std::string(event), .handler = std::move(handler), .isOnce = isOnce});
}

void HandlerTable::remove(std::string_view event) {
  for (Entry& entry : entries_) {
    if (entry.event == event) {
      entry.isRemoved = true;
      hasRemoved_ = true;
    }
  }
  sweep();
}

void HandlerTable::clear() {
  for (Entry& entry : entries_) {
    entry.isRemoved = true;
    hasRemoved_ = true;
  }
  sweep();
}

void HandlerTable::dispatch(Socket& socket, const IncomingEvent& event) {
  ++depth_;
  // A handler that is added by a handler waits for the next event.
  const std::size_t count = entries_.size();
  dispatchTo(ANY_EVENT, count, socket, event);
  dispatchTo(event.name, count, socket, event);
  --depth_;
  sweep();
}

void HandlerTable::dispatchReserved(Socket& socket, const IncomingEvent& event) {
  ++depth_;
  dispatchTo(event.name, entries_.size(), socket, event);
  --depth_;
  sweep();
}

void HandlerTable::dispatchTo(std::string_view name, std::size_t count, Socket& socket,
                              const IncomingEvent& event) {
  for (std::size_t index = 0; index < count; ++index) {
    Entry& entry = entries_[index];
    if (entry.isRemoved || entry.event != name) {
      continue;
    }
    if (entry.isOnce) {
      entry.isRemoved = true;
      hasRemoved_ = true;
    }
    // The entry may move while its handler runs, the handler itself does not.
    EventHandler& handler = *entry.handler;
    try {
      handler.call(socket, event);
    } catch (const std::exception& error) {
      logger().error("[dispatch] Handler error | id: {} | event: {} | error: {}", socket.id(),
                     event.name, error.what());
    } catch (...) {
      logger().error("[dispatch] Handler error | id: {} | event: {} | error: unknown", socket.id(),
                     event.name);
    }
  }
}

void HandlerTable::sweep() {
  if (depth_ > 0 || !std::exchange(hasRemoved_, false)) {
    return;
  }
  // What handlers own may call back while it is destroyed: the table is in order by then.
  std::vector<Entry> removed;
  std::vector<Entry> kept;
  for (Entry& entry : entries_) {
    (entry.isRemoved ? removed : kept).push_back(std::move(entry));
  }
  entries_ = std::move(kept);
}

}  // namespace ignis::socket_io
