#include "redis/protocol/encode_command.hpp"

#include <charconv>

namespace ignis {

namespace {

/// A type byte, the digits of any size, and the end of the line.
constexpr std::size_t HEAD_LIMIT = 1 + 20 + 2;

void appendHead(char type, std::size_t count, std::string& output) {
  char head[HEAD_LIMIT];
  head[0] = type;
  char* const end = std::to_chars(head + 1, head + HEAD_LIMIT - 2, count).ptr;
  end[0] = '\r';
  end[1] = '\n';
  output.append(head, static_cast<std::size_t>(end + 2 - head));
}

}  // namespace

void encodeCommand(std::span<const std::string_view> arguments, std::string& output) {
  appendHead('*', arguments.size(), output);
  for (const std::string_view argument : arguments) {
    appendHead('$', argument.size(), output);
    output.append(argument).append("\r\n");
  }
}

std::size_t encodedSizeLimit(std::span<const std::string_view> arguments) noexcept {
  std::size_t size = HEAD_LIMIT;
  for (const std::string_view argument : arguments) {
    size += HEAD_LIMIT + argument.size() + 2;
  }
  return size;
}

}  // namespace ignis
