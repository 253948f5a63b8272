#include "ignis/core/applications/run.hpp"

#include <cstdio>
#include <exception>
#include <fstream>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "ignis/helpers/env/dotenv.hpp"
#include "ignis/helpers/logger/logger_factory.hpp"

namespace ignis::detail {

namespace {

constexpr int STANDARD_ERROR = 2;

/// Asked of the kernel, so that `main` needs no arguments for it.
bool isGraphAsked() {
  std::ifstream arguments("/proc/self/cmdline", std::ios::binary);
  for (std::string argument; std::getline(arguments, argument, '\0');) {
    if (argument == "--print-graph") {
      return true;
    }
  }
  return false;
}

/// Standard output is for the graph alone.
void logToStandardError() {
  LoggerOptions options = LoggerFactory::environmentOptions();
  options.consoleDescriptor = STANDARD_ERROR;
  LoggerFactory::configure(std::move(options));
}

}  // namespace

int runApplication(const std::function<std::unique_ptr<AbstractApplication>()>& create) {
  try {
    loadDotEnv();
    if (isGraphAsked()) {
      logToStandardError();
      return create()->printGraph();
    }
    LoggerFactory::configureFromEnvironment();
    return create()->run();
  } catch (const std::exception& error) {
    LoggerFactory::flush();
    fmt::print(stderr, "error: {}\n", error.what());
    return 1;
  }
}

}  // namespace ignis::detail
