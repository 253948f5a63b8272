#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "workload.hpp"

namespace ignis::bench {

/// A connection of the load. It never decodes an answer: it counts complete ones.
class Connection {
 public:
  /// The kernel keeps `receiveBytes` for it, or what it thinks best.
  Connection(const Workload& workload, int port, int receiveBytes = 0);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  int descriptor() const noexcept { return descriptor_; }
  /// Blocks until the connection is open and, where that is asked for, authenticated.
  void open();
  /// Sends up to `depth` requests in one write.
  void ask(std::size_t requests);
  /// Reads once; returns how many answers are complete.
  std::size_t receive();

 private:
  void exchange(std::string_view bytes, std::string_view expected);
  /// These take the complete answers from the front of `bytes`.
  std::size_t takeAnswers(std::string_view& bytes);
  std::size_t takeHttp(std::string_view& bytes);
  std::size_t takeFrames(std::string_view& bytes) const;
  std::size_t takeBytes(std::string_view& bytes) const;

  const Workload& workload_;
  std::string batch_;
  std::string input_;            ///< the beginning of an answer
  std::size_t answerBytes_ = 0;  ///< HTTP: the size of the answer before
  int descriptor_;
};

}  // namespace ignis::bench
