#pragma once

#include <exception>
#include <string>

namespace ignis {

/// What an exception says, for the log.
inline std::string describeFailure(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "Unknown error";
  }
}

}  // namespace ignis
