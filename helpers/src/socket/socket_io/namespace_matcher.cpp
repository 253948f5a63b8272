#include "ignis/helpers/socket/socket_io/namespace_matcher.hpp"

#include <memory>
#include <regex>
#include <string>

#include "ignis/di/application_error.hpp"

namespace ignis::socket_io {

NamespacePattern::NamespacePattern(std::string_view expression) {
  std::shared_ptr<const std::regex> regex;
  try {
    regex = std::make_shared<const std::regex>(expression.begin(), expression.end());
  } catch (const std::regex_error& error) {
    throw getError({.message = "[Server][of] Not a regular expression | pattern: " +
                               std::string(expression) + " | error: " + error.what()});
  }
  matcher_ = [regex](std::string_view name, const Json&) {
    return std::regex_search(name.begin(), name.end(), *regex);
  };
}

}  // namespace ignis::socket_io
