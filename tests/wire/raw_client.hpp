#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ignis {

/// A client's end of a TCP connection, byte by byte. Every wait ends after `TIMEOUT_SECONDS` with
/// an exception, so that a server that never answers fails the test instead of hanging it.
class RawClient {
 public:
  static constexpr int TIMEOUT_SECONDS = 5;

  explicit RawClient(std::uint16_t port);
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  ~RawClient();

  /// Sends what the server takes. A server that has refused the request may close meanwhile: what
  /// it does not take then is dropped.
  void send(std::string_view bytes);
  /// Sends byte by byte, each in a packet of its own.
  void sendInBytes(std::string_view bytes);
  void shutdownSend();
  /// Closes with a reset, as a client does that crashes.
  void reset();

  /// Waits until the server sends or closes; true when it has done neither within `time`.
  bool isSilentFor(std::chrono::milliseconds time);
  /// Receives until `count` bytes have come; less when the server closes before.
  std::string receive(std::size_t count);
  /// Receives until `end` has come; less when the server closes before.
  std::string receiveUntil(std::string_view end);
  /// Everything up to the server's end of stream.
  std::string receiveAll();
  /// One answer with its body, by Content-Length.
  std::string receiveAnswer();

 private:
  bool receiveMore();
  std::string take(std::size_t count);

  int descriptor_;
  std::string received_;
};

/// `200` from `HTTP/1.1 200 OK…`; 0 when the text is no answer.
int statusOf(std::string_view answer);
std::string_view bodyOf(std::string_view answer);

}  // namespace ignis
