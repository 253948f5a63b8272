#pragma once

#include <stdexcept>
#include <string>

namespace ignis_cli {

enum class ExitCode { FAILED = 1, USAGE = 2 };

/// What keeps a command from being done, with its cure, as one line.
class Failure : public std::runtime_error {
 public:
  explicit Failure(const std::string& message, ExitCode code = ExitCode::FAILED)
      : std::runtime_error(message), exitCode(code) {}

  const ExitCode exitCode;
};

}  // namespace ignis_cli
