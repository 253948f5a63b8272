#include "socket/socket_io/query.hpp"

#include <algorithm>
#include <charconv>

namespace ignis::socket_io {

namespace {

/// Calls `visit(name, value)`, both still encoded, for every parameter.
template <class Visitor>
void forEachParameter(std::string_view query, Visitor visit) {
  while (!query.empty()) {
    const std::size_t end = query.find('&');
    const std::string_view pair = query.substr(0, end);
    if (!pair.empty()) {
      const std::size_t equals = pair.find('=');
      visit(pair.substr(0, equals),
            equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1));
    }
    query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
  }
}

}  // namespace

std::string decodeQueryText(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    unsigned value = 0;
    if (text[at] == '%' && text.size() - at > 2) {
      const char* const digits = text.data() + at + 1;
      const auto [stop, error] = std::from_chars(digits, digits + 2, value, 16);
      if (error == std::errc{} && stop == digits + 2) {
        decoded.push_back(static_cast<char>(value));
        at += 2;
        continue;
      }
    }
    decoded.push_back(text[at] == '+' ? ' ' : text[at]);
  }
  return decoded;
}

std::vector<std::pair<std::string, std::string>> parseQuery(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> parameters;
  forEachParameter(query, [&](std::string_view name, std::string_view value) {
    std::string decoded = decodeQueryText(name);
    const auto known = std::find_if(parameters.begin(), parameters.end(),
                                    [&](const auto& field) { return field.first == decoded; });
    if (known != parameters.end()) {
      known->second = decodeQueryText(value);
    } else {
      parameters.emplace_back(std::move(decoded), decodeQueryText(value));
    }
  });
  return parameters;
}

std::optional<std::string> queryParameter(std::string_view query, std::string_view name) {
  std::optional<std::string> result;
  forEachParameter(query, [&](std::string_view candidate, std::string_view value) {
    if (candidate == name || decodeQueryText(candidate) == name) {
      result = decodeQueryText(value);
    }
  });
  return result;
}

}  // namespace ignis::socket_io
