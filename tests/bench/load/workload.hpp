#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ignis::bench {

struct Options;

enum class Protocol : std::uint8_t { HTTP, FRAMES, BYTES };

/// What is asked, and how an answer is recognised. Built once, shared by all connections.
struct Workload {
  Protocol protocol = Protocol::HTTP;
  std::size_t depth = 1;     ///< requests that a connection may have under way
  std::string request;       ///< the bytes of one request, or of one frame
  std::string answerPrefix;  ///< of frames: how the payload of an answer begins
  std::vector<std::pair<std::string, std::string>> opening;  ///< send this, await that
};

/// What the connections do in this mode and protocol.
Workload makeWorkload(const Options& options);

}  // namespace ignis::bench
