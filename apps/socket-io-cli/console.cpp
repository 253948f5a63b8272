#include "console.hpp"

#include <cstdio>
#include <string>

#include <ignis/helpers/json/json_writer.hpp>

namespace socket_io_cli {

namespace {

void printLine(std::FILE* stream, const std::string& line) {
  std::fwrite(line.data(), 1, line.size(), stream);
  std::fputc('\n', stream);
  std::fflush(stream);
}

/// `{"event":"name","args":[…]}`
std::string objectOf(std::string_view kind, std::string_view name,
                     const ignis::JsonArguments& arguments) {
  std::string line;
  ignis::JsonWriter writer(line);
  writer.beginObject();
  writer.key(kind);
  writer.value(name);
  writer.key("args");
  writer.beginArray();
  writeJson(writer, arguments);
  writer.endArray();
  writer.endObject();
  writer.flush();
  return line;
}

}  // namespace

std::string quoted(std::string_view text) {
  std::string json = ignis::toJson(text);
  const bool isPlain =
      !text.empty() && json.size() == text.size() + 2 && text.find(' ') == std::string_view::npos;
  return isPlain ? std::string(text) : json;
}

void Console::print(std::string_view kind, char sign, std::string_view name,
                    const ignis::JsonArguments& arguments) const {
  if (isJson_) {
    return printLine(stdout, objectOf(kind, name, arguments));
  }
  std::string line = std::string(1, sign) + " " + quoted(name);
  for (const ignis::Json& argument : arguments.values) {
    line += ' ';
    argument.appendTo(line);
  }
  printLine(stdout, line);
}

void Console::event(std::string_view name, const ignis::JsonArguments& arguments) const {
  print("event", '<', name, arguments);
}

void Console::answer(std::string_view name, const ignis::JsonArguments& arguments) const {
  print("answer", '=', name, arguments);
}

void Console::note(std::string_view text) const { printLine(stderr, std::string(text)); }

void Console::error(std::string_view text) const {
  printLine(stderr, "error: " + std::string(text));
}

}  // namespace socket_io_cli
