#include "ignis/helpers/socket/socket_io/event_handler.hpp"

#include <string>
#include <utility>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/json/decode_json.hpp"
#include "ignis/helpers/json/json_writer.hpp"
#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/socket/socket_io/detail/ack_handler.hpp"
#include "ignis/helpers/socket/socket_io/detail/event_buffer.hpp"
#include "ignis/helpers/socket/socket_io/protocol/packet.hpp"
#include "ignis/helpers/socket/socket_io/socket.hpp"
#include "socket/socket_io/log.hpp"

namespace ignis::socket_io {

namespace {

/// `{"error":{"message":…,"path":…}}`
struct Refusal {
  std::string message;
  std::string path;

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

Refusal refusalOf(const JsonResult& result) {
  if (result.issues().empty()) {
    return {.message = result.message(), .path = {}};
  }
  const JsonIssue& first = result.issues().front();
  return {.message = first.message, .path = first.path};
}

}  // namespace

namespace detail {

EventBuffer::EventBuffer() : loop_(EventLoop::current()) {
  if (loop_ != nullptr) {
    text = loop_->takeBuffer();
  }
}

EventBuffer::~EventBuffer() {
  if (loop_ != nullptr) {
    loop_->giveBuffer(std::move(text));
  }
}

void refuseReservedName(std::string_view event) {
  if (isReservedEvent(event)) {
    throw getError({.message = "\"" + std::string(event) + "\" is a reserved event name"});
  }
}

void refuseReservedServerName(std::string_view event) {
  if (event == "connect" || event == "connection" || event == "new_namespace") {
    throw getError({.message = "\"" + std::string(event) + "\" is a reserved event name"});
  }
}

bool decodeInto(Socket& socket, const IncomingEvent& event, std::span<const JsonType* const> types,
                std::span<void* const> outs) {
  const JsonResult result = decodeJsonArguments(event.data, 1, types, outs, event.attachments);
  if (result) {
    return true;
  }
  logger().warn("[on] Event refused | id: {} | event: {} | {}", socket.id(), event.name,
                result.message());
  if (event.ackId) {
    const Ack ack(socket, *event.ackId);
    ack(refusalOf(result));
  }
  return false;
}

bool decodeSocketlessEvent(const IncomingEvent& event, std::span<const JsonType* const> types,
                           std::span<void* const> outs, const Ack& ack) {
  const JsonResult result = decodeJsonArguments(event.data, 1, types, outs, event.attachments);
  if (!result) {
    logger().warn("[on] Event refused | event: {} | {}", event.name, result.message());
    ack(refusalOf(result));
  }
  return bool(result);
}

void spawnSocketlessHandler(std::string_view event, std::function<Task<void>()> task) {
  EventLoop::current()->spawn("Socket.IO handler of " + std::string(event), std::move(task));
}

void spawnHandler(Socket& socket, std::string_view event, std::function<Task<void>()> task) {
  socket.loop().spawn("Socket.IO handler of " + std::string(event), std::move(task));
}

std::shared_ptr<Socket> share(Socket& socket) { return socket.shared_from_this(); }

std::optional<AckError> decodeAckArguments(const IncomingAnswer& answer,
                                           std::span<const JsonType* const> types,
                                           std::span<void* const> outs) {
  const JsonResult result = decodeJsonArguments(answer.data, 0, types, outs, answer.attachments);
  if (result) {
    return std::nullopt;
  }
  return AckError{.kind = AckError::Kind::INVALID, .message = result.message()};
}

void decodeAnswer(const IncomingAnswer& answer, const JsonType& type, void* out) {
  const std::string_view data = answer.data;
  const bool isEmpty = data.find_first_not_of("[] \t\r\n") == std::string_view::npos;
  const JsonType* const types[] = {&type};
  void* const outs[] = {out};
  decodeJsonArguments(isEmpty ? "[null]" : data, 0, types, outs, answer.attachments)
      .throwIfFailed();
}

}  // namespace detail

}  // namespace ignis::socket_io
