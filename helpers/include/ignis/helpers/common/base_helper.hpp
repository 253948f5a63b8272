#pragma once

#include <string>

#include "ignis/helpers/logger/logger_factory.hpp"

namespace ignis {

struct BaseHelperOptions {
  std::string scope;
  std::string identifier{};
};

/// What every helper has: a scope, an identifier and the logger named after both.
class BaseHelper {
 public:
  explicit BaseHelper(BaseHelperOptions options);

  BaseHelper(const BaseHelper&) = delete;
  BaseHelper& operator=(const BaseHelper&) = delete;

  const std::string& scope() const noexcept { return scope_; }
  const std::string& getIdentifier() const noexcept { return identifier_; }
  Logger& getLogger() const noexcept { return logger_; }

 protected:
  ~BaseHelper() = default;

 private:
  std::string scope_;
  std::string identifier_;
  Logger& logger_;
};

}  // namespace ignis
