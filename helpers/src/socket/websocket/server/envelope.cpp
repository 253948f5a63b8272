#include "socket/websocket/server/envelope.hpp"

#include <algorithm>
#include <cstddef>

#include "json/json_scanner.hpp"

namespace ignis::websocket {

namespace {

constexpr std::size_t MAX_DEPTH = 64;

/// A valid value, as it stands in its document.
struct Value {
  std::string_view json;
  bool isPlain = false;  ///< a string that stands for itself between its quotes
};

/// What a string says; empty for any other value.
std::string_view textOf(const Value& value, std::string& scratch) {
  if (value.isPlain) {
    return value.json.substr(1, value.json.size() - 2);
  }
  return value.json.starts_with('"') ? unescapeJsonString(value.json, scratch) : std::string_view();
}

/// Takes one character after white space.
bool take(std::string_view& text, char c) {
  text = skipJsonSpace(text);
  if (text.empty() || text.front() != c) {
    return false;
  }
  text.remove_prefix(1);
  return true;
}

/// Takes a string after white space; it has no JSON when there is none.
Value takeString(std::string_view& text) {
  text = skipJsonSpace(text);
  Value string;
  string.json = text.substr(0, validJsonStringSize(text, string.isPlain));
  text.remove_prefix(string.json.size());
  return string;
}

/// Takes any value after white space; it has no JSON when there is none.
Value takeValue(std::string_view& text) {
  text = skipJsonSpace(text);
  if (text.starts_with('"')) {
    return takeString(text);
  }
  const Value value{.json = text.substr(0, validJsonSize(text, MAX_DEPTH - 1))};
  text.remove_prefix(value.json.size());
  return value;
}

struct Members {
  Value event;
  Value data;
  Value id;
};

/// Validates an object and finds the members of an envelope on the way. False when it is none.
bool readMembers(std::string_view text, Members& members, std::string& scratch) {
  if (!take(text, '{')) {
    return false;
  }
  if (!take(text, '}')) {
    do {
      const Value key = takeString(text);
      if (key.json.empty() || !take(text, ':')) {
        return false;
      }
      const Value value = takeValue(text);
      if (value.json.empty()) {
        return false;
      }
      // A name of ours may be written with escapes as well.
      const std::string_view name = textOf(key, scratch);
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
             .data = members.data.json,
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
