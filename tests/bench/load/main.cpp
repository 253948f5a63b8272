// bench-load MODE --port N --pid N [--protocol P] [--path P] [--connections N] [--depth N] [--size
// N]
// [--slow N] [--publisher-port N] [--seconds S]
//
// Keeps connections busy and prints one line of JSON: requests per second, the server's processor
// microseconds per request, and how busy this process was (near 1 it was the limit itself).
//
//   http     GET requests
//   echo     messages that come back
//   ack      Socket.IO events that are acknowledged
//   bare     the bytes of a message against a server that knows no protocol
//   publish  messages from one connection to all; a request is one delivery
//   slow     the same, while so many more never read: the others' time to a delivery, and by how
//            much the server's memory grows
//   idle     connections that only answer heartbeats: memory of each, share of a processor
//
// The protocol is `socket-io` (events of authenticated clients), `websocket` (plain messages) or
// `envelope` (JSON with event and data, of authenticated clients). Of each message the frame has
// `--size` bytes of payload.

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>

#include "load.hpp"
#include "slow_reader_load.hpp"

namespace {

std::unique_ptr<ignis::bench::Load> makeLoad(const ignis::bench::Options& options) {
  if (options.mode == "publish") {
    return std::make_unique<ignis::bench::PublishLoad>(options);
  }
  if (options.mode == "slow") {
    return std::make_unique<ignis::bench::SlowReaderLoad>(options);
  }
  if (options.mode == "idle") {
    return std::make_unique<ignis::bench::IdleLoad>(options);
  }
  return std::make_unique<ignis::bench::Load>(options);
}

}  // namespace

int main(int count, char** arguments) {
  try {
    const auto load = makeLoad(ignis::bench::parseArguments(count, arguments));
    std::puts(load->run().c_str());
    return EXIT_SUCCESS;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench-load: %s\n", error.what());
    return EXIT_FAILURE;
  }
}
