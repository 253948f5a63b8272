#include "arguments.hpp"

#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include <ignis/helpers/json/json.hpp>
#include <ignis/helpers/socket/socket_io/protocol/packet.hpp>

#include "support/command_line.hpp"

namespace socket_io_cli {

using ignis::Json;

namespace {

constexpr std::string_view BLANKS = " \t\r";

/// The position behind the word that begins at `from`.
std::size_t endOfWord(std::string_view line, std::size_t from) {
  std::size_t depth = 0;
  bool isQuoted = false;
  for (std::size_t index = from; index < line.size(); ++index) {
    const char character = line[index];
    if (isQuoted) {
      index += character == '\\' ? 1 : 0;
      isQuoted = character != '"';
    } else if (character == '"') {
      isQuoted = true;
    } else if (character == '[' || character == '{') {
      ++depth;
    } else if ((character == ']' || character == '}') && depth > 0) {
      --depth;
    } else if (depth == 0 && BLANKS.find(character) != std::string_view::npos) {
      return index;
    }
  }
  return line.size();
}

}  // namespace

std::vector<std::string> splitWords(std::string_view line) {
  std::vector<std::string> words;
  std::size_t begin = line.find_first_not_of(BLANKS);
  while (begin != std::string_view::npos) {
    const std::size_t end = endOfWord(line, begin);
    words.emplace_back(line.substr(begin, end - begin));
    begin = line.find_first_not_of(BLANKS, end);
  }
  return words;
}

Emission toEmission(const std::vector<std::string>& words) {
  Emission emission{.event = words.front(), .arguments = {}};
  if (emission.event.ends_with('?')) {
    emission.event.pop_back();
    emission.wantsAnswer = true;
  }
  if (emission.event.empty() || ignis::socket_io::isReservedEvent(emission.event)) {
    throw apps::UsageError(fmt::format(
        "Reserved event | event: {} | cure: any name that the client does not use itself",
        words.front()));
  }
  for (std::size_t index = 1; index < words.size(); ++index) {
    auto value = Json::tryParse(words[index]);
    if (!value) {
      throw apps::UsageError(fmt::format("Invalid JSON | event: {} | value: {} | cure: text is {}",
                                         emission.event, words[index], Json(words[index]).dump()));
    }
    emission.arguments.values.push_back(*std::move(value));
  }
  return emission;
}

}  // namespace socket_io_cli
