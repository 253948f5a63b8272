#pragma once

#include <string>
#include <string_view>

namespace ignis::socket_io::client {

/// What a socket tells its server so that it is given what it has missed
/// (`connectionStateRecovery`).
struct SessionRecovery {
  std::string pid{};     ///< the private id of the session
  std::string offset{};  ///< of the last event that has come, as JSON; empty before the first

  /// Takes note of an event, `[name, arguments…]`, whose last argument is its offset.
  void onEvent(std::string_view data);
  /// What a CONNECT has to carry: `auth`, which is JSON or empty, with id and offset in it.
  std::string mergeInto(std::string_view auth) const;
};

}  // namespace ignis::socket_io::client
