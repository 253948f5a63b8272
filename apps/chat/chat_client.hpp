#pragma once

#include <cstddef>
#include <exception>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <ignis/helpers/common/bytes.hpp>
#include <ignis/helpers/common/task.hpp>
#include <ignis/helpers/json/json.hpp>
#include <ignis/helpers/json/json_arguments.hpp>
#include <ignis/helpers/network/timer_wheel.hpp>
#include <ignis/helpers/socket/socket_io/namespace.hpp>
#include <ignis/helpers/socket/socket_io/socket.hpp>

namespace chat {

class ChatClient;

/// Gives a client its name; see `SessionService`.
class IIdentifier {
 public:
  virtual ~IIdentifier() = default;
  /// `claimed` is the `userId` of an event, empty when it has none. Throws when it is not the
  /// client's own, or when the client has no name and does not get one.
  virtual ignis::Task<void> identify(ChatClient& client, std::string claimed) = 0;
};

/// An authenticated socket and who is behind it. Its handlers own it, so it lives as long as its
/// socket or as what the socket has asked for. Use it on the loop of the socket.
class ChatClient : public std::enable_shared_from_this<ChatClient> {
 public:
  using Socket = ignis::socket_io::Socket;
  using Ack = ignis::socket_io::Ack;

  ChatClient(Socket& socket, IIdentifier& identifier) : socket_(socket), identifier_(identifier) {}

  Socket& socket() noexcept { return socket_; }
  /// Empty until the client has been identified.
  const std::string& userId() const noexcept { return userId_; }
  void setUserId(std::string userId);

  /// Has `(handler->*method)(client, arguments…)` called for an event. What it returns is the
  /// acknowledgement. What it throws is acknowledged as `{ok: false, code, message}`, and reaches
  /// the client as the event `error`.
  template <class Handler, class Result, class... Arguments>
  void on(std::string_view event, std::string code,
          ignis::Task<Result> (Handler::*method)(ChatClient&, Arguments...), Handler* handler) {
    socket_.on(
        event,
        [client = shared_from_this(), code = std::move(code), method, handler](
            Socket&, ignis::JsonArguments sent, Ack ack) -> ignis::Task<void> {
          try {
            const UnderWay underWay(*client);
            co_await client->identify(sent);
            std::tuple<Arguments...> arguments =
                decode<Arguments...>(sent, std::index_sequence_for<Arguments...>());
            ignis::Task<Result> work = std::apply(
                [&](Arguments&... each) { return (handler->*method)(*client, std::move(each)...); },
                arguments);
            ack(co_await std::move(work));
          } catch (const std::exception& error) {
            client->fail(code, error, ack);
          }
        });
  }

  bool isIn(std::string_view roomId) const;
  /// Throws 403 `Not a member of this room` unless the client has entered it.
  void requireMember(std::string_view roomId) const;
  /// Whether it was not in yet.
  bool join(std::string_view roomId);
  void leave(std::string_view roomId);

  /// To everybody in a room, this client included when it is in.
  template <class Value>
  void emitToRoom(std::string_view roomId, std::string_view event, const Value& value) {
    socket_.nsp().to(roomName(roomId)).emit(event, value);
  }
  /// To everybody else in a room.
  template <class... Values>
  void emitToOthers(std::string_view roomId, std::string_view event, const Values&... values) {
    socket_.to(roomName(roomId)).emit(event, values...);
  }
  /// To all windows of some users.
  template <class Value>
  void emitToUsers(std::initializer_list<std::string_view> userIds, std::string_view event,
                   const Value& value) {
    std::vector<std::string> rooms;
    for (const std::string_view userId : userIds) {
      rooms.push_back(userRoomName(userId));
    }
    socket_.nsp().to(std::move(rooms)).emit(event, value);
  }

  /// The others in the room are told, and again when it ends: by `stopTyping`, or by itself.
  void startTyping(const std::string& roomId);
  void stopTyping(const std::string& roomId);
  void stopTyping();

 private:
  /// Counts the events of a client that are being worked on.
  class UnderWay {
   public:
    explicit UnderWay(ChatClient& client);
    UnderWay(const UnderWay&) = delete;
    UnderWay& operator=(const UnderWay&) = delete;
    ~UnderWay() { --client_.underWay_; }

   private:
    ChatClient& client_;
  };

  template <class... Arguments, std::size_t... Index>
  static std::tuple<Arguments...> decode(const ignis::JsonArguments& sent,
                                         std::index_sequence<Index...>) {
    return {argument(sent, Index).template as<Arguments>()...};
  }
  /// Null when there is none.
  static const ignis::Json& argument(const ignis::JsonArguments& sent, std::size_t index);

  static std::string roomName(std::string_view roomId);
  static std::string userRoomName(std::string_view userId);

  ignis::Task<void> identify(const ignis::JsonArguments& sent);
  void fail(const std::string& code, const std::exception& error, const Ack& ack);
  void tellTyping(std::string_view roomId, bool isTyping);

  Socket& socket_;
  IIdentifier& identifier_;
  std::string userId_;
  std::size_t underWay_ = 0;
  std::map<std::string, ignis::Timer, std::less<>> typing_;  ///< armed while typing in that room
};

}  // namespace chat
