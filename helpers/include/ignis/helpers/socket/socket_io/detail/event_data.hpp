#pragma once

#include <string>
#include <string_view>

#include "ignis/helpers/json/write_json.hpp"

namespace ignis::socket_io::detail {

/// Throws an `ApplicationError` when events of this name belong to the protocol.
void refuseReservedName(std::string_view event);

/// Appends `["event",arguments…]`.
template <class... Args>
void appendEventData(std::string& out, std::string_view event, const Args&... arguments) {
  refuseReservedName(event);
  JsonWriter writer(out);
  writer.beginArray();
  writer.value(event);
  (writeJson(writer, arguments), ...);
  writer.endArray();
}

/// `[arguments…]`
template <class... Args>
std::string encodeArguments(const Args&... arguments) {
  std::string out;
  {
    JsonWriter writer(out);  // `out` is complete when the writer is gone
    writer.beginArray();
    (writeJson(writer, arguments), ...);
    writer.endArray();
  }
  return out;
}

}  // namespace ignis::socket_io::detail
