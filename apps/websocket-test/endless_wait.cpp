#include "endless_wait.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace websocket_test {

namespace asio = boost::asio;

struct EndlessWait::Timer {
  explicit Timer(const asio::any_io_executor& executor)
      : timer(executor, asio::steady_timer::time_point::max()) {}

  asio::steady_timer timer;
};

EndlessWait::EndlessWait() = default;
EndlessWait::~EndlessWait() = default;

ignis::Task<void> EndlessWait::wait() {
  if (hasEnded_) {
    co_return;
  }
  if (timer_ == nullptr) {
    timer_ = std::make_unique<Timer>(co_await asio::this_coro::executor);
  }
  co_await timer_->timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

void EndlessWait::end() {
  hasEnded_ = true;
  if (timer_ != nullptr) {
    timer_->timer.cancel();
  }
}

}  // namespace websocket_test
