#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ignis::bench {

/// What is asked, and how an answer is recognised. Built once, shared by all connections.
struct Workload {
  bool isSocketIO = false;
  std::size_t depth = 1;     ///< requests that a connection has under way
  std::string request;       ///< the bytes of one request, or of one frame
  std::string answerPrefix;  ///< Socket.IO: how the payload of an answer begins
  std::vector<std::pair<std::string, std::string>> opening;  ///< send this, await that
};

/// A masked text frame of a WebSocket client; the mask of zeros costs neither side anything.
std::string textFrame(std::string_view payload);

/// A connection that always has `depth` requests under way. It never decodes an answer: it counts
/// complete ones and asks as many again in one write.
class Connection {
 public:
  Connection(const Workload& workload, int port);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  int descriptor() const noexcept { return descriptor_; }
  /// Blocks until the connection is open and, for Socket.IO, authenticated.
  void open();
  void start();
  /// Reads once and asks again; returns how many answers were complete.
  std::size_t onReadable();

 private:
  void exchange(std::string_view bytes, std::string_view expected);
  void write(std::size_t requests);
  std::size_t countHttp();
  std::size_t countFrames();

  const Workload& workload_;
  std::string batch_;
  std::string input_;
  std::size_t answerBytes_ = 0;  ///< HTTP: the size of the answer before
  int descriptor_;
};

}  // namespace ignis::bench
