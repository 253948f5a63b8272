#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "ignis/helpers/network/http/http_server_options.hpp"

namespace ignis {

struct PathConfigs {
  std::string base = "/";  ///< where the root router is mounted
  bool isStrict = true;    ///< whether `/a` and `/a/` are different paths
};

struct ErrorConfigs {
  std::string rootKey{};  ///< wraps error bodies under this member; empty for none
};

struct AsyncContextConfigs {
  bool enable = true;  ///< `useRequestContext()` works
};

struct DebugConfigs {
  bool shouldShowRoutes = false;  ///< print all routes when the server listens
};

/// What an application is configured with. Unset members come from the environment, then from the
/// default (docs/guide/configuration.md has the table).
struct ApplicationConfigs {
  std::optional<std::string> host{};  ///< else APP_ENV_SERVER_HOST, HOST, `localhost`
  std::optional<std::uint16_t>
      port{};  ///< else APP_ENV_SERVER_PORT, PORT, 3000; 0 picks a free one
  PathConfigs path{};
  std::string favicon = "🔥";
  ErrorConfigs error{};
  AsyncContextConfigs asyncContext{};
  DebugConfigs debug{};
  /// Event loops, each with a thread of its own; a connection stays on its loop.
  std::size_t threads = 1;
  /// How long a busy loop looks for work before it sleeps (`EventLoopOptions`); 0: never.
  std::optional<std::chrono::microseconds> busyPoll{};
  /// How long `stop()` may take: then connections are cut.
  std::chrono::milliseconds shutdownTimeout{10000};
  /// Whether SIGINT and SIGTERM stop the application.
  bool handleSignals = true;
  HttpLimits http{};
};

struct ApplicationAuthor {
  std::string name;
  std::string email{};
  std::string url{};
};

/// What `getAppInfo()` tells about the application.
struct ApplicationInfo {
  std::string name;
  std::string version = "0.0.0";
  std::string description{};
  std::optional<ApplicationAuthor> author{};
};

}  // namespace ignis
