#include "ignis/helpers/env/dotenv.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "ignis/helpers/common/ascii.hpp"
#include "ignis/helpers/env/environment.hpp"
#include "ignis/helpers/error/error.hpp"

namespace ignis {

namespace {

using Variables = std::vector<std::pair<std::string, std::string>>;

bool isNameCharacter(char c) {
  return ascii::isAlphanumeric(c) || c == '_' || c == '.' || c == '-';
}

class DotEnvParser {
 public:
  DotEnvParser(std::string_view text, std::string_view fileName)
      : text_(text), fileName_(fileName) {}

  Variables parse() {
    constexpr std::string_view BYTE_ORDER_MARK = "\xEF\xBB\xBF";
    if (text_.starts_with(BYTE_ORDER_MARK)) text_.remove_prefix(BYTE_ORDER_MARK.size());
    if (text_.find('\0') != std::string_view::npos) {
      line_ += static_cast<std::size_t>(std::count(
          text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(text_.find('\0')), '\n'));
      fail("NUL byte");
    }
    Variables variables;
    while (!text_.empty()) {
      skipBlanks();
      if (!atLineEnd() && !peek('#')) {
        std::string name = readName();
        std::string value = readValue();
        variables.emplace_back(std::move(name), std::move(value));
      }
      skipComment();
      endLine();
    }
    return variables;
  }

 private:
  bool peek(char c) const { return !text_.empty() && text_.front() == c; }
  bool atLineEnd() const { return text_.empty() || peek('\n') || text_.starts_with("\r\n"); }

  void skipBlanks() {
    while (peek(' ') || peek('\t')) text_.remove_prefix(1);
  }

  void skipComment() {
    skipBlanks();
    if (!peek('#')) return;
    while (!atLineEnd()) text_.remove_prefix(1);
  }

  void endLine() {
    if (!atLineEnd()) fail("Unexpected text after the value");
    if (peek('\r')) text_.remove_prefix(1);
    if (peek('\n')) text_.remove_prefix(1);
    ++line_;
  }

  std::string readName() {
    constexpr std::string_view EXPORT = "export";
    if (text_.starts_with(EXPORT) && text_.size() > EXPORT.size() &&
        (text_[EXPORT.size()] == ' ' || text_[EXPORT.size()] == '\t')) {
      text_.remove_prefix(EXPORT.size());
      skipBlanks();
    }
    std::size_t size = 0;
    while (size < text_.size() && isNameCharacter(text_[size])) ++size;
    const std::string_view name = text_.substr(0, size);
    if (name.empty() || ascii::isDigit(name.front())) fail("Invalid variable name");
    text_.remove_prefix(size);
    skipBlanks();
    if (!peek('=')) fail("Missing = after the variable name");
    text_.remove_prefix(1);
    skipBlanks();
    return std::string(name);
  }

  std::string readValue() {
    if (peek('"')) return readDoubleQuoted();
    if (peek('\'') || peek('`')) return readLiteral(text_.front());
    std::size_t size = 0;
    // A # begins a comment only after white space: `PASSWORD=a#b` is a value.
    while (size < text_.size() && text_[size] != '\n' &&
           !(text_[size] == '#' && size > 0 && ascii::isSpace(text_[size - 1]))) {
      ++size;
    }
    if (peek('#')) size = 0;
    const std::string_view value = text_.substr(0, size);
    // The end of the line stays for endLine().
    const std::size_t trailing = value.ends_with('\r') ? 1 : 0;
    text_.remove_prefix(size - trailing);
    return std::string(ascii::trim(value));
  }

  std::string readDoubleQuoted() {
    const std::size_t firstLine = line_;
    std::string value;
    for (std::size_t i = 1; i < text_.size(); ++i) {
      const char c = text_[i];
      if (c == '"') {
        text_.remove_prefix(i + 1);
        return value;
      }
      if (c == '\n') ++line_;
      if (c == '\\' && i + 1 < text_.size()) {
        appendEscape(value, text_[++i]);
      } else {
        value += c;
      }
    }
    line_ = firstLine;
    fail("Missing closing quote");
  }

  void appendEscape(std::string& value, char c) {
    switch (c) {
      case 'n':
        value += '\n';
        return;
      case 'r':
        value += '\r';
        return;
      case 't':
        value += '\t';
        return;
      case '\\':
      case '"':
      case '$':
        value += c;
        return;
      case '\n':
        ++line_;
        [[fallthrough]];
      default:
        value += '\\';
        value += c;
    }
  }

  std::string readLiteral(char quote) {
    const std::size_t end = text_.find(quote, 1);
    if (end == std::string_view::npos) fail("Missing closing quote");
    std::string value(text_.substr(1, end - 1));
    line_ += static_cast<std::size_t>(std::count(value.begin(), value.end(), '\n'));
    text_.remove_prefix(end + 1);
    return value;
  }

  [[noreturn]] void fail(std::string_view reason) const {
    throw getError({.message = fmt::format("[loadDotEnv] Malformed line | file: {}:{} | reason: {}",
                                           fileName_, line_, reason)});
  }

  std::string_view text_;
  std::string_view fileName_;
  std::size_t line_ = 1;
};

/// The content, or nothing when there is no such file.
std::optional<std::string> readFile(const std::filesystem::path& path) {
  std::error_code error;
  const auto type = std::filesystem::status(path, error).type();
  if (type == std::filesystem::file_type::not_found) return std::nullopt;

  const auto fail = [&path](std::string_view reason) {
    return getError({.message = fmt::format("[loadDotEnv] Cannot load the file | file: {} | "
                                            "reason: {}",
                                            path.string(), reason)});
  };
  if (type != std::filesystem::file_type::regular) throw fail("not a readable regular file");
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw fail("cannot be opened");
  std::string content(DOTENV_MAX_SIZE + 1, '\0');
  stream.read(content.data(), static_cast<std::streamsize>(content.size()));
  if (stream.bad()) throw fail("cannot be read");
  content.resize(static_cast<std::size_t>(stream.gcount()));
  if (content.size() > DOTENV_MAX_SIZE) {
    throw fail(fmt::format("larger than {} bytes", DOTENV_MAX_SIZE));
  }
  return content;
}

}  // namespace

Variables parseDotEnv(std::string_view text, std::string_view fileName) {
  return DotEnvParser(text, fileName).parse();
}

std::vector<std::filesystem::path> loadDotEnv(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::map<std::string, std::string> values;
  const auto load = [&](const std::string& name) {
    const std::filesystem::path path = folder / name;
    const std::optional<std::string> content = readFile(path);
    if (!content) return;
    std::map<std::string, std::string> ofFile;
    for (auto& [key, value] : parseDotEnv(*content, path.string())) {
      ofFile.insert_or_assign(std::move(key), std::move(value));
    }
    values.merge(ofFile);
    files.push_back(path);
  };

  load(".env.local");
  std::string nodeEnv = Environment::variable("NODE_ENV");
  if (nodeEnv.empty()) nodeEnv = values.contains("NODE_ENV") ? values["NODE_ENV"] : "";
  if (nodeEnv.empty()) nodeEnv = Environment::DEVELOPMENT;
  for (const char c : nodeEnv) {
    if (isNameCharacter(c)) continue;
    throw getError({.message = fmt::format("[loadDotEnv] Invalid NODE_ENV | value: {}", nodeEnv)});
  }
  if (nodeEnv != "local") load(".env." + nodeEnv);
  load(".env");

  constexpr int KEEP_EXISTING = 0;
  for (const auto& [key, value] : values) ::setenv(key.c_str(), value.c_str(), KEEP_EXISTING);
  return files;
}

}  // namespace ignis
