#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ignis::bench {

enum class Protocol : std::uint8_t { HTTP, SOCKET_IO, BYTES };

/// What is asked, and how an answer is recognised. Built once, shared by all connections.
struct Workload {
  Protocol protocol = Protocol::HTTP;
  std::size_t depth = 1;     ///< requests that a connection may have under way
  std::string request;       ///< the bytes of one request, or of one frame
  std::string answerPrefix;  ///< Socket.IO: how the payload of an answer begins
  std::vector<std::pair<std::string, std::string>> opening;  ///< send this, await that
};

/// A masked text frame of a WebSocket client; the mask of zeros costs neither side anything.
std::string textFrame(std::string_view payload);

/// A connection of the load. It never decodes an answer: it counts complete ones.
class Connection {
 public:
  Connection(const Workload& workload, int port);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  int descriptor() const noexcept { return descriptor_; }
  /// Blocks until the connection is open and, for Socket.IO, authenticated.
  void open();
  /// Sends up to `depth` requests in one write.
  void ask(std::size_t requests);
  /// Reads once; returns how many answers are complete.
  std::size_t receive();

 private:
  void exchange(std::string_view bytes, std::string_view expected);
  std::size_t countAnswers();
  std::size_t countHttp();
  std::size_t countFrames();
  std::size_t countBytes();

  const Workload& workload_;
  std::string batch_;
  std::string input_;
  std::size_t answerBytes_ = 0;  ///< HTTP: the size of the answer before
  int descriptor_;
};

}  // namespace ignis::bench
