#include "json/json_path.hpp"

#include "ignis/helpers/json/json_writer.hpp"

#include <algorithm>

namespace ignis::json_detail {

namespace {

constexpr std::size_t MAX_KEY_SIZE = 64;

bool isPlainCharacter(char character) {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
         (character >= '0' && character <= '9') || character == '_' || character == '$' ||
         character == '-';
}

}  // namespace

void appendKey(std::string& path, std::string_view key) {
  if (key.size() <= MAX_KEY_SIZE && !key.empty() && std::ranges::all_of(key, isPlainCharacter)) {
    path.append(path.empty() ? "" : ".").append(key);
    return;
  }
  std::string text(key.substr(0, MAX_KEY_SIZE));
  if (key.size() > MAX_KEY_SIZE) {
    text += "…";
  }
  path += '[';
  {
    JsonWriter writer(path);
    writer.value(text);
  }
  path += ']';
}

void appendIndex(std::string& path, std::size_t index) {
  path.append("[").append(std::to_string(index)).append("]");
}

std::string joinPaths(std::string_view base, std::string_view relative) {
  std::string result(base);
  if (!result.empty() && !relative.empty() && !relative.starts_with('[')) {
    result += '.';
  }
  result.append(relative);
  return result;
}

}  // namespace ignis::json_detail
