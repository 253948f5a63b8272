#include "chat_client.hpp"

#include <fmt/format.h>

#include <ignis/di/application_error.hpp>
#include <ignis/helpers/logger/logger_factory.hpp>
#include <ignis/helpers/network/event_loop.hpp>

#include "events.hpp"
#include "limits.hpp"

namespace chat {

using namespace ignis;

ChatClient::UnderWay::UnderWay(ChatClient& client) : client_(client) {
  if (client.underWay_ >= MAX_EVENTS_UNDER_WAY) {
    throw getError({.message = fmt::format("More than {} events at a time", MAX_EVENTS_UNDER_WAY),
                    .statusCode = 429});
  }
  ++client.underWay_;
}

void ChatClient::setUserId(std::string userId) {
  userId_ = std::move(userId);
  socket_.join(userRoomName(userId_));
}

bool ChatClient::isIn(std::string_view roomId) const { return socket_.isIn(roomName(roomId)); }

void ChatClient::requireMember(std::string_view roomId) const {
  if (!isIn(roomId)) {
    throw getError({.message = "Not a member of this room", .statusCode = 403});
  }
}

bool ChatClient::join(std::string_view roomId) {
  if (isIn(roomId)) {
    return false;
  }
  socket_.join(roomName(roomId));
  return true;
}

void ChatClient::leave(std::string_view roomId) { socket_.leave(roomName(roomId)); }

void ChatClient::startTyping(const std::string& roomId) {
  const auto [entry, isNew] =
      typing_.try_emplace(roomId, [this, roomId] { tellTyping(roomId, false); });
  Timer& timer = entry->second;
  if (!timer.isArmed()) {
    tellTyping(roomId, true);
  }
  socket_.loop().arm(timer, TYPING_TIMEOUT);
}

void ChatClient::stopTyping(const std::string& roomId) {
  const auto entry = typing_.find(roomId);
  if (entry != typing_.end() && entry->second.isArmed()) {
    entry->second.cancel();
    tellTyping(roomId, false);
  }
}

void ChatClient::stopTyping() {
  for (const auto& [roomId, timer] : typing_) {
    stopTyping(roomId);
  }
}

const Json& ChatClient::argument(const JsonArguments& sent, std::size_t index) {
  static const Json NONE;
  return index < sent.values.size() ? sent.values[index] : NONE;
}

/// Nobody can call themselves so that these are a room of somebody else's.
std::string ChatClient::roomName(std::string_view roomId) { return fmt::format("room:{}", roomId); }
std::string ChatClient::userRoomName(std::string_view userId) {
  return fmt::format("user:{}", userId);
}

Task<void> ChatClient::identify(const JsonArguments& sent) {
  const Json* const claimed = argument(sent, 0).find("userId");
  std::string userId;
  if (claimed != nullptr && !claimed->isNull()) {
    userId = claimed->as<std::string>();
  }
  if (userId.empty() ? userId_.empty() : userId != userId_) {
    co_await identifier_.identify(*this, std::move(userId));
  }
}

void ChatClient::fail(const std::string& code, const std::exception& error, const Ack& ack) {
  const auto* const known = dynamic_cast<const ApplicationError*>(&error);
  if (known == nullptr || known->statusCode() >= 500) {
    LoggerFactory::getLogger({"ChatClient"})
        .error("[fail] An event has failed | id: {} | code: {} | error: {}", socket_.id(), code,
               error.what());
  }
  const std::string message = known == nullptr ? "Something went wrong here" : error.what();
  socket_.emit("error", Failure{.code = code, .message = message});
  ack(NotDone{.code = code, .message = message});
}

void ChatClient::tellTyping(std::string_view roomId, bool isTyping) {
  const TypingUpdate update{.roomId = std::string(roomId),
                            .userId = userId_,
                            .socketId = std::string(socket_.id()),
                            .isTyping = isTyping};
  socket_.to(roomName(roomId)).volatile_().emit("typing:update", update);
}

}  // namespace chat
