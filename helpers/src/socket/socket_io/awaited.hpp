#pragma once

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <optional>
#include <utility>

#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/network/event_loop.hpp"

namespace ignis::socket_io {

/// A value that a coroutine on a loop waits for and that somebody on the same loop sets once.
template <class T>
class Awaited {
 public:
  explicit Awaited(EventLoop& loop) : isSet_(loop.context()) {
    isSet_.expires_at(boost::asio::steady_timer::time_point::max());
  }

  void set(T value) {
    value_ = std::move(value);
    isSet_.cancel();
  }

  Task<T> wait() {
    while (!value_) {
      boost::system::error_code cancelled;
      co_await isSet_.async_wait(
          boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
    }
    co_return std::move(*value_);
  }

 private:
  boost::asio::steady_timer isSet_;
  std::optional<T> value_;
};

}  // namespace ignis::socket_io
