#pragma once

#include <string_view>

#include <ignis/helpers/json/json_arguments.hpp>

namespace socket_io_cli {

/// What the tool prints: events and answers on standard output, one a line, and everything else on
/// standard error.
class Console {
 public:
  explicit Console(bool isJson) : isJson_(isJson) {}

  void event(std::string_view name, const ignis::JsonArguments& arguments) const;
  void answer(std::string_view name, const ignis::JsonArguments& arguments) const;
  void note(std::string_view text) const;
  void error(std::string_view text) const;

 private:
  void print(std::string_view kind, char sign, std::string_view name,
             const ignis::JsonArguments& arguments) const;

  const bool isJson_;
};

/// Text of a stranger, as JSON unless it is one plain word: nothing in it reaches the terminal.
std::string quoted(std::string_view text);

}  // namespace socket_io_cli
