#include "redis/client/background_loop.hpp"

#include <future>
#include <mutex>

namespace ignis {

std::shared_ptr<BackgroundLoop> BackgroundLoop::shared() {
  static std::mutex mutex;
  static std::weak_ptr<BackgroundLoop> current;
  const std::lock_guard lock(mutex);
  std::shared_ptr<BackgroundLoop> background = current.lock();
  if (!background) {
    background = std::make_shared<BackgroundLoop>(Passkey{});
    current = background;
  }
  return background;
}

BackgroundLoop::BackgroundLoop(Passkey) : loop_(std::make_shared<EventLoop>()) {
  std::promise<void> running;
  loop_->post([&running] { running.set_value(); });
  thread_ = std::thread([loop = loop_] { loop->run(); });
  running.get_future().wait();
}

BackgroundLoop::~BackgroundLoop() {
  loop_->post([loop = loop_.get()] { loop->stop(); });
  if (loop_->isCurrent()) {
    thread_.detach();
  } else {
    thread_.join();
  }
}

}  // namespace ignis
