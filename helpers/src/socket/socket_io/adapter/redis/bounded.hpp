#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/network/event_loop.hpp"

namespace ignis::socket_io {

/// What `task` gives, or an `ApplicationError` with `message` when it takes longer than `limit`;
/// the task then goes on by itself. Await it on `loop`.
template <class T>
Task<T> bounded(EventLoop& loop, std::chrono::milliseconds limit, Task<T> task,
                std::string message) {
  struct Outcome {
    explicit Outcome(EventLoop& where) : isSet(where.context()) {}
    boost::asio::steady_timer isSet;
    std::exception_ptr failure;
    std::optional<T> value;
  };
  const auto outcome = std::make_shared<Outcome>(loop);
  outcome->isSet.expires_after(limit);
  boost::asio::co_spawn(loop.context(), std::move(task),
                        [outcome](std::exception_ptr failure, T value) {
                          outcome->failure = std::move(failure);
                          outcome->value = std::move(value);
                          outcome->isSet.cancel();
                        });
  if (!outcome->failure && !outcome->value) {
    boost::system::error_code cancelled;
    co_await outcome->isSet.async_wait(
        boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
  }
  if (outcome->failure) {
    std::rethrow_exception(outcome->failure);
  }
  if (!outcome->value) {
    throw getError({.message = std::move(message), .statusCode = 503});
  }
  co_return std::move(*outcome->value);
}

/// The same for what gives nothing.
inline Task<void> bounded(EventLoop& loop, std::chrono::milliseconds limit, Task<void> task,
                          std::string message) {
  const auto done = [](Task<void> inner) -> Task<bool> {
    co_await std::move(inner);
    co_return true;
  };
  co_await bounded<bool>(loop, limit, done(std::move(task)), std::move(message));
}

}  // namespace ignis::socket_io
