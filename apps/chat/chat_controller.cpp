#include "chat_controller.hpp"

#include <utility>

#include <ignis/di/application_error.hpp>
#include <ignis/helpers/json/json.hpp>

#include "bearer_token.hpp"

namespace chat {

using namespace ignis;

namespace {

PageOfMessages pageOf(const HistoryQuery& query) {
  return {.limit = static_cast<std::size_t>(query.limit), .before = query.before};
}

}  // namespace

void HistoryQuery::validate(JsonIssues& issues) const {
  if (limit < 1) {
    issues.tooSmall("limit", 1);
  }
  if (limit > static_cast<int>(MAX_PAGE_SIZE)) {
    issues.tooBig("limit", MAX_PAGE_SIZE);
  }
}

void RoomBody::validate(JsonIssues& issues) const {
  if (name.empty()) {
    issues.tooShort("name", 1);
  }
  if (countCharacters(name) > MAX_ROOM_NAME_CHARACTERS) {
    issues.tooLong("name", MAX_ROOM_NAME_CHARACTERS);
  }
  if (members.size() > MAX_ROOM_MEMBERS) {
    issues.tooManyItems("members", MAX_ROOM_MEMBERS);
  }
}

ChatController::ChatController(std::shared_ptr<RoomStore> rooms,
                               std::shared_ptr<MessageStore> messages,
                               std::shared_ptr<DirectMessageStore> directMessages,
                               std::shared_ptr<NameStore> names)
    : BaseController({.scope = "ChatController"}),
      rooms_(std::move(rooms)),
      messages_(std::move(messages)),
      directMessages_(std::move(directMessages)),
      names_(std::move(names)) {}

Task<void> ChatController::binding() {
  using Controller = ChatController;
  bindRoute({.path = "/rooms", .summary = "The rooms that the user may enter"})
      .to(&Controller::rooms, this);
  bindRoute({.method = HttpMethod::POST,
             .path = "/rooms",
             .summary = "Makes a room, for everybody or for its members"})
      .to(&Controller::addRoom, this);
  bindRoute({.path = "/rooms/{roomId}/messages", .summary = "What was said, newest first"})
      .to(&Controller::messages, this);
  bindRoute({.path = "/conversations", .summary = "With whom the user has talked, latest first"})
      .to(&Controller::conversations, this);
  bindRoute({.path = "/dm/{userId}", .summary = "Direct messages with somebody, newest first"})
      .to(&Controller::directMessages, this);
  co_return;
}

Task<std::vector<Room>> ChatController::rooms(Context& context) {
  const std::optional<std::string> userId = co_await userOrGuestOf(context);
  co_return co_await rooms_->listFor(userId);
}

Task<Response> ChatController::addRoom(Context& context, Body<RoomBody> body) {
  const std::string userId = co_await userOf(context);
  NewRoom wanted{
      .name = body->name, .isPrivate = body->isPrivate, .members = std::move(body->members)};
  const Room room = co_await rooms_->add(std::move(wanted), userId);
  co_return context.json(room, 201);
}

Task<std::vector<Message>> ChatController::messages(Context& context, Params<RoomParams> params,
                                                    Query<HistoryQuery> query) {
  const std::optional<std::string> userId = co_await userOrGuestOf(context);
  const Room room = co_await rooms_->getFor(params->roomId, userId);
  co_return co_await messages_->list(room.id, pageOf(*query));
}

Task<std::vector<Conversation>> ChatController::conversations(Context& context) {
  const std::string userId = co_await userOf(context);
  co_return co_await directMessages_->conversations(userId);
}

Task<std::vector<DirectMessage>> ChatController::directMessages(Context& context,
                                                                Params<UserParams> params,
                                                                Query<HistoryQuery> query) {
  const std::string userId = co_await userOf(context);
  co_return co_await directMessages_->list(userId, params->userId, pageOf(*query));
}

Task<std::string> ChatController::userOf(Context& context) {
  const std::optional<std::string> userId = co_await userOrGuestOf(context);
  if (!userId) {
    throw getError({.message = "Authorization: Bearer <token> is required", .statusCode = 401});
  }
  co_return *userId;
}

Task<std::optional<std::string>> ChatController::userOrGuestOf(Context& context) {
  const std::string token = bearerTokenOf(context.req().header("authorization"));
  if (token.empty()) {
    co_return std::nullopt;
  }
  co_return co_await names_->ownerOf(token);
}

}  // namespace chat
