#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "ignis/helpers/json/json_writer.hpp"
#include "ignis/helpers/socket/socket_io/event_data.hpp"
#include "socket/socket_io/msgpack/msgpack_reader.hpp"

namespace ignis::socket_io {

/// Of lists and objects in a value that is translated.
inline constexpr std::size_t MSGPACK_MAX_DEPTH = 64;

/// Appends a value given as JSON; placeholders of attachments become the bytes they stand for.
/// False, and `out` is as it was, when the text is no JSON or nested too deeply.
bool appendMsgpack(std::string& out, const EventData& value);

/// Writes the next value as JSON: bytes as `writer` is made to, dates as ISO texts, an extension
/// that nobody knows as `[type, bytes]`. Bytes view the message. False when it is malformed or
/// nested too deeply; the text is then not to be used.
bool writeMsgpackAsJson(JsonWriter& writer, MsgpackReader& reader,
                        std::size_t maxDepth = MSGPACK_MAX_DEPTH);

/// The text of a number that stands for a name: a room, or the key of a member. False for anything
/// that is neither text nor a number.
bool appendName(std::string& out, const MsgpackItem& item);

}  // namespace ignis::socket_io
