#include "socket/websocket/server/envelope.hpp"

#include <cstddef>

#include "json/json_scanner.hpp"

namespace ignis::websocket {

namespace {

constexpr std::size_t MAX_DEPTH = 64;

/// Empty when the value is no text.
std::string_view textOf(std::string_view value, std::string& scratch) {
  return value.starts_with('"') ? unescapeJsonString(value, scratch) : std::string_view();
}

/// The key of a member; a member of ours may be written with escapes as well.
std::string_view nameOf(std::string_view key, std::string& scratch) {
  return unescapeJsonString(key, scratch);
}

}  // namespace

EnvelopeStatus parseEnvelope(std::string_view text, WebSocketMessage& message,
                             EnvelopeScratch& scratch) {
  if (!isValidJson(text, MAX_DEPTH)) {
    return EnvelopeStatus::INVALID_JSON;
  }
  std::string_view event;
  std::string_view id;
  message = {.event = {}, .json = text};
  for (JsonWalker members(text); const auto member = members.next();) {
    if (!members.isObject()) {
      break;
    }
    const std::string_view name = nameOf(member->key, scratch.event);
    if (name == "event") {
      event = member->value;
    } else if (name == "data") {
      message.data = member->value;
    } else if (name == "id") {
      id = member->value;
    }
  }
  message.event = textOf(event, scratch.event);
  message.id = textOf(id, scratch.id);
  return message.event.empty() ? EnvelopeStatus::NO_EVENT : EnvelopeStatus::MESSAGE;
}

void appendEnvelope(std::string& out, std::string_view event, const std::optional<JsonView>& data) {
  out.append(R"({"event":)");
  appendJson(out, event);
  if (data) {
    out.append(R"(,"data":)");
    data->appendTo(out);
  }
  out.push_back('}');
}

}  // namespace ignis::websocket
