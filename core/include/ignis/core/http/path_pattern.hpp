#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ignis {

/// A path with parameters: `/users/{id}`, or `/users/:id`, which is the same. A last segment `*`
/// takes the rest of the path, also when there is none: `/files/*` takes `/files` too.
class PathPattern {
 public:
  enum class SegmentKind { LITERAL, PARAMETER, WILDCARD };

  struct Segment {
    SegmentKind kind;
    std::string text;  ///< the literal, or the name of the parameter
  };

  static constexpr std::size_t MAX_PARAMETERS = 16;

  /// Throws an `ApplicationError` when the path is no pattern.
  explicit PathPattern(std::string_view path);

  /// The canonical form, with `{name}`.
  const std::string& text() const noexcept { return text_; }
  const std::vector<Segment>& segments() const noexcept { return segments_; }
  /// In order; the wildcard's is `*`.
  const std::vector<std::string>& parameterNames() const noexcept { return parameterNames_; }
  bool isLiteral() const noexcept { return parameterNames_.empty(); }

  /// `path` is a normalized one.
  bool matches(std::string_view path) const noexcept;

 private:
  void addSegment(std::string_view text, bool isLast);
  void addParameter(std::string_view name);

  std::string text_;
  std::vector<Segment> segments_;
  std::vector<std::string> parameterNames_;
};

}  // namespace ignis
