#include "ignis/core/applications/run.hpp"

#include <cstdio>
#include <exception>

#include <fmt/format.h>

#include "ignis/helpers/env/dotenv.hpp"
#include "ignis/helpers/logger/logger_factory.hpp"

namespace ignis::detail {

int runApplication(const std::function<std::unique_ptr<AbstractApplication>()>& create) {
  try {
    loadDotEnv();
    LoggerFactory::configureFromEnvironment();
    return create()->run();
  } catch (const std::exception& error) {
    LoggerFactory::flush();
    fmt::print(stderr, "error: {}\n", error.what());
    return 1;
  }
}

}  // namespace ignis::detail
