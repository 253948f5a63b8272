#include "ignis/helpers/network/event_loop.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <ctime>
#include <system_error>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "ignis/helpers/logger/logger_factory.hpp"
#include "network/busy_poll.hpp"
#include "network/loop_phase.hpp"
#include "network/processor_quota.hpp"

namespace ignis {

namespace asio = boost::asio;

namespace {

thread_local EventLoop* currentLoop = nullptr;
thread_local bool isCurrentFlushing = false;

constexpr std::size_t READ_BUFFER_BYTES = 64 * 1024;
constexpr std::size_t EVENTS_PER_POLL = 256;
/// How often one turn looks for more readiness before timers and coroutines get their turn.
constexpr int POLLS_PER_TURN = 8;
constexpr std::size_t SPARE_BUFFERS = 2048;
constexpr std::size_t SPARE_BUFFER_BYTES = 16 * 1024;

Logger& logger() {
  static Logger& instance = LoggerFactory::getLogger({"EventLoop"});
  return instance;
}

std::chrono::microseconds defaultBusyPoll() {
  // Looking for work would use up what the group may have, and then nobody in it runs.
  static const std::chrono::microseconds time{isProcessorTimeLimited() ? 0 : 100};
  return time;
}

int createPoller() {
  const int descriptor = ::epoll_create1(EPOLL_CLOEXEC);
  if (descriptor < 0) {
    throw std::system_error(errno, std::generic_category(), "epoll_create1");
  }
  return descriptor;
}

}  // namespace

/// Asio's reactor waits; a poller of our own, registered with it as one descriptor, holds the
/// connections. This gives what Asio's sockets cannot: all ready connections in one batch, reads
/// into one buffer for all, no handler allocation and no re-arming system call per read, and a
/// point in time, the end of the batch, at which every output is written once.
struct EventLoop::Impl {
  /// Lets go of what is posted and suspended before it is destroyed itself.
  struct Context : asio::io_context {
    using asio::io_context::io_context;
    using asio::io_context::shutdown;
  };

  explicit Impl(const EventLoopOptions& options)
      : poller(context, createPoller()),
        wakeUp(context),
        wheel(Clock::now()),
        busyPoll(options.busyPoll.value_or(defaultBusyPoll())) {}

  Context context{1};
  asio::posix::stream_descriptor poller;
  asio::steady_timer wakeUp;
  TimerWheel wheel;
  Clock::time_point wakeUpAt = Clock::time_point::max();
  Clock::time_point now = Clock::now();
  BusyPoll busyPoll;

  std::array<epoll_event, EVENTS_PER_POLL> events{};
  int ready = 0;
  bool inTurn = false;
  std::atomic<bool> isRunning = false;
  bool flushPosted = false;

  std::vector<FlushTarget*> flushTargets;
  std::vector<FlushTarget*> flushing;
  std::vector<std::shared_ptr<void>> graveyard;
  std::unordered_map<const void*, std::shared_ptr<void>> kept;
  bool stopsWhenDone = false;
  std::vector<char> readBuffer = std::vector<char>(READ_BUFFER_BYTES);
  std::vector<std::string> spareBuffers;

  Clock::time_point dateUntil{};  ///< when the cached date's second is over
  std::array<char, 32> date{};
  std::size_t dateLength = 0;

  void runHandlers() {
    while (!context.stopped()) {
      const Clock::time_point begin = Clock::now();
      if (!busyPoll.isWorthIt() || !runOneUntil(begin + busyPoll.window())) {
        context.run_one();
      }
      // What has not set the time was ready already, or belongs to something that was.
      if (now >= begin) {
        busyPoll.waited(now - begin);
      }
    }
  }

  /// Runs one handler if one gets ready by then, without sleeping; whether it did.
  bool runOneUntil(Clock::time_point end) {
    do {
      if (context.poll_one() != 0) {
        return true;
      }
      // Whoever is to be heard from may be waiting for this processor.
      std::this_thread::yield();
    } while (!context.stopped() && Clock::now() < end);
    return false;
  }

  void waitForReadiness() {
    poller.async_wait(asio::posix::stream_descriptor::wait_read,
                      [this](const boost::system::error_code& error) {
                        if (!error) {
                          turn();
                          waitForReadiness();
                        }
                      });
  }

  void turn() {
    for (int round = 0; round < POLLS_PER_TURN; ++round) {
      ready =
          ::epoll_wait(poller.native_handle(), events.data(), static_cast<int>(events.size()), 0);
      if (ready <= 0) {
        break;
      }
      now = Clock::now();
      inTurn = true;
      for (int index = 0; index < ready; ++index) {
        const epoll_event& event = events[static_cast<std::size_t>(index)];
        if (event.data.ptr != nullptr) {
          handle(*static_cast<IoWatcher*>(event.data.ptr), event.events);
        }
      }
      ready = 0;
      inTurn = false;
      finishTurn();
    }
  }

  void handle(IoWatcher& watcher, std::uint32_t readiness) {
    try {
      watcher.onReady(readiness);
    } catch (const std::exception& error) {
      logger().error("[turn] A connection failed | error: {}", error.what());
    }
  }

  void finishTurn() {
    isCurrentFlushing = true;
    while (!flushTargets.empty()) {
      flushing.swap(flushTargets);
      for (std::size_t index = 0; index < flushing.size(); ++index) {
        if (FlushTarget* target = flushing[index]) {
          target->onFlush();
        }
      }
      flushing.clear();
    }
    isCurrentFlushing = false;
    buryDead();
    scheduleWakeUp();
  }

  void buryDead() {
    while (!graveyard.empty()) {
      const auto dead = std::exchange(graveyard, {});
    }
  }

  /// Output queued outside a turn (by a coroutine, a timer, a posted function) is written as soon
  /// as the handlers that are ready now have run.
  void postFinish() {
    if (!inTurn && !flushPosted) {
      flushPosted = true;
      asio::post(context, [this] {
        flushPosted = false;
        finishTurn();
      });
    }
  }

  void scheduleWakeUp() {
    const auto deadline = wheel.nextDeadline();
    if (deadline >= wakeUpAt) {
      return;
    }
    wakeUpAt = deadline;
    wakeUp.expires_at(deadline);
    wakeUp.async_wait([this](const boost::system::error_code& error) {
      if (error) {
        return;
      }
      wakeUpAt = Clock::time_point::max();
      now = Clock::now();
      wheel.advance(now);
      finishTurn();
    });
  }
};

bool isFlushing() noexcept { return isCurrentFlushing; }

EventLoop::EventLoop(EventLoopOptions options) : impl_(std::make_unique<Impl>(options)) {}

EventLoop::~EventLoop() {
  // Objects, posted functions and coroutines may unwatch themselves, give buffers back and bury
  // others while they die.
  do {
    std::exchange(impl_->kept, {}).clear();
    impl_->buryDead();
    impl_->context.shutdown();
  } while (!impl_->graveyard.empty() || !impl_->kept.empty());
}

void EventLoop::run() {
  EventLoop* previous = std::exchange(currentLoop, this);
  const auto work = asio::make_work_guard(impl_->context);
  impl_->isRunning = true;
  impl_->now = Clock::now();
  impl_->waitForReadiness();
  for (;;) {
    try {
      impl_->runHandlers();
      break;
    } catch (const std::exception& error) {
      logger().error("[run] An exception reached the loop | error: {}", error.what());
    }
  }
  impl_->context.restart();
  impl_->poller.cancel();
  impl_->stopsWhenDone = false;
  impl_->isRunning = false;
  currentLoop = previous;
}

void EventLoop::stop() { impl_->context.stop(); }

void EventLoop::post(std::function<void()> function) {
  asio::post(impl_->context, [this, function = std::move(function)] {
    impl_->now = Clock::now();
    function();
  });
}

void EventLoop::spawn(std::string what, std::function<Task<void>()> task) {
  asio::co_spawn(impl_->context, std::move(task),
                 [what = std::move(what)](std::exception_ptr failure) {
                   if (!failure) {
                     return;
                   }
                   try {
                     std::rethrow_exception(failure);
                   } catch (const std::exception& error) {
                     logger().error("[spawn] {} failed | error: {}", what, error.what());
                   }
                 });
}

asio::io_context& EventLoop::context() noexcept { return impl_->context; }

bool EventLoop::isCurrent() const noexcept { return currentLoop == this; }

bool EventLoop::isRunning() const noexcept { return impl_->isRunning; }

EventLoop* EventLoop::current() noexcept { return currentLoop; }

EventLoop::Clock::time_point EventLoop::now() const noexcept { return impl_->now; }

void EventLoop::arm(Timer& timer, std::chrono::milliseconds delay) {
  // A coroutine may have run for long since the last turn began: its delay counts from the real
  // time.
  impl_->wheel.arm(timer, (impl_->inTurn ? impl_->now : Clock::now()) + delay);
  if (!impl_->inTurn) {
    impl_->scheduleWakeUp();
  }
}

std::string_view EventLoop::httpDate() {
  if (impl_->now >= impl_->dateUntil) {
    const auto wall = std::chrono::system_clock::now();
    const std::time_t second = std::chrono::system_clock::to_time_t(wall);
    impl_->dateUntil = impl_->now + std::chrono::seconds(1) -
                       (wall - std::chrono::floor<std::chrono::seconds>(wall));
    std::tm parts{};
    ::gmtime_r(&second, &parts);
    impl_->dateLength =
        std::strftime(impl_->date.data(), impl_->date.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  }
  return {impl_->date.data(), impl_->dateLength};
}

void EventLoop::watch(IoWatcher& watcher, int descriptor, std::uint32_t events) {
  epoll_event event{.events = events, .data = {.ptr = &watcher}};
  if (::epoll_ctl(impl_->poller.native_handle(), EPOLL_CTL_ADD, descriptor, &event) != 0) {
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
  }
}

void EventLoop::rewatch(IoWatcher& watcher, int descriptor, std::uint32_t events) {
  epoll_event event{.events = events, .data = {.ptr = &watcher}};
  ::epoll_ctl(impl_->poller.native_handle(), EPOLL_CTL_MOD, descriptor, &event);
}

void EventLoop::unwatch(IoWatcher& watcher, int descriptor) {
  ::epoll_ctl(impl_->poller.native_handle(), EPOLL_CTL_DEL, descriptor, nullptr);
  for (int index = 0; index < impl_->ready; ++index) {
    epoll_event& event = impl_->events[static_cast<std::size_t>(index)];
    if (event.data.ptr == &watcher) {
      event.data.ptr = nullptr;
    }
  }
}

void EventLoop::flushLater(FlushTarget& target) {
  impl_->flushTargets.push_back(&target);
  impl_->postFinish();
}

void EventLoop::forgetFlush(FlushTarget& target) noexcept {
  std::replace(impl_->flushTargets.begin(), impl_->flushTargets.end(), &target,
               static_cast<FlushTarget*>(nullptr));
  std::replace(impl_->flushing.begin(), impl_->flushing.end(), &target,
               static_cast<FlushTarget*>(nullptr));
}

void EventLoop::bury(std::shared_ptr<void> object) {
  impl_->graveyard.push_back(std::move(object));
  impl_->postFinish();
}

void EventLoop::keep(std::shared_ptr<void> object) {
  const void* const key = object.get();
  impl_->kept.insert_or_assign(key, std::move(object));
}

void EventLoop::buryKept(const void* object) {
  if (auto kept = impl_->kept.extract(object)) {
    bury(std::move(kept.mapped()));
  }
  if (impl_->stopsWhenDone && impl_->kept.empty()) {
    post([this] { stopWhenDone(); });
  }
}

bool EventLoop::stopWhenDone() {
  impl_->stopsWhenDone = !impl_->kept.empty();
  if (impl_->stopsWhenDone) {
    return false;
  }
  stop();
  return true;
}

std::span<char> EventLoop::readBuffer() noexcept { return impl_->readBuffer; }

std::string EventLoop::takeBuffer() {
  if (impl_->spareBuffers.empty()) {
    return {};
  }
  std::string buffer = std::move(impl_->spareBuffers.back());
  impl_->spareBuffers.pop_back();
  return buffer;
}

void EventLoop::giveBuffer(std::string buffer) {
  if (buffer.capacity() <= SPARE_BUFFER_BYTES && impl_->spareBuffers.size() < SPARE_BUFFERS) {
    buffer.clear();
    impl_->spareBuffers.push_back(std::move(buffer));
  }
}

}  // namespace ignis
