#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "logger/log_batch.hpp"

namespace ignis {

/// Writes to a descriptor that somebody else may read slowly or not at all. It never waits: what
/// cannot be written is kept, up to a limit, and lines beyond that are counted and dropped.
class Console {
 public:
  explicit Console(int descriptor);

  void write(const LogBatch& batch);

  /// Tries to write what is kept.
  void resume();

  bool isBlocked() const noexcept { return !kept_.empty(); }
  int descriptor() const noexcept { return descriptor_; }

  /// How many lines were dropped, once the others are out; 0 while still blocked.
  std::uint64_t takeDropped() noexcept;

 private:
  enum class Kind : std::uint8_t { FILE, PIPE, TERMINAL, SOCKET, NONE };

  static Kind kindOf(int descriptor);
  std::size_t writeSome(std::string_view text);
  std::size_t writeChunks(std::string_view text);
  void keep(std::string_view text, std::size_t written);
  static void colour(std::string& out, const LogBatch& batch);

  int descriptor_;
  Kind kind_;
  bool hasColours_;
  std::string coloured_;
  std::string kept_;
  std::size_t keptOffset_ = 0;
  std::uint64_t dropped_ = 0;
};

}  // namespace ignis
