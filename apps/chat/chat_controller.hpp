#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

#include <ignis/core/controllers/base_controller.hpp>
#include <ignis/di/binding_keys.hpp>
#include <ignis/di/inject.hpp>

#include "direct_message_store.hpp"
#include "limits.hpp"
#include "message_store.hpp"
#include "name_store.hpp"
#include "room_store.hpp"
#include "text.hpp"

namespace chat {

struct RoomParams {
  std::string roomId;
};
BOOST_DESCRIBE_STRUCT(RoomParams, (), (roomId))

struct UserParams {
  std::string userId;
};
BOOST_DESCRIBE_STRUCT(UserParams, (), (userId))

struct HistoryQuery {
  int limit = static_cast<int>(DEFAULT_PAGE_SIZE);
  std::optional<std::string> before{};  ///< the id of a message

  static constexpr std::array<std::string_view, 1> optionalMembers{"limit"};
  void validate(ignis::JsonIssues& issues) const;
};
BOOST_DESCRIBE_STRUCT(HistoryQuery, (), (limit, before))

struct RoomBody {
  std::string name;
  bool isPrivate = false;
  std::vector<std::string> members{};  ///< besides who makes it; for a private room

  static constexpr std::array<std::string_view, 2> optionalMembers{"isPrivate", "members"};
  void validate(ignis::JsonIssues& issues) const;
};
BOOST_DESCRIBE_STRUCT(RoomBody, (), (name, isPrivate, members))

/// Rooms and histories by REST. Who asks is told by `Authorization: Bearer <token>`: they have the
/// name that the token claimed last.
class ChatController : public ignis::BaseController {
 public:
  static constexpr auto controller = ignis::controller({.path = "/chat"});
  static constexpr auto inject =
      ignis::inject(ignis::serviceKey<RoomStore>(), ignis::serviceKey<MessageStore>(),
                    ignis::serviceKey<DirectMessageStore>(), ignis::serviceKey<NameStore>());

  ChatController(std::shared_ptr<RoomStore> rooms, std::shared_ptr<MessageStore> messages,
                 std::shared_ptr<DirectMessageStore> directMessages,
                 std::shared_ptr<NameStore> names);

 protected:
  ignis::Task<void> binding() override;

 private:
  ignis::Task<std::vector<Room>> rooms(ignis::Context& context);
  ignis::Task<ignis::Response> addRoom(ignis::Context& context, ignis::Body<RoomBody> body);
  ignis::Task<std::vector<Message>> messages(ignis::Context& context,
                                             ignis::Params<RoomParams> params,
                                             ignis::Query<HistoryQuery> query);
  ignis::Task<std::vector<Conversation>> conversations(ignis::Context& context);
  ignis::Task<std::vector<DirectMessage>> directMessages(ignis::Context& context,
                                                         ignis::Params<UserParams> params,
                                                         ignis::Query<HistoryQuery> query);

  /// Throws 401 unless the request says who asks.
  ignis::Task<std::string> userOf(ignis::Context& context);
  /// Nothing when the request does not say.
  ignis::Task<std::optional<std::string>> userOrGuestOf(ignis::Context& context);

  std::shared_ptr<RoomStore> rooms_;
  std::shared_ptr<MessageStore> messages_;
  std::shared_ptr<DirectMessageStore> directMessages_;
  std::shared_ptr<NameStore> names_;
};

}  // namespace chat
