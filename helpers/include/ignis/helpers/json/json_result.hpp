#pragma once

#include "ignis/helpers/json/json_issue.hpp"

#include "ignis/di/application_error.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace ignis {

/// How a decode ended: well, with text that is not JSON, or with JSON that does not fit the type.
/// Unless it ended well the decoded object holds a part of the document and is not to be used.
class JsonResult {
 public:
  JsonResult() = default;

  static JsonResult malformed(std::string reason, std::size_t offset);
  static JsonResult invalid(std::vector<JsonIssue> issues);

  bool isOk() const noexcept { return !isMalformed_ && issues_.empty(); }
  explicit operator bool() const noexcept { return isOk(); }

  /// The text is not JSON, or breaks a limit: `syntaxError` says why, `errorOffset` at which byte.
  bool isMalformed() const noexcept { return isMalformed_; }
  const std::string& syntaxError() const noexcept { return syntaxError_; }
  std::size_t errorOffset() const noexcept { return errorOffset_; }

  /// Everything that does not fit the type, in the order of the document.
  const std::vector<JsonIssue>& issues() const noexcept { return issues_; }

  /// `Malformed JSON: …`, or each issue as `path: message`, joined by `; `. Empty when it went
  /// well.
  std::string message() const;

  /// The issues as a JSON list of `{path, message, code, expected?}`, paths joined with dots.
  std::string issuesAsJson() const;

  /// 400 when malformed; 422 for issues, with `cause` in the details. Only after a failure.
  ApplicationError toError() const;
  void throwIfFailed() const;

 private:
  bool isMalformed_ = false;
  std::size_t errorOffset_ = 0;
  std::string syntaxError_;
  std::vector<JsonIssue> issues_;
};

}  // namespace ignis
