#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "ignis/helpers/socket/websocket/shared_messages.hpp"

namespace ignis::websocket {

/// An event on its way to clients of this server, framed once for all of them.
struct Delivery {
  enum class To : std::uint8_t { CLIENT, USER, ROOM, EVERYBODY };

  To to = To::EVERYBODY;
  std::string target{};                ///< a client, a user or a room
  std::string event{};                 ///< and
  std::string data{};                  ///< its JSON, for the transformer; empty for none
  std::vector<std::string> exclude{};  ///< ids of clients
  std::shared_ptr<const SharedMessages> frame{};
};

}  // namespace ignis::websocket
