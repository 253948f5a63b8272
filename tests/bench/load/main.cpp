// bench-load MODE --port N --pid N [--path P] [--connections N] [--depth N] [--publisher-port N]
// [--seconds S]
//
// Keeps connections busy and prints one line of JSON: requests per second, the server's processor
// microseconds per request, and how busy this process was (near 1 it was the limit itself).
//
//   http     GET requests
//   echo     Socket.IO events that come back as events
//   ack      Socket.IO events that are acknowledged
//   bare     the bytes of `echo` against a server that knows no protocol
//   publish  Socket.IO events from one connection to all; a request is one delivery
//   idle     connections that only answer heartbeats: memory of each, share of a processor

#include <cstdio>
#include <cstdlib>
#include <exception>

#include "load.hpp"

int main(int count, char** arguments) {
  try {
    const auto load = ignis::bench::makeLoad(ignis::bench::parseArguments(count, arguments));
    std::puts(load->run().c_str());
    return EXIT_SUCCESS;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench-load: %s\n", error.what());
    return EXIT_FAILURE;
  }
}
