#pragma once

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/json/json.hpp"
#include "ignis/helpers/network/event_loop.hpp"

namespace ignis::socket_io {

/// Collects the answers to one event on whichever loops they come, and wakes the coroutine that
/// waits for them on `loop`. Members that say nothing else may be called from any thread.
class AnswerCollector : public std::enable_shared_from_this<AnswerCollector> {
 public:
  AnswerCollector(EventLoop& loop, std::chrono::milliseconds timeout);

  /// The answers are complete when so many servers have told how many clients they asked, and so
  /// many have answered.
  void expectServers(std::size_t servers);
  void addClients(std::size_t clients);
  void addAnswer(Json answer);

  /// No more answers will come.
  void giveUp();

  bool isComplete() const;
  std::vector<Json> takeAnswers();
  /// Until the answers are complete or given up, or the time is over. On `loop`.
  Task<void> wait();

 private:
  bool isCompleteLocked() const;
  bool isWaiting() const;
  void wakeIfComplete();
  void wake();

  EventLoop& loop_;
  boost::asio::steady_timer finished_;
  mutable std::mutex mutex_;
  std::optional<std::size_t> expectedServers_;
  bool isGivenUp_ = false;
  std::size_t servers_ = 0;
  std::size_t clients_ = 0;
  std::vector<Json> answers_;
};

}  // namespace ignis::socket_io
