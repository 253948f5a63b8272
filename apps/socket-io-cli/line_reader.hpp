#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <ignis/helpers/network/event_loop.hpp>

namespace socket_io_cli {

/// Reads the lines of standard input on a thread of its own, for it may be a file, which cannot be
/// waited for, and hands them to a loop. It reads on when the loop has taken them.
class LineReader {
 public:
  using LineHandler = std::function<void(std::string_view line)>;

  LineReader(ignis::EventLoop& loop, LineHandler onLine, std::function<void()> onEnd);
  ~LineReader();

  void start();

 private:
  void read();
  bool waitForInput() const;
  /// False when nobody takes lines any more.
  bool deliver(std::vector<std::string> lines);

  ignis::EventLoop& loop_;
  const LineHandler onLine_;
  const std::function<void()> onEnd_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool isDelivered_ = false;
  bool isStopped_ = false;
  int wakeUp_;  ///< becomes readable when the thread shall end
  std::thread thread_;
};

}  // namespace socket_io_cli
