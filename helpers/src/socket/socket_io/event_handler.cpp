#include "ignis/helpers/socket/socket_io/event_handler.hpp"

#include <string>
#include <utility>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/json/decode_json.hpp"
#include "ignis/helpers/json/json_writer.hpp"
#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/socket/socket_io/detail/ack_handler.hpp"
#include "ignis/helpers/socket/socket_io/detail/event_buffer.hpp"
#include "ignis/helpers/socket/socket_io/detail/event_data.hpp"
#include "ignis/helpers/socket/socket_io/protocol/packet.hpp"
#include "ignis/helpers/socket/socket_io/socket.hpp"
#include "socket/socket_io/log.hpp"

namespace ignis::socket_io {

namespace {

/// `{"error":{"message":…,"path":…}}`
struct Refusal {
  std::string_view message;
  std::string_view path;

  void write(JsonWriter& writer) const {
    writer.beginObject();
    writer.key("error");
    writer.beginObject();
    writer.key("message");
    writer.value(message);
    writer.key("path");
    writer.value(path);
    writer.endObject();
    writer.endObject();
  }
};

}  // namespace

namespace detail {

EventBuffer::EventBuffer(EventLoop& loop) : text(loop.takeBuffer()), loop_(loop) {}

EventBuffer::~EventBuffer() { loop_.giveBuffer(std::move(text)); }

void refuseReservedName(std::string_view event) {
  if (isReservedEvent(event)) {
    throw getError({.message = "\"" + std::string(event) + "\" is a reserved event name"});
  }
}

bool decodeInto(Socket& socket, const IncomingEvent& event, std::span<const JsonType* const> types,
                std::span<void* const> outs) {
  const JsonResult result = decodeJsonArguments(event.data, 1, types, outs);
  if (result) {
    return true;
  }
  const std::string message =
      result.issues().empty() ? result.message() : result.issues().front().message;
  const std::string path = result.issues().empty() ? "" : result.issues().front().path;
  logger().warn("[on] Event refused | id: {} | event: {} | {}", socket.id(), event.name,
                result.message());
  if (event.ackId) {
    const Ack ack(socket, *event.ackId);
    ack(Refusal{.message = message, .path = path});
  }
  return false;
}

void spawnHandler(Socket& socket, std::string_view event, std::function<Task<void>()> task) {
  socket.loop().spawn("Socket.IO handler of " + std::string(event), std::move(task));
}

std::shared_ptr<Socket> share(Socket& socket) { return socket.shared_from_this(); }

std::optional<AckError> decodeAckArguments(std::string_view data,
                                           std::span<const JsonType* const> types,
                                           std::span<void* const> outs) {
  const JsonResult result = decodeJsonArguments(data, 0, types, outs);
  if (result) {
    return std::nullopt;
  }
  return AckError{.kind = AckError::Kind::INVALID, .message = result.message()};
}

void decodeAnswer(std::string_view data, const JsonType& type, void* out) {
  const bool isEmpty = data.find_first_not_of("[] \t\r\n") == std::string_view::npos;
  const JsonType* const types[] = {&type};
  void* const outs[] = {out};
  decodeJsonArguments(isEmpty ? "[null]" : data, 0, types, outs).throwIfFailed();
}

}  // namespace detail

}  // namespace ignis::socket_io
