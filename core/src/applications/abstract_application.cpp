#include "ignis/core/applications/abstract_application.hpp"

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <exception>
#include <filesystem>

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include "applications/memory_trimmer.hpp"
#include "applications/resolve_configs.hpp"
#include "ignis/core/http/http_app.hpp"
#include "ignis/core/http/router.hpp"
#include "ignis/di/application_error.hpp"
#include "ignis/di/binding_error.hpp"
#include "ignis/helpers/common/parse.hpp"
#include "ignis/helpers/common/performance.hpp"
#include "ignis/helpers/env/application_environment.hpp"
#include "ignis/helpers/env/environment.hpp"
#include "ignis/helpers/logger/logger_factory.hpp"
#include "ignis/helpers/network/event_loop_group.hpp"
#include "ignis/helpers/network/http/http_server.hpp"

namespace ignis {

struct AbstractApplication::Impl {
  explicit Impl(ApplicationConfigs resolved)
      : config(std::move(resolved)),
        host(*config.host),
        loops(config.threads, {.busyPoll = config.busyPoll}),
        server({.isStrict = config.path.isStrict,
                .asyncContext = config.asyncContext.enable,
                .authority = fmt::format("{}:{}", host, *config.port)}),
        signals(loops.main().context()) {}

  ApplicationConfigs config;
  std::string host;
  EventLoopGroup loops;
  HttpApp server;
  Router rootRouter;
  std::unique_ptr<HttpServer> httpServer;
  std::unique_ptr<MemoryTrimmer> memoryTrimmer;
  std::vector<PostStartHook> postStartHooks;
  boost::asio::signal_set signals;
  std::exception_ptr startFailure;
  std::atomic<bool> ready{false};
  std::atomic<std::uint16_t> port{0};
  bool initialized = false;
  bool hasRun = false;
  bool stopping = false;
};

AbstractApplication::AbstractApplication(std::string scope, ApplicationConfigs config)
    : Container({.scope = scope}),
      logger_(LoggerFactory::getLogger({scope})),
      impl_(std::make_unique<Impl>(resolveConfigs(std::move(config)))) {
  impl_->port = *impl_->config.port;
}

AbstractApplication::~AbstractApplication() {
  // Singletons may use the loops while they die.
  reset();
}

int AbstractApplication::run() {
  runLoops("start", [this] { return startOrRelease(); });
  if (impl_->startFailure) {
    std::rethrow_exception(impl_->startFailure);
  }
  return 0;
}

int AbstractApplication::printGraph() {
  runLoops("configure", [this] { return configureOrRelease(); });
  fmt::print("{}", inspect().toDot());
  std::fflush(stdout);
  if (impl_->startFailure) {
    validateOrRethrow(impl_->startFailure);
  }
  return 0;
}

void AbstractApplication::runLoops(const char* description, std::function<Task<void>()> task) {
  if (std::exchange(impl_->hasRun, true)) {
    throw getError(
        {.message = "[run] An application runs once | cure: make a new one", .statusCode = 500});
  }
  std::signal(SIGPIPE,
              SIG_IGN);  // a peer or a log reader that goes away is an error code, not the end
  if (impl_->config.handleSignals) {
    handleSignals();
  }
  impl_->loops.main().spawn(description, std::move(task));
  impl_->loops.run();
  impl_->signals.cancel();
  LoggerFactory::flush();
}

void AbstractApplication::handleSignals() {
  impl_->signals.clear();
  impl_->signals.add(SIGINT);
  impl_->signals.add(SIGTERM);
  impl_->signals.async_wait([this](const boost::system::error_code& error, int signal) {
    if (error) {
      return;
    }
    logger_.info("[run] Stopping on signal {}; a second one ends the process at once", signal);
    impl_->signals.async_wait([](const boost::system::error_code& again, int second) {
      if (!again) {
        LoggerFactory::flush();
        ::_exit(128 + second);
      }
    });
    requestStop();
  });
}

void AbstractApplication::requestStop() {
  impl_->loops.main().post(
      [this] { impl_->loops.main().spawn("stop", [this] { return stop(); }); });
}

Task<void> AbstractApplication::startOrRelease() {
  try {
    co_await start();
  } catch (...) {
    impl_->startFailure = std::current_exception();
    impl_->loops.stop();
  }
}

Task<void> AbstractApplication::start() {
  std::exception_ptr failure;
  try {
    co_await startUnguarded();
  } catch (...) {
    failure = std::current_exception();
  }
  if (failure) {
    co_await release();
    validateOrRethrow(failure);
  }
}

/// A resolution stops at its first problem; the graph knows them all.
void AbstractApplication::validateOrRethrow(const std::exception_ptr& failure) const {
  try {
    std::rethrow_exception(failure);
  } catch (const BindingError&) {
    validate();
    throw;
  }
}

Task<void> AbstractApplication::configureOrRelease() {
  try {
    co_await configure();
  } catch (...) {
    impl_->startFailure = std::current_exception();
  }
  co_await release();
  impl_->loops.stop();
}

/// All of `start()` up to the point from which on something runs.
Task<void> AbstractApplication::configure() {
  if (!impl_->initialized) {
    init();
    impl_->initialized = true;
  }
  co_await initialize();
  co_await setupMiddlewares();
  impl_->server.route(impl_->config.path.base, impl_->rootRouter);
  impl_->server.freeze();
  validate();
}

Task<void> AbstractApplication::startUnguarded() {
  co_await configure();
  if (impl_->stopping) {
    co_return;
  }
  listen();
  inspectRoutes();
  impl_->memoryTrimmer = std::make_unique<MemoryTrimmer>(impl_->loops.main());
  co_await executePostStartHooks();
  impl_->ready = !impl_->stopping;
}

void AbstractApplication::listen() {
  impl_->httpServer =
      std::make_unique<HttpServer>(impl_->loops, HttpServerOptions{.host = impl_->host,
                                                                   .port = *impl_->config.port,
                                                                   .limits = impl_->config.http});
  impl_->httpServer->setHandler([this](HttpExchange& exchange) { impl_->server.handle(exchange); });
  impl_->httpServer->listen();
  impl_->port = impl_->httpServer->port();
  logger_.info("[start] Server STARTED | Address: {}", getServerAddress());
}

Task<void> AbstractApplication::executePostStartHooks() {
  if (impl_->postStartHooks.empty()) {
    co_return;
  }
  logger_.info("[executePostStartHooks] Executing {} post-start hook(s)...",
               impl_->postStartHooks.size());
  for (const PostStartHook& entry : impl_->postStartHooks) {
    const double from = getPerformanceCheckpoint();
    co_await entry.hook();
    logger_.info("[executePostStartHooks] Executed hook | identifier: {} | took: {:.3f} (ms)",
                 entry.identifier, getExecutedPerformance({.from = from}));
  }
}

Task<void> AbstractApplication::stop() {
  if (std::exchange(impl_->stopping, true)) {
    co_return;
  }
  co_await release();
  logger_.info("[stop] Server STOPPED");
  impl_->loops.stop();
}

/// Everything that `start()` acquired, in reverse order, within `shutdownTimeout`.
Task<void> AbstractApplication::release() {
  impl_->stopping = true;
  impl_->ready = false;
  impl_->memoryTrimmer.reset();
  const auto deadline = std::chrono::steady_clock::now() + impl_->config.shutdownTimeout;
  Timer overdue([this] {
    logger_.error("[stop] Not finished in time, giving up | limit: shutdownTimeout {} ms",
                  impl_->config.shutdownTimeout.count());
    impl_->loops.stop();
  });
  // The server cuts its connections at the deadline; this is for components that do not end.
  impl_->loops.main().arm(overdue, impl_->config.shutdownTimeout + std::chrono::seconds(1));
  if (impl_->httpServer) {
    impl_->httpServer->stopAccepting();
  }
  try {
    co_await shutdownComponents();
  } catch (const std::exception& error) {
    logger_.error("[stop] A component failed to shut down | error: {}", error.what());
  }
  if (impl_->httpServer) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    co_await impl_->httpServer->close(std::max(left, std::chrono::milliseconds{0}));
    impl_->httpServer.reset();
  }
}

bool AbstractApplication::isReady() const noexcept { return impl_->ready; }

Task<void> AbstractApplication::setupMiddlewares() { co_return; }

void AbstractApplication::addPostStartHook(PostStartHook hook) {
  logger_.debug("[registerPostStartHook] Registered post-start hook | identifier: {}",
                hook.identifier);
  impl_->postStartHooks.push_back(std::move(hook));
}

const ApplicationConfigs& AbstractApplication::getProjectConfigs() const noexcept {
  return impl_->config;
}

std::string AbstractApplication::getProjectRoot() {
  std::string root = std::filesystem::current_path().string();
  bind(CoreBindings::APPLICATION_PROJECT_ROOT).toValue(root);
  return root;
}

Router& AbstractApplication::getRootRouter() noexcept { return impl_->rootRouter; }

HttpApp& AbstractApplication::getServer() noexcept { return impl_->server; }

HttpServer* AbstractApplication::getServerInstance() noexcept { return impl_->httpServer.get(); }

EventLoopGroup& AbstractApplication::getLoops() noexcept { return impl_->loops; }

const std::string& AbstractApplication::getServerHost() const noexcept { return impl_->host; }

std::uint16_t AbstractApplication::getServerPort() const noexcept { return impl_->port; }

std::string AbstractApplication::getServerAddress() const {
  return fmt::format("{}:{}", getServerHost(), getServerPort());
}

void AbstractApplication::validateEnvs() const {
  if (toBoolean(Environment::variable("ALLOW_EMPTY_ENV_VALUE"))) {
    return;
  }
  const ApplicationEnvironment& environment = applicationEnvironment();
  for (const std::string& key : environment.keys()) {
    if (environment.get(key).value_or("").empty()) {
      throw getError({.message = fmt::format(
                          "[validateEnvs] Invalid Application Environment! Key: {} | Value:  | "
                          "cure: give it a value, or set ALLOW_EMPTY_ENV_VALUE=true",
                          key)});
    }
  }
}

void AbstractApplication::inspectRoutes() const {
  if (!impl_->config.debug.shouldShowRoutes) {
    return;
  }
  logger_.info("[inspectRoutes] START | Inspect all application route(s)");
  for (const std::string& route : impl_->server.router().inspect()) {
    logger_.info("{}", route);
  }
  logger_.info("[inspectRoutes] DONE | Inspect all application route(s)");
}

}  // namespace ignis
