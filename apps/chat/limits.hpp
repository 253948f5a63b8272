#pragma once

#include <chrono>
#include <cstddef>

namespace chat {

// Everything that a stranger can make grow. Characters are Unicode code points.

inline constexpr std::size_t MAX_MESSAGE_CHARACTERS = 4000;
inline constexpr std::size_t MAX_MESSAGE_TYPE_CHARACTERS = 32;
inline constexpr std::size_t MAX_MESSAGES_PER_ROOM = 500;  ///< older ones are forgotten
inline constexpr std::size_t MAX_MESSAGES_PER_CONVERSATION = 200;
inline constexpr std::size_t MAX_CONVERSATIONS_PER_USER = 100;
inline constexpr std::size_t MAX_ROOMS = 50;
inline constexpr std::size_t MAX_ROOM_NAME_CHARACTERS = 48;
inline constexpr std::size_t MAX_ROOM_MEMBERS = 50;  ///< of a private room
inline constexpr std::size_t MAX_USER_ID_CHARACTERS = 32;
inline constexpr std::size_t MAX_TOKEN_BYTES = 256;
inline constexpr std::size_t MAX_USERS = 10'000;     ///< names that are kept at a time
inline constexpr std::size_t MAX_RECENT_USERS = 50;  ///< who left, in the list of who is there
inline constexpr std::size_t MAX_PICTURE_BYTES = 1024 * 1024;
inline constexpr std::size_t MAX_PICTURE_NAME_CHARACTERS = 128;
inline constexpr std::size_t MAX_EVENTS_UNDER_WAY = 100;  ///< of one socket
inline constexpr std::size_t DEFAULT_PAGE_SIZE = 50;
inline constexpr std::size_t MAX_PAGE_SIZE = 100;

/// How long a name and the conversations of its owner are kept after the last connection.
inline constexpr std::chrono::hours USER_LIFETIME{24};
inline constexpr std::chrono::milliseconds TYPING_TIMEOUT{3000};

}  // namespace chat
