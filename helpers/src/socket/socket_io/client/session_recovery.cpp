#include "socket/socket_io/client/session_recovery.hpp"

#include <cstddef>

#include "ignis/helpers/json/write_json.hpp"

namespace ignis::socket_io::client {

namespace {

constexpr std::string_view WHITESPACE = " \t\r\n";

/// The string, with its quotes, that `json` ends in; empty when it ends in anything else.
std::string_view lastString(std::string_view json) {
  if (!json.ends_with('"')) {
    return {};
  }
  std::size_t quote = json.size() - 1;
  while (quote > 0) {
    quote = json.rfind('"', quote - 1);
    if (quote == std::string_view::npos) {
      return {};
    }
    // Within a string every quote is escaped; backslashes that escape each other are not.
    const std::size_t before = json.find_last_not_of('\\', quote - 1);
    if ((quote - 1 - before) % 2 == 0) {
      return json.substr(quote);
    }
  }
  return {};
}

std::string_view trimEnd(std::string_view json) {
  return json.substr(0, json.find_last_not_of(WHITESPACE) + 1);
}

}  // namespace

void SessionRecovery::onEvent(std::string_view data) {
  data = trimEnd(data);
  data.remove_suffix(data.empty() ? 0 : 1);  // the bracket
  const std::string_view argument = lastString(trimEnd(data));
  if (argument.empty()) {
    return;
  }
  const bool isName = data.find_first_not_of(WHITESPACE, 1) ==
                      static_cast<std::size_t>(argument.data() - data.data());
  if (!isName) {
    offset = argument;
  }
}

std::string SessionRecovery::mergeInto(std::string_view auth) const {
  std::string merged = R"({"pid":)" + toJson(pid);
  if (!offset.empty()) {
    merged += R"(,"offset":)" + offset;
  }
  const std::size_t start = auth.find_first_not_of(WHITESPACE);
  if (start == std::string_view::npos || auth[start] != '{') {
    return merged + "}";
  }
  const std::string_view members = auth.substr(start + 1);
  const bool isEmpty = members.substr(members.find_first_not_of(WHITESPACE)).starts_with('}');
  return merged.append(isEmpty ? "" : ",").append(members);
}

}  // namespace ignis::socket_io::client
