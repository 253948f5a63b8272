#include "socket/socket_io/handler_table.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "ignis/helpers/socket/socket_io/socket.hpp"
#include "socket/socket_io/log.hpp"

namespace ignis::socket_io {

void HandlerTable::add(std::string_view event, std::unique_ptr<EventHandler> handler, bool isOnce) {
  entries_.push_back(
      {.event = std::string(event), .handler = std::move(handler), .isOnce = isOnce});
}

void HandlerTable::prepend(std::string_view event, std::unique_ptr<EventHandler> handler) {
  prepended_.push_back(
      {.event = std::string(event), .handler = std::move(handler), .isOnce = false});
  sweep();
}

bool HandlerTable::has(std::string_view event) const noexcept {
  return std::any_of(entries_.begin(), entries_.end(), [event](const Entry& entry) {
    return entry.event == event && !entry.isRemoved;
  });
}

template <class Predicate>
void HandlerTable::removeIf(Predicate isMeant) {
  for (std::vector<Entry>* const entries : {&entries_, &prepended_}) {
    for (Entry& entry : *entries) {
      if (isMeant(entry)) {
        entry.isRemoved = true;
        hasRemoved_ = true;
      }
    }
  }
  sweep();
}

void HandlerTable::remove(std::string_view event) {
  removeIf([event](const Entry& entry) { return entry.event == event; });
}

void HandlerTable::clear() {
  removeIf([](const Entry&) { return true; });
}

void HandlerTable::dispatch(std::string_view name, Socket& socket, const IncomingEvent& event) {
  ++depth_;
  const std::size_t count = entries_.size();
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
  --depth_;
  sweep();
}

void HandlerTable::sweep() {
  if (depth_ > 0) {
    return;
  }
  for (Entry& entry : std::exchange(prepended_, {})) {
    entries_.insert(entries_.begin(), std::move(entry));
  }
  if (!std::exchange(hasRemoved_, false)) {
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
