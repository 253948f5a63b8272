#pragma once

#include <chrono>
#include <cstddef>

#include "ignis/helpers/socket/socket_io/client/client_options.hpp"

namespace ignis::socket_io::client {

/// How long to wait before an attempt to reconnect, of which `attempts` have been made, as the
/// Backoff of socket.io-client 4.8 has it. `random` is in [0, 1).
std::chrono::milliseconds reconnectDelay(const ClientOptions& options, std::size_t attempts,
                                         double random);

}  // namespace ignis::socket_io::client
