#include "names.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>

#include <fmt/format.h>

#include "failure.hpp"

namespace ignis_cli {

namespace {

constexpr std::size_t MAX_LENGTH = 64;

// Words that a namespace or a CMake target cannot be, or that the framework's own code has.
constexpr auto RESERVED =
    std::to_array<std::string_view>({"all",           "alignas",     "alignof",
                                     "and",           "and_eq",      "asm",
                                     "auto",          "bitand",      "bitor",
                                     "bool",          "boost",       "break",
                                     "case",          "catch",       "char",
                                     "class",         "clean",       "co_await",
                                     "co_return",     "co_yield",    "compl",
                                     "concept",       "const",       "const_cast",
                                     "consteval",     "constexpr",   "constinit",
                                     "continue",      "decltype",    "default",
                                     "delete",        "do",          "double",
                                     "dynamic_cast",  "else",        "enum",
                                     "explicit",      "export",      "extern",
                                     "false",         "float",       "fmt",
                                     "for",           "friend",      "goto",
                                     "help",          "if",          "ignis",
                                     "inline",        "install",     "int",
                                     "long",          "main",        "mutable",
                                     "namespace",     "new",         "noexcept",
                                     "not",           "not_eq",      "nullptr",
                                     "operator",      "or",          "or_eq",
                                     "package",       "private",     "protected",
                                     "public",        "register",    "reinterpret_cast",
                                     "requires",      "return",      "short",
                                     "signed",        "sizeof",      "static",
                                     "static_assert", "static_cast", "std",
                                     "struct",        "switch",      "template",
                                     "test",          "this",        "thread_local",
                                     "throw",         "true",        "try",
                                     "typedef",       "typeid",      "typename",
                                     "union",         "unsigned",    "using",
                                     "virtual",       "void",        "volatile",
                                     "wchar_t",       "while",       "xor",
                                     "xor_eq"});

// Of ASCII, whatever the locale is.
bool isLower(char character) { return character >= 'a' && character <= 'z'; }
bool isUpper(char character) { return character >= 'A' && character <= 'Z'; }
bool isDigit(char character) { return character >= '0' && character <= '9'; }
bool isSeparator(char character) { return character == '-' || character == '_'; }
char toLower(char character) {
  return isUpper(character) ? static_cast<char>(character - 'A' + 'a') : character;
}
char toUpper(char character) {
  return isLower(character) ? static_cast<char>(character - 'a' + 'A') : character;
}

bool isProjectName(std::string_view name) {
  if (name.empty() || !isLower(name.front()) || isSeparator(name.back())) {
    return false;
  }
  for (std::size_t index = 1; index < name.size(); ++index) {
    const char character = name[index];
    const bool isWord = isLower(character) || isDigit(character);
    if (!isWord && !(isSeparator(character) && !isSeparator(name[index - 1]))) {
      return false;
    }
  }
  return true;
}

/// Printable on one line, whatever was typed.
std::string shown(std::string_view name) {
  std::string text(name.substr(0, MAX_LENGTH));
  std::ranges::replace_if(
      text, [](unsigned char character) { return character < 0x20 || character == 0x7F; }, '?');
  return text;
}

}  // namespace

void checkProjectName(std::string_view name) {
  if (!isProjectName(name) || name.size() > MAX_LENGTH) {
    throw Failure(
        fmt::format("Invalid name | name: {} | cure: lower case letters and digits, words "
                    "joined by - or _, at most {} characters, as in my-chat",
                    shown(name), MAX_LENGTH),
        ExitCode::USAGE);
  }
  if (std::ranges::find(RESERVED, namespaceOf(name)) != RESERVED.end()) {
    throw Failure(
        fmt::format("Reserved name | name: {} | cure: another one, as in my-{}; this is a "
                    "word of C++, of CMake or of the framework",
                    name, name),
        ExitCode::USAGE);
  }
}

void checkClassName(std::string_view name) {
  const bool isName =
      !name.empty() && isUpper(name.front()) && name.size() <= MAX_LENGTH &&
      std::ranges::all_of(name, [](char c) { return isLower(c) || isUpper(c) || isDigit(c); });
  if (!isName) {
    throw Failure(fmt::format("Invalid class name | name: {} | cure: letters and digits that begin "
                              "with a capital, at most {}, as in OrderItem",
                              shown(name), MAX_LENGTH),
                  ExitCode::USAGE);
  }
}

std::string namespaceOf(std::string_view projectName) {
  std::string name(projectName);
  std::ranges::replace(name, '-', '_');
  return name;
}

std::string pascalCase(std::string_view projectName) {
  std::string name;
  bool isFirst = true;
  for (const char character : projectName) {
    if (isSeparator(character)) {
      isFirst = true;
      continue;
    }
    name += isFirst ? toUpper(character) : character;
    isFirst = false;
  }
  return name;
}

std::string separated(std::string_view className, char separator) {
  std::string name;
  for (std::size_t index = 0; index < className.size(); ++index) {
    const char character = className[index];
    const bool endsAcronym = index + 1 < className.size() && isLower(className[index + 1]);
    if (index > 0 && isUpper(character) && (!isUpper(className[index - 1]) || endsAcronym)) {
      name += separator;
    }
    name += toLower(character);
  }
  return name;
}

}  // namespace ignis_cli
