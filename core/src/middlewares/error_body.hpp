#pragma once

#include "ignis/core/http/context.hpp"
#include "ignis/helpers/json/json_writer.hpp"

#include <string>
#include <string_view>

namespace ignis {

/// Answers with `{…}`, or with `{ [rootKey]: {…} }`; `writeMembers` writes the members.
template <class F>
Response answerErrorBody(Context& context, unsigned status, const std::string& rootKey,
                         F writeMembers) {
  std::string text;
  JsonWriter writer(text);
  writer.beginObject();
  if (!rootKey.empty()) {
    writer.key(rootKey);
    writer.beginObject();
  }
  writeMembers(writer);
  if (!rootKey.empty()) {
    writer.endObject();
  }
  writer.endObject();
  writer.flush();
  return context.body(text, content_types::JSON, status);
}

inline void writeMember(JsonWriter& writer, std::string_view name, std::string_view value) {
  writer.key(name);
  writer.value(value);
}

inline void writeRequestId(JsonWriter& writer, const Context& context) {
  if (!context.requestId().empty()) {
    writeMember(writer, "requestId", context.requestId());
  }
}

}  // namespace ignis
