#pragma once

#include <cstdint>

#include "ignis/helpers/socket/socket_io/event_data.hpp"

namespace ignis::socket_io {

/// Who passes an answer on to where it was asked for.
class AckReceiver {
 public:
  virtual void sendAck(std::uint64_t id, const EventData& answer) = 0;

 protected:
  ~AckReceiver() = default;
};

}  // namespace ignis::socket_io
