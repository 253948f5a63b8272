#include "options.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>

namespace ignis::bench {

namespace {

constexpr std::array<std::string_view, 6> MODES = {"http", "echo",    "ack",
                                                   "bare", "publish", "idle"};

/// An event with one text; its frame has 128 bytes of payload, whatever the event is called.
std::string eventFrame(std::string_view head) {
  constexpr std::size_t PAYLOAD_BYTES = 128;
  constexpr std::string_view END = "\"]";
  std::string packet(head);
  packet.append(PAYLOAD_BYTES - head.size() - END.size(), 'x').append(END);
  return textFrame(packet);
}

void addOpening(Workload& workload, const Options& options, const std::string& host) {
  workload.opening = {
      {"GET " + options.path +
           "?EIO=4&transport=websocket HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nHost: " +
           host + "\r\n",
       "0{"},
      {textFrame("40"), "40{"},
      {textFrame("42[\"authenticate\"]"), "\"authenticated\""},
  };
}

}  // namespace

Options parseArguments(int count, char** arguments) {
  Options options;
  options.mode = count > 1 ? arguments[1] : "";
  if (std::find(MODES.begin(), MODES.end(), options.mode) == MODES.end()) {
    throw std::runtime_error("the first argument is http, echo, ack, bare, publish or idle");
  }
  for (int index = 2; index + 1 < count; index += 2) {
    const std::string name = arguments[index];
    const std::string value = arguments[index + 1];
    if (name == "--path") {
      options.path = value;
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
    } else if (name == "--seconds") {
      options.seconds = std::stod(value);
    } else {
      throw std::runtime_error("unknown option " + name);
    }
  }
  return options;
}

Workload makeWorkload(const Options& options) {
  Workload workload;
  workload.depth = options.depth;
  const std::string host = options.host + ":" + std::to_string(options.port) + "\r\n";
  if (options.mode == "http") {
    workload.request = "GET " + options.path + " HTTP/1.1\r\nHost: " + host + "\r\n";
    return workload;
  }
  if (options.mode == "bare") {
    workload.protocol = Protocol::BYTES;
    workload.request = eventFrame("42[\"echo\",\"");
    return workload;
  }
  workload.protocol = Protocol::SOCKET_IO;
  addOpening(workload, options, host);
  if (options.mode == "idle") {
    // The only answer is the one to a heartbeat.
    workload.request = textFrame("3");
    workload.answerPrefix = "2";
  } else if (options.mode == "publish") {
    workload.request = eventFrame("42[\"publish\",\"");
    workload.answerPrefix = "42[\"news\"";
  } else if (options.mode == "echo") {
    workload.request = eventFrame("42[\"echo\",\"");
    workload.answerPrefix = "42[\"echo\"";
  } else {
    workload.request = eventFrame("421[\"echo\",\"");
    workload.answerPrefix = "431[";
  }
  return workload;
}

}  // namespace ignis::bench
