#include "socket/websocket/server/client_record.hpp"

#include "socket/websocket/server/outbound_queue.hpp"
#include "socket/websocket/server/user_index.hpp"

namespace ignis::websocket {

ClientRecord::ClientRecord(std::string_view clientId, std::uint64_t order,
                           WebSocketConnection& connection, std::int64_t unixTime,
                           EventLoop::Clock::time_point now)
    : id(clientId),
      sequence(order),
      connectedAt(unixTime),
      socket(&connection),
      lastActivity(now.time_since_epoch().count()) {}

ClientRecord::~ClientRecord() = default;

std::string_view ClientRecord::userId() const noexcept {
  return user == nullptr ? std::string_view() : std::string_view(*user->id);
}

}  // namespace ignis::websocket
