#include "ignis/core/http/path_pattern.hpp"

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/common/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace ignis {

namespace {

constexpr std::string_view WILDCARD = "*";

[[noreturn]] void refuse(std::string_view path, std::string_view reason) {
  throw getError(
      {.message = fmt::format("[PathPattern] Invalid path | path: {} | reason: {}", path, reason),
       .statusCode = 500});
}

/// Takes the first segment off `path`, which starts with `/`.
std::string_view takeSegment(std::string_view& path) {
  path.remove_prefix(1);
  const std::string_view segment = path.substr(0, path.find('/'));
  path.remove_prefix(segment.size());
  return segment;
}

}  // namespace

PathPattern::PathPattern(std::string_view path) {
  std::string rooted(path.starts_with('/') ? "" : "/");
  rooted.append(path);
  std::string_view rest = rooted;
  try {
    while (!rest.empty()) {
      const std::string_view segment = takeSegment(rest);
      addSegment(segment, rest.empty());
    }
  } catch (const std::invalid_argument& error) {
    refuse(path, error.what());
  }
}

void PathPattern::addSegment(std::string_view text, bool isLast) {
  text_.push_back('/');
  if (text == WILDCARD) {
    if (!isLast) {
      throw std::invalid_argument("'*' is the last segment");
    }
    segments_.push_back({.kind = SegmentKind::WILDCARD, .text = std::string(text)});
    parameterNames_.emplace_back(text);
    text_.append(text);
  } else if (text.starts_with(':')) {
    addParameter(text.substr(1));
  } else if (text.starts_with('{') && text.ends_with('}')) {
    addParameter(text.substr(1, text.size() - 2));
  } else if (text.find_first_of("{}*?#%") != std::string_view::npos) {
    throw std::invalid_argument("a parameter is a whole segment, and a literal is written decoded");
  } else {
    segments_.push_back({.kind = SegmentKind::LITERAL, .text = std::string(text)});
    text_.append(text);
  }
  if (parameterNames_.size() > MAX_PARAMETERS) {
    throw std::invalid_argument("too many parameters");
  }
}

void PathPattern::addParameter(std::string_view name) {
  const auto isNameCharacter = [](char c) {
    return ascii::isAlphanumeric(c) || c == '_' || c == '-';
  };
  if (name.empty() || !std::all_of(name.begin(), name.end(), isNameCharacter)) {
    throw std::invalid_argument("a parameter's name has letters, digits, '_' and '-' only");
  }
  if (std::find(parameterNames_.begin(), parameterNames_.end(), name) != parameterNames_.end()) {
    throw std::invalid_argument("two parameters have the same name");
  }
  segments_.push_back({.kind = SegmentKind::PARAMETER, .text = std::string(name)});
  parameterNames_.emplace_back(name);
  text_.append("{").append(name).append("}");
}

bool PathPattern::matches(std::string_view path) const noexcept {
  for (const Segment& segment : segments_) {
    if (segment.kind == SegmentKind::WILDCARD) {
      return path.empty() || path.front() == '/';
    }
    if (!path.starts_with('/')) {
      return false;
    }
    const std::string_view text = takeSegment(path);
    if (segment.kind == SegmentKind::PARAMETER ? text.empty() : text != segment.text) {
      return false;
    }
  }
  return path.empty();
}

}  // namespace ignis
