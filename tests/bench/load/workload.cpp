#include "workload.hpp"

#include <stdexcept>
#include <string_view>

#include "options.hpp"

namespace ignis::bench {

namespace {

constexpr std::size_t LONGEST_SHORT_PAYLOAD = 125;

/// A masked text frame of a WebSocket client; the mask of zeros costs neither side anything.
std::string textFrame(std::string_view payload) {
  std::string frame(1, '\x81');
  if (payload.size() <= LONGEST_SHORT_PAYLOAD) {
    frame.push_back(static_cast<char>(0x80U | payload.size()));
  } else {
    frame.push_back(static_cast<char>(0x80U | 126U));
    frame.push_back(static_cast<char>(payload.size() >> 8U));
    frame.push_back(static_cast<char>(payload.size() & 0xFFU));
  }
  return frame.append(4, '\0').append(payload);
}

/// A frame whose payload has as many bytes as are asked for, whatever it begins and ends with.
std::string filledFrame(const Options& options, std::string_view head, std::string_view end) {
  if (options.size < head.size() + end.size()) {
    throw std::runtime_error("--size leaves no room for anything");
  }
  std::string payload(head);
  payload.append(options.size - head.size() - end.size(), 'x').append(end);
  return textFrame(payload);
}

std::string hostHeader(const Options& options) {
  return "Host: " + options.host + ":" + std::to_string(options.port) + "\r\n\r\n";
}

std::string upgradeRequest(const Options& options, std::string_view query) {
  return "GET " + options.path + std::string(query) +
         " HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
         "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
         hostHeader(options);
}

void speakSocketIO(Workload& workload, const Options& options) {
  constexpr std::string_view END = "\"]";
  workload.opening = {
      {upgradeRequest(options, "?EIO=4&transport=websocket"), "0{"},
      {textFrame("40"), "40{"},
      {textFrame("42[\"authenticate\"]"), "\"authenticated\""},
  };
  if (options.mode == "idle") {
    // The only answer is the one to a heartbeat.
    workload.request = textFrame("3");
    workload.answerPrefix = "2";
  } else if (options.mode == "ack") {
    workload.request = filledFrame(options, "421[\"echo\",\"", END);
    workload.answerPrefix = "431[";
  } else if (options.mode == "echo") {
    workload.request = filledFrame(options, "42[\"echo\",\"", END);
    workload.answerPrefix = "42[\"echo\"";
  } else {
    workload.request = filledFrame(options, "42[\"publish\",\"", END);
    workload.answerPrefix = "42[\"news\"";
  }
}

void speakWebSocket(Workload& workload, const Options& options) {
  workload.opening = {{upgradeRequest(options, ""), "\r\n\r\n"}};
  if (options.mode == "echo") {
    workload.request = filledFrame(options, "", "");
    workload.answerPrefix = "x";
  } else if (options.mode != "idle") {
    workload.request = filledFrame(options, "publish", "");
    workload.answerPrefix = "publish";
  }
}

void speakEnvelope(Workload& workload, const Options& options) {
  constexpr std::string_view END = "\"}";
  workload.opening = {
      {upgradeRequest(options, ""), "\r\n\r\n"},
      {textFrame(R"({"event":"authenticate","data":{}})"), R"({"event":"connected")"},
  };
  if (options.mode == "echo") {
    workload.request = filledFrame(options, R"({"event":"echo","data":")", END);
    workload.answerPrefix = R"({"event":"echo")";
  } else if (options.mode != "idle") {
    workload.request = filledFrame(options, R"({"event":"publish","data":")", END);
    workload.answerPrefix = R"({"event":"news")";
  }
}

}  // namespace

Workload makeWorkload(const Options& options) {
  Workload workload;
  workload.depth = options.depth;
  if (options.mode == "http") {
    workload.request = "GET " + options.path + " HTTP/1.1\r\n" + hostHeader(options);
    return workload;
  }
  if (options.mode == "bare") {
    workload.protocol = Protocol::BYTES;
    workload.request = filledFrame(options, "", "");
    return workload;
  }
  workload.protocol = Protocol::FRAMES;
  if (options.protocol == "socket-io") {
    speakSocketIO(workload, options);
  } else if (options.protocol == "websocket") {
    speakWebSocket(workload, options);
  } else if (options.protocol == "envelope") {
    speakEnvelope(workload, options);
  } else {
    throw std::runtime_error("--protocol is socket-io, websocket or envelope");
  }
  return workload;
}

}  // namespace ignis::bench
