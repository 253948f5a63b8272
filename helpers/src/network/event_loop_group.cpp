#include "ignis/helpers/network/event_loop_group.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace ignis {

EventLoopGroup::EventLoopGroup(std::size_t count, EventLoopOptions options) {
  for (std::size_t index = 0; index < std::max<std::size_t>(count, 1); ++index) {
    loops_.push_back(std::make_unique<EventLoop>(options));
  }
}

EventLoopGroup::~EventLoopGroup() = default;

void EventLoopGroup::run() {
  std::vector<std::thread> threads;
  for (std::size_t index = 1; index < loops_.size(); ++index) {
    threads.emplace_back([this, index] { loops_[index]->run(); });
  }
  main().run();
  for (std::size_t index = 1; index < loops_.size(); ++index) {
    loops_[index]->stop();
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
}

void EventLoopGroup::stop() { main().stop(); }

namespace {

Task<void> callOn(EventLoop& loop, const std::function<void(EventLoop&)>& function) {
  function(loop);
  co_return;
}

}  // namespace

Task<void> EventLoopGroup::runOnEach(std::function<void(EventLoop&)> function) {
  for (const auto& loop : loops_) {
    if (loop->isCurrent()) {
      function(*loop);
    } else {
      co_await boost::asio::co_spawn(loop->context(), callOn(*loop, function),
                                     boost::asio::use_awaitable);
    }
  }
}

}  // namespace ignis
