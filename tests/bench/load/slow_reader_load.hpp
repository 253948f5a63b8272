#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "load.hpp"

namespace ignis::bench {

/// One connection publishes as fast as the others take it, while some never read. What those cost
/// the server in memory, and the others in time.
class SlowReaderLoad final : public PublishLoad {
 public:
  using PublishLoad::PublishLoad;

  std::string run() override;

 private:
  using Clock = std::chrono::steady_clock;

  void start() override;
  void onAnswers(std::size_t connection, std::size_t answers) override;

  std::deque<Clock::time_point> published_;  ///< when, of each message under way
  std::vector<std::uint32_t> nanoseconds_;   ///< from publishing to each delivery
};

}  // namespace ignis::bench
