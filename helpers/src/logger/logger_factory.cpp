#include "ignis/helpers/logger/logger_factory.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "ignis/helpers/common/ascii.hpp"
#include "ignis/helpers/common/parse.hpp"
#include "ignis/helpers/env/environment.hpp"
#include "ignis/helpers/error/error.hpp"
#include "logger/log_core.hpp"

namespace ignis {

namespace {

/// `DEBUG` is on and `NODE_ENV` is unset, or a common one, or in `APP_ENV_EXTRA_LOG_ENVS`.
bool isDebugOpen() {
  if (!toBoolean(Environment::variable("DEBUG"))) return false;
  const std::string nodeEnv = Environment::variable("NODE_ENV");
  if (nodeEnv.empty() || Environment::isCommon(nodeEnv)) return true;
  const std::string extra = Environment::variable("APP_ENV_EXTRA_LOG_ENVS");
  std::string_view rest = extra;
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    if (ascii::trim(rest.substr(0, comma)) == nodeEnv) return true;
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return false;
}

void setFromVariable(std::string& option, const char* name) {
  if (std::string value = Environment::variable(name); !value.empty()) option = std::move(value);
}

}  // namespace

Logger& LoggerFactory::getLogger(std::initializer_list<std::string_view> scopes) {
  std::string joined;
  for (const std::string_view scope : scopes) {
    if (scope.empty()) continue;
    if (!joined.empty()) joined += '-';
    joined += scope;
  }
  return Logger::get(joined);
}

void LoggerFactory::configure(LoggerOptions options) {
  LogCore::instance().configure(std::move(options));
}

void LoggerFactory::configureFromEnvironment() { configure(environmentOptions()); }

LoggerOptions LoggerFactory::environmentOptions() {
  LoggerOptions options;
  setFromVariable(options.label, "APP_ENV_APPLICATION_NAME");

  if (const std::string name = Environment::variable("APP_ENV_LOGGER_FORMAT"); !name.empty()) {
    const auto format = LoggerFormats::fromName(name);
    if (!format) {
      throw getError({.message = fmt::format("[defineLogger] Invalid logger format | format: {} | "
                                             "valids: {}",
                                             name, fmt::join(LoggerFormats::SCHEME_SET, ","))});
    }
    options.format = *format;
  }
  if (const std::string name = Environment::variable("APP_ENV_LOGGER_LEVEL"); !name.empty()) {
    const auto level = LogLevels::fromName(name);
    if (!level) {
      throw getError({.message = fmt::format("[defineLogger] Invalid logger level | level: {} | "
                                             "valids: {}",
                                             name, fmt::join(LogLevels::SCHEME_SET, ","))});
    }
    options.level = *level;
  } else if (isDebugOpen()) {
    options.level = LogLevel::DEBUG;
  }
  if (std::string folder = Environment::variable("APP_ENV_LOGGER_FOLDER_PATH"); !folder.empty()) {
    LoggerFileOptions files{.folder = std::move(folder)};
    setFromVariable(files.frequency, "APP_ENV_LOGGER_FILE_FREQUENCY");
    setFromVariable(files.maxSize, "APP_ENV_LOGGER_FILE_MAX_SIZE");
    setFromVariable(files.maxFiles, "APP_ENV_LOGGER_FILE_MAX_FILES");
    setFromVariable(files.datePattern, "APP_ENV_LOGGER_FILE_DATE_PATTERN");
    options.files = std::move(files);
  }
  return options;
}

void LoggerFactory::flush() { LogCore::instance().flush(); }

void LoggerFactory::reopenFiles() { LogCore::instance().reopenFiles(); }

std::uint64_t LoggerFactory::droppedLines() noexcept { return LogCore::instance().droppedLines(); }

}  // namespace ignis
