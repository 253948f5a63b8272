#include "ignis/helpers/json/json_issue.hpp"

#include "json/number.hpp"

namespace ignis {

namespace {

JsonIssue limitIssue(std::string_view path, std::string_view code, std::string_view subject,
                     double limit, std::string_view unit) {
  const bool isTooSmall = code == "too_small";
  std::string message = isTooSmall ? "Too small: expected " : "Too big: expected ";
  message.append(subject).append(isTooSmall ? ">=" : "<=");
  message.append(json_detail::formatNumber(limit)).append(unit);
  return {.path = std::string(path), .message = std::move(message), .code = std::string(code)};
}

}  // namespace

std::string JsonIssue::dottedPath() const {
  if (path.empty()) {
    return "root";
  }
  std::string result;
  const auto separate = [&] {
    if (!result.empty()) {
      result += '.';
    }
  };
  for (std::size_t at = 0; at < path.size(); ++at) {
    if (path[at] != '[') {
      result += path[at];
      continue;
    }
    separate();
    if (path[++at] != '"') {
      for (; at < path.size() && path[at] != ']'; ++at) {
        result += path[at];
      }
      continue;
    }
    for (++at; at < path.size() && path[at] != '"'; ++at) {
      if (path[at] == '\\' && at + 1 < path.size()) {
        ++at;
      }
      result += path[at];
    }
    ++at;
  }
  return result;
}

void JsonIssues::custom(std::string_view path, std::string_view message) {
  add({.path = std::string(path), .message = std::string(message), .code = "custom"});
}

void JsonIssues::tooSmall(std::string_view path, double minimum) {
  add(limitIssue(path, "too_small", "number to be ", minimum, ""));
}

void JsonIssues::tooBig(std::string_view path, double maximum) {
  add(limitIssue(path, "too_big", "number to be ", maximum, ""));
}

void JsonIssues::tooShort(std::string_view path, std::size_t minimum) {
  add(limitIssue(path, "too_small", "string to have ", static_cast<double>(minimum),
                 " characters"));
}

void JsonIssues::tooLong(std::string_view path, std::size_t maximum) {
  add(limitIssue(path, "too_big", "string to have ", static_cast<double>(maximum), " characters"));
}

void JsonIssues::tooFewItems(std::string_view path, std::size_t minimum) {
  add(limitIssue(path, "too_small", "array to have ", static_cast<double>(minimum), " items"));
}

void JsonIssues::tooManyItems(std::string_view path, std::size_t maximum) {
  add(limitIssue(path, "too_big", "array to have ", static_cast<double>(maximum), " items"));
}

}  // namespace ignis
