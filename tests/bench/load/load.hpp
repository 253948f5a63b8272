#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "connection.hpp"
#include "options.hpp"

namespace ignis::bench {

/// The connections of a run and what they do with answers: each always has `depth` requests under
/// way.
class Load {
 public:
  explicit Load(const Options& options);
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;
  virtual ~Load();

  /// Keeps the connections busy; gives the figures as JSON.
  virtual std::string run();

 protected:
  void open();
  virtual void start();
  virtual void onAnswers(std::size_t connection, std::size_t answers);

  /// How many answers came in this time.
  std::size_t runFor(double seconds, bool mayBeSilent = false);
  Connection& connection(std::size_t index) { return *connections_[index]; }
  std::size_t connectionCount() const noexcept { return connections_.size(); }
  const Options& options() const noexcept { return options_; }
  const Workload& workload() const noexcept { return workload_; }

  struct Figures {
    double perSecond = 0;
    double cpuMicroseconds = 0;
    double ownCpu = 0;
  };

  Figures measure();

 private:
  const Options options_;
  const Workload workload_;
  std::vector<std::unique_ptr<Connection>> connections_;
  int poller_;
};

/// One connection publishes, all of them are told; `depth` messages are on their way at a time. An
/// answer is the delivery of a message to one connection.
class PublishLoad : public Load {
 public:
  using Load::Load;

 protected:
  void start() override;
  void onAnswers(std::size_t connection, std::size_t answers) override;

  /// The messages that everybody has got.
  std::size_t finished() const noexcept { return finished_; }
  /// How many messages this connection has got.
  std::size_t receivedBy(std::size_t connection) const { return received_[connection]; }

 private:
  std::vector<std::size_t> received_;  ///< of each connection
  std::deque<std::size_t> awaited_;    ///< how many have yet to get each message under way
  std::size_t finished_ = 0;
};

/// Connections that only answer heartbeats: what they cost the server by being there.
class IdleLoad final : public Load {
 public:
  using Load::Load;

  std::string run() override;
};

}  // namespace ignis::bench
