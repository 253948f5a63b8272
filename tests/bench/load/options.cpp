#include "options.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>

namespace ignis::bench {

namespace {

constexpr std::array<std::string_view, 7> MODES = {"http",    "echo", "ack", "bare",
                                                   "publish", "slow", "idle"};

}  // namespace

Options parseArguments(int count, char** arguments) {
  Options options;
  options.mode = count > 1 ? arguments[1] : "";
  if (std::find(MODES.begin(), MODES.end(), options.mode) == MODES.end()) {
    throw std::runtime_error("the first argument is http, echo, ack, bare, publish, slow or idle");
  }
  for (int index = 2; index + 1 < count; index += 2) {
    const std::string name = arguments[index];
    const std::string value = arguments[index + 1];
    if (name == "--path") {
      options.path = value;
    } else if (name == "--protocol") {
      options.protocol = value;
    } else if (name == "--port") {
      options.port = std::stoi(value);
    } else if (name == "--publisher-port") {
      options.publisherPort = std::stoi(value);
    } else if (name == "--pid") {
      options.pid = std::stoi(value);
    } else if (name == "--connections") {
      options.connections = std::stoul(value);
    } else if (name == "--depth") {
      options.depth = std::stoul(value);
    } else if (name == "--size") {
      options.size = std::stoul(value);
    } else if (name == "--slow") {
      options.slowReaders = std::stoul(value);
    } else if (name == "--seconds") {
      options.seconds = std::stod(value);
    } else {
      throw std::runtime_error("unknown option " + name);
    }
  }
  return options;
}

}  // namespace ignis::bench
