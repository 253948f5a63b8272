#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "ignis/helpers/logger/logger.hpp"
#include "ignis/helpers/logger/logger_options.hpp"

namespace ignis {

/// Hands out loggers and says where their lines go. Until `configure` is called, lines of level
/// `info` and up go to standard output as text. Lines are written in batches, at the latest after
/// 100 ms; `warn` and worse at once.
class LoggerFactory {
 public:
  /// The logger of the scopes joined with `-`; empty ones are left out.
  static Logger& getLogger(std::initializer_list<std::string_view> scopes);

  /// Replaces the whole configuration. Throws an ApplicationError, and changes nothing, when an
  /// option is invalid.
  static void configure(LoggerOptions options);

  /// `configure(environmentOptions())`. The application does this when it starts.
  static void configureFromEnvironment();

  /// The options that `DEBUG`, `NODE_ENV` and the `APP_ENV_LOGGER_…` variables ask for.
  static LoggerOptions environmentOptions();

  /// Writes out everything logged so far; gives up after a second when the console is blocked.
  /// Happens by itself when the process exits normally.
  static void flush();

  /// Closes the log files; the next line opens them again. For an external log rotation.
  static void reopenFiles();

  /// How many lines were lost because an output did not keep up.
  static std::uint64_t droppedLines() noexcept;
};

}  // namespace ignis
