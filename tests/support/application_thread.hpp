#pragma once

#include <exception>
#include <future>
#include <memory>
#include <thread>
#include <utility>

#include "ignis/core/applications/base_application.hpp"

namespace ignis::test {

/// An application that runs on a thread of its own, as a process would run it, on a free port.
template <class App>
class ApplicationThread {
 public:
  template <class... Args>
  explicit ApplicationThread(Args&&... args)
      : app_(std::make_unique<App>(std::forward<Args>(args)...)) {
    std::future<void> started = started_.get_future();
    app_->registerPostStartHook("application-thread", [this] { started_.set_value(); });
    thread_ = std::thread([this] {
      try {
        exitCode_ = app_->run();
      } catch (...) {
        failure_ = std::current_exception();
        started_.set_exception(failure_);
      }
    });
    try {
      started.get();
    } catch (...) {
      thread_.join();
      throw;
    }
  }

  ~ApplicationThread() {
    if (thread_.joinable()) {
      stop();
    }
  }

  App& app() { return *app_; }
  std::uint16_t port() const { return app_->getServerPort(); }

  /// Stops the application as a signal would; returns its exit code.
  int stop() {
    app_->requestStop();
    thread_.join();
    return exitCode_;
  }

 private:
  std::promise<void> started_;
  std::unique_ptr<App> app_;
  std::thread thread_;
  std::exception_ptr failure_;
  int exitCode_ = -1;
};

/// What tests configure: any free port on loopback, no signal handlers.
inline ApplicationConfigs testConfigs() {
  return {.host = "127.0.0.1", .port = std::uint16_t{0}, .handleSignals = false};
}

}  // namespace ignis::test
