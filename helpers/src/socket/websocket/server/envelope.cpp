#include "socket/websocket/server/envelope.hpp"

#include <algorithm>
#include <cstddef>

#include "json/json_scanner.hpp"

namespace ignis::websocket {

namespace {

constexpr std::size_t MAX_DEPTH = 64;

/// Empty when the value is no text.
std::string_view textOf(std::string_view value, std::string& scratch) {
  return value.starts_with('"') ? unescapeJsonString(value, scratch) : std::string_view();
}

/// Takes one character after white space.
bool take(std::string_view& text, char c) {
  text = skipJsonSpace(text);
  if (!text.starts_with(c)) {
    return false;
  }
  text.remove_prefix(1);
  return true;
}

/// Takes a valid value after white space; empty when there is none.
std::string_view takeValue(std::string_view& text) {
  text = skipJsonSpace(text);
  const std::string_view value = text.substr(0, validJsonSize(text, MAX_DEPTH - 1));
  text.remove_prefix(value.size());
  return value;
}

struct Members {
  std::string_view event;
  std::string_view data;
  std::string_view id;
};

/// Validates an object and finds the members of an envelope on the way. False when it is none.
bool readMembers(std::string_view text, Members& members, std::string& scratch) {
  if (!take(text, '{')) {
    return false;
  }
  if (!take(text, '}')) {
    do {
      const std::string_view key = takeValue(text);
      if (!key.starts_with('"') || !take(text, ':')) {
        return false;
      }
      const std::string_view value = takeValue(text);
      if (value.empty()) {
        return false;
      }
      // A name of ours may be written with escapes as well.
      const std::string_view name = unescapeJsonString(key, scratch);
      if (name == "event") {
        members.event = value;
      } else if (name == "data") {
        members.data = value;
      } else if (name == "id") {
        members.id = value;
      }
    } while (take(text, ','));
    if (!take(text, '}')) {
      return false;
    }
  }
  return skipJsonSpace(text).empty();
}

/// Whether a text stands in JSON as it is.
bool isPlain(std::string_view text) {
  return std::ranges::all_of(text,
                             [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
}

}  // namespace

EnvelopeStatus parseEnvelope(std::string_view text, WebSocketMessage& message,
                             EnvelopeScratch& scratch) {
  Members members;
  if (!readMembers(text, members, scratch.event)) {
    return isValidJson(text, MAX_DEPTH) ? EnvelopeStatus::NO_EVENT : EnvelopeStatus::INVALID_JSON;
  }
  message = {.event = textOf(members.event, scratch.event),
             .data = members.data,
             .id = textOf(members.id, scratch.id),
             .json = text};
  return message.event.empty() ? EnvelopeStatus::NO_EVENT : EnvelopeStatus::MESSAGE;
}

void appendEnvelope(std::string& out, std::string_view event, const std::optional<JsonView>& data) {
  out.append(R"({"event":)");
  if (isPlain(event)) {
    out.append(1, '"').append(event).append(1, '"');
  } else {
    appendJson(out, event);
  }
  if (data) {
    out.append(R"(,"data":)");
    data->appendTo(out);
  }
  out.push_back('}');
}

}  // namespace ignis::websocket
