#include "ignis/helpers/logger/logger.hpp"

#include <memory>
#include <mutex>
#include <shared_mutex>
#include <utility>

#include "ignis/helpers/common/seeded_hash.hpp"
#include "logger/log_core.hpp"
#include "logger/log_line.hpp"

namespace ignis {

namespace {

struct Registry {
  std::shared_mutex mutex;
  StringMap<std::unique_ptr<Logger>> loggers;
};

/// Never deleted, like the core: loggers are used until the very end of the process.
Registry& registry() {
  static Registry* const loggers = new Registry;
  return *loggers;
}

std::string toString(const LineBuffer& buffer) { return {buffer.data(), buffer.size()}; }

}  // namespace

Logger::Logger(std::string scope) : scope_(std::move(scope)) {
  LineBuffer text;
  appendEscaped(text, scope_);
  textPrefix_ = "[" + toString(text) + "] ";
  LineBuffer json;
  appendJsonEscaped(json, scope_);
  jsonScope_ = toString(json);
}

Logger& Logger::get(std::string_view scope) {
  auto& [mutex, loggers] = registry();
  {
    const std::shared_lock lock(mutex);
    if (const auto found = loggers.find(scope); found != loggers.end()) return *found->second;
  }
  const std::unique_lock lock(mutex);
  auto& logger = loggers[std::string(scope)];
  if (!logger) logger.reset(new Logger(std::string(scope)));
  return *logger;
}

Logger& Logger::forMethod(std::string_view methodName) const {
  return get(scope_ + "-" + std::string(methodName));
}

void Logger::write(LogLevel level, fmt::string_view format, fmt::format_args args) const noexcept {
  LogCore::instance().write(*this, level, format, args);
}

}  // namespace ignis
