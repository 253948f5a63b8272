#include "ignis/core/http/url.hpp"

#include "ignis/helpers/common/ascii.hpp"
#include "ignis/helpers/socket/websocket/protocol/utf8_validator.hpp"

#include <algorithm>

namespace ignis {

namespace {

int hexValue(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  const char lower = ascii::toLower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// The byte that the escape at the start of `text` stands for, or -1.
int escapedByte(std::string_view text) {
  if (text.size() < 3) {
    return -1;
  }
  const int high = hexValue(text[1]);
  const int low = hexValue(text[2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/// Appends `text` decoded, as a form field: nothing is malformed.
std::string_view decodeField(std::string_view text, bool plusIsSpace, std::string& storage) {
  const std::size_t start = storage.size();
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int byte = text[i] == '%' ? escapedByte(text.substr(i)) : -1;
    if (byte >= 0) {
      storage.push_back(static_cast<char>(byte));
      i += 2;
    } else {
      storage.push_back(plusIsSpace && text[i] == '+' ? ' ' : text[i]);
    }
  }
  return std::string_view(storage).substr(start);
}

std::string_view field(std::string_view text, bool plusIsSpace, std::string& storage) {
  const bool isPlain = text.find_first_of(plusIsSpace ? "%+" : "%") == std::string_view::npos;
  return isPlain ? text : decodeField(text, plusIsSpace, storage);
}

}  // namespace

std::optional<std::string> decodePercent(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      result.push_back(text[i]);
      continue;
    }
    const int byte = escapedByte(text.substr(i));
    if (byte < 0) {
      return std::nullopt;
    }
    result.push_back(static_cast<char>(byte));
    i += 2;
  }
  return result;
}

std::optional<std::string_view> normalizePath(std::string_view path, std::string& storage) {
  const auto isPlain = [](char c) { return c != '%' && static_cast<unsigned char>(c) < 0x80; };
  if (std::all_of(path.begin(), path.end(), isPlain)) {
    return path;
  }
  storage.clear();
  storage.reserve(path.size());
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] != '%') {
      storage.push_back(path[i]);
      continue;
    }
    const int byte = escapedByte(path.substr(i));
    if (byte <= 0) {
      return std::nullopt;
    }
    if (byte == '/') {
      storage.append("%2F");
    } else if (byte == '%') {
      storage.append("%25");
    } else {
      storage.push_back(static_cast<char>(byte));
    }
    i += 2;
  }
  if (!isValidUtf8(storage)) {
    return std::nullopt;
  }
  return storage;
}

void parseQuery(std::string_view query, std::vector<StringField>& fields, std::string& storage) {
  storage.clear();
  storage.reserve(query.size());  // decoding never makes it longer, so the views stay valid
  while (!query.empty()) {
    const std::size_t end = query.find('&');
    const std::string_view pair = query.substr(0, end);
    if (!pair.empty()) {
      const std::size_t equals = pair.find('=');
      const std::string_view name = pair.substr(0, equals);
      const std::string_view value =
          equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1);
      const std::string_view decodedName = field(name, true, storage);
      fields.emplace_back(decodedName, field(value, true, storage));
    }
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
  }
}

void parseCookies(std::string_view header, std::vector<StringField>& fields, std::string& storage) {
  storage.clear();
  storage.reserve(header.size());
  while (!header.empty()) {
    const std::size_t end = header.find(';');
    const std::string_view pair = header.substr(0, end);
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos) {
      const std::string_view name = ascii::trim(pair.substr(0, equals));
      std::string_view value = ascii::trim(pair.substr(equals + 1));
      if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
        value = value.substr(1, value.size() - 2);
      }
      fields.emplace_back(name, field(value, false, storage));
    }
    header = end == std::string_view::npos ? std::string_view() : header.substr(end + 1);
  }
}

std::string joinPaths(std::string_view base, std::string_view path) {
  std::string result(base.starts_with('/') ? "" : "/");
  result.append(base);
  if (path.empty() || path == "/") {
    return result;
  }
  if (result.back() == '/') {
    result.pop_back();
  }
  if (!path.starts_with('/')) {
    result.push_back('/');
  }
  return result.append(path);
}

}  // namespace ignis
