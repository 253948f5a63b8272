#pragma once

#include <memory>
#include <mutex>
#include <string_view>
#include <utility>

#include "ignis/helpers/socket/socket_io/client/socket.hpp"
#include "ignis/helpers/socket/socket_io/detail/event_buffer.hpp"
#include "ignis/helpers/socket/socket_io/detail/socketless_event_handler.hpp"
#include "socket/socket_io/call_gate.hpp"
#include "socket/socket_io/listener_table.hpp"

namespace ignis::socket_io::client {

/// The listeners of a socket or of a manager. Events are told on the loop, through the gate; all
/// else is for any thread.
class Emitter {
 public:
  using Handler = detail::SocketlessEventHandler;
  using Table = ListenerTable<Handler, std::mutex>;

  ListenerId add(std::string_view event, std::unique_ptr<Handler> handler, Table::Flags flags) {
    return table_.add(event, std::move(handler), flags);
  }
  bool has(std::string_view event) const { return table_.has(event); }
  void remove(ListenerId listener) { table_.remove(listener); }
  void remove(std::string_view event) { table_.remove(event); }
  void clear() { table_.clear(); }

  CallGate& gate() noexcept { return gate_; }
  const CallGate& gate() const noexcept { return gate_; }

  /// Tells an event to those who listen for `name`. What they throw is logged.
  void dispatch(std::string_view name, const IncomingEvent& event, const Ack& ack = {});

  /// Tells `event` with these arguments.
  template <class... Args>
  void notify(std::string_view event, const Args&... arguments) {
    if (has(event)) {
      detail::EventBuffer buffer;
      buffer.appendArguments(event, arguments...);
      dispatch(event, {.name = event, .data = buffer.text});
    }
  }

 private:
  CallGate gate_;
  Table table_;
};

}  // namespace ignis::socket_io::client
