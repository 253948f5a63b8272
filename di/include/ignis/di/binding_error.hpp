#pragma once

#include <string>
#include <vector>

#include "ignis/di/application_error.hpp"

namespace ignis {

struct BindingErrorOptions {
  std::string message;
  std::string key{};
  std::vector<std::string> path{};
  std::vector<std::string> problems{};
};

/// A key that does not resolve. The message is one line: what is wrong, the path, the cure.
class BindingError : public ApplicationError {
 public:
  explicit BindingError(BindingErrorOptions options);

  const std::string& key() const noexcept { return options_.key; }
  /// The keys from the one that was asked for to the one that failed.
  const std::vector<std::string>& path() const noexcept { return options_.path; }
  /// What `Container::validate` found, one line each; empty for any other error.
  const std::vector<std::string>& problems() const noexcept { return options_.problems; }

 private:
  BindingErrorOptions options_;
};

}  // namespace ignis
