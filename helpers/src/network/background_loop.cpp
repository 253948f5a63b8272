#include "network/background_loop.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace ignis {

namespace {

/// How long the end of the process waits for connections that say goodbye.
constexpr std::chrono::seconds LAST_WAIT{1};
/// How long letting go of a loop waits for it to take notice.
constexpr std::chrono::milliseconds PATIENCE{500};

/// The threads of all background loops. A thread cannot join itself, and one whose connections
/// still say goodbye is not waited for: they stay here until they have ended and somebody else
/// comes by, at the latest the end of the process.
class BackgroundThreads {
 public:
  static BackgroundThreads& instance() {
    static BackgroundThreads threads;
    return threads;
  }
  ~BackgroundThreads() {
    {
      std::unique_lock lock(mutex_);
      for (const Entry& entry : entries_) {
        stop(*entry.loop);
      }
      ended_.wait_for(lock, LAST_WAIT,
                      [this] { return std::all_of(entries_.begin(), entries_.end(), isEnded); });
    }
    for (Entry& entry : take([](const Entry&) { return true; })) {
      entry.loop->stop();
      entry.thread.join();
    }
  }

  std::shared_ptr<EventLoop> start() {
    auto loop = std::make_shared<EventLoop>();
    std::promise<void> running;
    loop->post([&running] { running.set_value(); });
    std::thread thread([this, loop] {
      loop->run();
      onEnded(*loop);
    });
    running.get_future().wait();
    const std::lock_guard lock(mutex_);
    entries_.push_back({.loop = loop, .thread = std::move(thread)});
    return loop;
  }

  void end(EventLoop& loop) {
    std::future<bool> isStopped = stop(loop);
    // A handler that blocks the loop does not block whoever lets go of it.
    if (loop.isCurrent() || isStopped.wait_for(PATIENCE) != std::future_status::ready ||
        !isStopped.get()) {
      return;
    }
    for (Entry& entry : take([&](const Entry& entry) { return entry.loop.get() == &loop; })) {
      entry.thread.join();
    }
  }

  void joinEnded() {
    for (Entry& entry : take(isEnded)) {
      entry.thread.join();
    }
  }

 private:
  struct Entry {
    std::shared_ptr<EventLoop> loop;
    std::thread thread;
    bool isEnded = false;
  };

  static bool isEnded(const Entry& entry) { return entry.isEnded; }

  /// What has been posted before is done first. Whether it stops at once then.
  static std::future<bool> stop(EventLoop& loop) {
    const auto isStopped = std::make_shared<std::promise<bool>>();
    loop.post([&loop, isStopped] { isStopped->set_value(loop.stopWhenDone()); });
    return isStopped->get_future();
  }

  void onEnded(const EventLoop& loop) {
    const std::lock_guard lock(mutex_);
    for (Entry& entry : entries_) {
      entry.isEnded = entry.isEnded || entry.loop.get() == &loop;
    }
    ended_.notify_all();
  }

  template <class Predicate>
  std::vector<Entry> take(Predicate isMeant) {
    const std::lock_guard lock(mutex_);
    const auto taken = std::stable_partition(entries_.begin(), entries_.end(),
                                             [&](const Entry& entry) { return !isMeant(entry); });
    std::vector<Entry> entries(std::make_move_iterator(taken),
                               std::make_move_iterator(entries_.end()));
    entries_.erase(taken, entries_.end());
    return entries;
  }

  std::mutex mutex_;
  std::condition_variable ended_;
  std::vector<Entry> entries_;
};

}  // namespace

std::shared_ptr<BackgroundLoop> BackgroundLoop::shared() {
  // First, so that it outlives a static object that asks for a loop in its constructor.
  BackgroundThreads::instance().joinEnded();
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

BackgroundLoop::BackgroundLoop(Passkey) : loop_(BackgroundThreads::instance().start()) {}

BackgroundLoop::~BackgroundLoop() { BackgroundThreads::instance().end(*loop_); }

}  // namespace ignis
