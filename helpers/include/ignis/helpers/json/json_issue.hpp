#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ignis {

/// One thing that is wrong with a document. Texts and codes are those of the parent's validation.
struct JsonIssue {
  std::string path{};     ///< `items[3].price`; empty for the document itself
  std::string message{};  ///< `Invalid input: expected number, received string`
  std::string code{};  ///< `invalid_type`, `invalid_value`, `too_small`, `too_big`, `custom`, …
  std::string expected{};  ///< only for `invalid_type`

  /// `items.3.price`, as HTTP error bodies show it; `root` for the document itself.
  std::string dottedPath() const;
};

/// Takes what `void validate(JsonIssues&) const` of a struct finds. Paths are relative to that
/// struct: `name`, `items[3].price`, or empty for the struct as a whole.
class JsonIssues {
 public:
  void add(JsonIssue issue) { issues_.push_back(std::move(issue)); }
  void custom(std::string_view path, std::string_view message);

  /// Numbers: the value of `path` is below `minimum` or above `maximum`.
  void tooSmall(std::string_view path, double minimum);
  void tooBig(std::string_view path, double maximum);

  /// Strings.
  void tooShort(std::string_view path, std::size_t minimum);
  void tooLong(std::string_view path, std::size_t maximum);

  /// Lists and maps.
  void tooFewItems(std::string_view path, std::size_t minimum);
  void tooManyItems(std::string_view path, std::size_t maximum);

  bool empty() const noexcept { return issues_.empty(); }
  std::vector<JsonIssue>& all() noexcept { return issues_; }
  const std::vector<JsonIssue>& all() const noexcept { return issues_; }

 private:
  std::vector<JsonIssue> issues_;
};

}  // namespace ignis
