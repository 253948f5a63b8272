#pragma once

#include <concepts>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "ignis/core/applications/application_configs.hpp"
#include "ignis/core/applications/core_bindings.hpp"
#include "ignis/di/container.hpp"
#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/logger/logger.hpp"

namespace ignis {

class EventLoopGroup;
class HttpServer;

struct PostStartHook {
  std::string identifier;
  std::function<Task<void>()> hook;
};

/// The container that an application is, with a server on one port and the lifecycle around both:
///
///   init → start { initialize → setupMiddlewares → listen → post-start hooks } → … → stop
///
/// Members run on the main loop unless they say otherwise. A subclass of `BaseApplication` is what
/// users write; this class knows nothing of controllers and components.
class AbstractApplication : public Container {
 public:
  ~AbstractApplication() override;

  virtual ApplicationInfo getAppInfo() = 0;

  /// Runs the application on this thread: starts it, serves until `requestStop()` or a signal,
  /// stops it. Throws what made `start()` fail, with everything released again. Returns the exit
  /// code.
  int run();
  /// What `run()` is with `--print-graph`: configures the application, listens and starts nothing,
  /// and prints the bindings as Graphviz DOT on standard output. Throws what made configuring fail,
  /// once the bindings made until then are printed.
  int printGraph();
  /// Makes `run()` stop the application and return. Any thread; idempotent.
  void requestStop();

  /// Binds `CoreBindings`. Called by `start()` when the subclass has not.
  virtual void init() = 0;
  Task<void> start();
  /// A drain within `shutdownTimeout`: stops accepting, shuts components down, lets requests
  /// finish, cuts what is left. Idempotent.
  Task<void> stop();

  /// Whether the application serves: from the end of `start()` to the begin of `stop()`. Any
  /// thread.
  bool isReady() const noexcept;

  /// `hook` is a function without parameters that returns nothing or a `Task<void>`. Hooks run one
  /// after another, in this order, once the server listens; one that throws fails `start()`.
  template <std::invocable Hook>
  void registerPostStartHook(std::string identifier, Hook hook) {
    if constexpr (std::is_void_v<std::invoke_result_t<Hook&>>) {
      addPostStartHook({.identifier = std::move(identifier),
                        .hook = [hook = std::move(hook)]() mutable -> Task<void> {
                          hook();
                          co_return;
                        }});
    } else {
      addPostStartHook({.identifier = std::move(identifier), .hook = std::move(hook)});
    }
  }

  const ApplicationConfigs& getProjectConfigs() const noexcept;
  /// The working directory; bound as `APPLICATION_PROJECT_ROOT`.
  virtual std::string getProjectRoot();
  /// The router on which controllers are mounted, under `path.base`.
  Router& getRootRouter() noexcept;
  /// The application's middlewares and its root of all routes.
  HttpApp& getServer() noexcept;
  /// The listening server; null before it listens and after it has stopped.
  HttpServer* getServerInstance() noexcept;
  EventLoopGroup& getLoops() noexcept;

  const std::string& getServerHost() const noexcept;
  /// The bound port once the server listens; any thread after `isReady()`.
  std::uint16_t getServerPort() const noexcept;
  std::string getServerAddress() const;

  Logger& getLogger() const noexcept { return logger_; }

 protected:
  AbstractApplication(std::string scope, ApplicationConfigs config);

  /// Middlewares of the application, such as CORS; after components and controllers are set up.
  virtual Task<void> setupMiddlewares();
  virtual Task<void> initialize() = 0;
  /// Called by `stop()` while the server still serves its connections.
  virtual Task<void> shutdownComponents() = 0;

  /// Refuses variables of the application's prefix that are present but empty, unless
  /// ALLOW_EMPTY_ENV_VALUE says otherwise.
  void validateEnvs() const;

 private:
  struct Impl;

  void addPostStartHook(PostStartHook hook);
  void runLoops(const char* description, std::function<Task<void>()> task);
  Task<void> startOrRelease();
  Task<void> startUnguarded();
  Task<void> configureOrRelease();
  Task<void> configure();
  [[noreturn]] void validateOrRethrow(const std::exception_ptr& failure) const;
  Task<void> executePostStartHooks();
  void listen();
  void inspectRoutes() const;
  void handleSignals();
  Task<void> release();

  Logger& logger_;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ignis
