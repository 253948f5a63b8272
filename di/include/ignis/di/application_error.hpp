#pragma once

#include <stdexcept>
#include <string>

namespace ignis {

/// What `getError` takes. `message` follows `[Class][method] What is wrong | key: value`.
struct ErrorOptions {
  std::string message;
  int statusCode = 400;
  std::string messageCode{};
  std::string details{};  ///< further members as JSON text, or empty
};

/// The one error type of the framework. REST answers it with `statusCode`; real-time handlers log
/// it.
class ApplicationError : public std::runtime_error {
 public:
  explicit ApplicationError(ErrorOptions options);

  int statusCode() const noexcept { return statusCode_; }
  const std::string& messageCode() const noexcept { return messageCode_; }
  const std::string& details() const noexcept { return details_; }

 private:
  int statusCode_;
  std::string messageCode_;
  std::string details_;
};

/// Builds an error to throw: `throw getError({.message = "…", .statusCode = 404});`.
ApplicationError getError(ErrorOptions options);

}  // namespace ignis
