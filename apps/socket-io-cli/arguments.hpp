#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <ignis/helpers/json/json_arguments.hpp>

namespace socket_io_cli {

/// An event that is sent: by `--emit`, or by a line.
struct Emission {
  std::string event;
  ignis::JsonArguments arguments;
  bool wantsAnswer = false;
};

/// The words of a line; what a word has in quotes, brackets and braces belongs to it, as in JSON.
std::vector<std::string> splitWords(std::string_view line);

/// The first word is the event, with a `?` behind it for an answer; the others are its arguments.
/// Throws an `apps::UsageError` that names the word which is no JSON.
Emission toEmission(const std::vector<std::string>& words);

}  // namespace socket_io_cli
