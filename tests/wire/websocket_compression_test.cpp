#include <doctest/doctest.h>
#include <zlib.h>

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "support/resident_memory.hpp"
#include "support/websocket_client.hpp"
#include "test_server.hpp"
#include "websocket_script.hpp"

using namespace std::string_literals;

namespace ignis {

namespace {

using test::WebSocketClient;

const std::string TAIL = "\x00\x00\xFF\xFF"s;

struct Recipe {
  int windowBits = 15;
  int level = 6;
  int strategy = Z_DEFAULT_STRATEGY;
  int flush = Z_SYNC_FLUSH;
};

/// One message as a client compresses it that keeps nothing of the one before.
std::string deflated(std::string_view payload, Recipe recipe = {}) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, recipe.level, Z_DEFLATED, -recipe.windowBits, 8, recipe.strategy) ==
          Z_OK);
  std::string out(deflateBound(&stream, static_cast<uLong>(payload.size())) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(payload.data()));
  stream.avail_in = static_cast<uInt>(payload.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, recipe.flush);
  if (recipe.flush == Z_FULL_FLUSH) {
    deflate(&stream, Z_SYNC_FLUSH);
  }
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  if (out.ends_with(TAIL)) {
    out.resize(out.size() - TAIL.size());
  }
  return recipe.flush == Z_FINISH ? out + '\0' : out;
}

/// What the server has compressed, read with no larger window than was agreed on.
std::string inflated(const std::string& payload, int windowBits) {
  const std::string input = payload + TAIL;
  z_stream stream{};
  REQUIRE(inflateInit2(&stream, -windowBits) == Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data()));
  stream.avail_in = static_cast<uInt>(input.size());
  std::string out;
  std::string chunk(65536, '\0');
  int result = Z_OK;
  do {
    stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
    stream.avail_out = static_cast<uInt>(chunk.size());
    result = inflate(&stream, Z_SYNC_FLUSH);
    out.append(chunk, 0, chunk.size() - stream.avail_out);
  } while (result == Z_OK && (stream.avail_in > 0 || stream.avail_out == 0));
  inflateEnd(&stream);
  CHECK((result == Z_OK || result == Z_BUF_ERROR));
  return out;
}

std::string jsonOf(std::size_t size) {
  std::string text = "[";
  for (std::size_t index = 0; text.size() < size; ++index) {
    text += R"({"id":)" + std::to_string(index * 7919 % 1000) + R"(,"name":"Ünïcode","ok":true},)";
  }
  text.resize(size, ' ');
  while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0x80U) != 0) {
    text.back() = ' ';
    if (text.size() > 1 && (static_cast<unsigned char>(text[text.size() - 2]) & 0xC0U) == 0xC0) {
      text[text.size() - 2] = ' ';
    }
  }
  return text;
}

std::string noise(std::size_t size) {
  std::mt19937 random(static_cast<unsigned>(size));
  std::string bytes;
  while (bytes.size() < size) {
    bytes.push_back(static_cast<char>(random()));
  }
  return bytes;
}

WebSocketOptions compressing(PerMessageDeflateOptions deflate = {.threshold = 0}) {
  WebSocketOptions options;
  options.perMessageDeflate = deflate;
  return options;
}

WebSocketClient connect(const TestServer& server, const std::string& offer = "permessage-deflate") {
  return WebSocketClient(server.port(), "/ws", "Sec-WebSocket-Extensions: " + offer + "\r\n");
}

/// The payload of the next message, inflated if it is compressed.
std::string receive(WebSocketClient& client, int windowBits = 15) {
  const WebSocketClient::Message message = client.receive();
  return (message.flags & 4) != 0 ? inflated(message.payload, windowBits) : message.payload;
}

/// The number after `name=` in the answer to the handshake, or 15.
int windowOf(const WebSocketClient& client, const std::string& name) {
  const std::size_t at = client.head().find(name + "=");
  return at == std::string::npos ? 15 : std::stoi(client.head().substr(at + name.size() + 1));
}

}  // namespace

TEST_SUITE("wire/websocket compression") {
  TEST_CASE("compressed messages of every size come back, many on one connection") {
    const TestServer server({}, compressing());
    WebSocketClient client = connect(server);
    for (const std::size_t size : {0, 16, 64, 256, 1024, 4096, 8192, 16384, 32768, 65536, 131072}) {
      CAPTURE(size);
      const std::string message = jsonOf(size);
      const std::string bytes = noise(size);
      for (int count = 0; count < 50; ++count) {
        client.sendRaw(WebSocketClient::frame(0xC1, deflated(message)));
        client.sendRaw(WebSocketClient::frame(0xC2, deflated(bytes)));
        client.sendRaw(WebSocketClient::frame(0x81, message));
        REQUIRE(receive(client) == message);
        REQUIRE(receive(client) == bytes);
        REQUIRE(receive(client) == message);
      }
    }
  }

  TEST_CASE("every offer that can be met is met, and kept to by both sides") {
    struct Row {
      PerMessageDeflateOptions options;
      std::string offer;
      bool isAgreed;
    };
    const Row rows[] = {
        {{}, "permessage-deflate", true},
        {{}, "permessage-deflate; client_no_context_takeover", true},
        {{}, "permessage-deflate; server_no_context_takeover", true},
        {{}, "permessage-deflate; client_max_window_bits", true},
        {{}, "permessage-deflate; client_max_window_bits=9", true},
        {{}, "permessage-deflate; server_max_window_bits=9", true},
        {{}, "permessage-deflate;server_max_window_bits=9;client_max_window_bits=\"9\"", true},
        {{}, "permessage-deflate; server_max_window_bits=12; client_max_window_bits=15", true},
        {{}, "permessage-deflate; server_max_window_bits=15; server_no_context_takeover", true},
        {{}, "x-webkit-deflate-frame, permessage-deflate", true},
        {{}, "permessage-deflate; server_max_window_bits=8, permessage-deflate", true},
        {{}, "permessage-deflate; server_max_window_bits=8", false},
        {{}, "permessage-deflate; server_max_window_bits=7", false},
        {{}, "permessage-deflate; server_max_window_bits=16", false},
        {{}, "permessage-deflate; server_max_window_bits=x", false},
        {{}, "permessage-deflate; server_max_window_bits=09", false},
        {{}, "permessage-deflate; server_max_window_bits", false},
        {{}, "permessage-deflate; client_max_window_bits=16", false},
        {{}, "permessage-deflate; client_max_window_bits; client_max_window_bits=9", false},
        {{}, "permessage-deflate; client_no_context_takeover=1", false},
        {{}, "permessage-deflate; unknown", false},
        {{}, "x-webkit-deflate-frame", false},
        {{.serverMaxWindowBits = 9}, "permessage-deflate", true},
        {{.serverMaxWindowBits = 10}, "permessage-deflate; server_max_window_bits=9", false},
        {{.clientMaxWindowBits = 9}, "permessage-deflate; client_max_window_bits", true},
        {{.clientMaxWindowBits = 9}, "permessage-deflate", false},
    };
    for (Row row : rows) {
      CAPTURE(row.offer);
      row.options.threshold = 0;
      const TestServer server({}, compressing(row.options));
      WebSocketClient client = connect(server, row.offer);

      REQUIRE(client.isUpgraded());
      const bool isAgreed = client.head().find("permessage-deflate") != std::string::npos;
      CHECK(isAgreed == row.isAgreed);
      if (!isAgreed) {
        continue;
      }
      CHECK(client.head().find("; server_no_context_takeover") != std::string::npos);
      CHECK(client.head().find("; client_no_context_takeover") != std::string::npos);
      const int clientWindow = windowOf(client, "client_max_window_bits");
      const int serverWindow = windowOf(client, "server_max_window_bits");
      if (const std::size_t at = row.offer.find("server_max_window_bits=9");
          at != std::string::npos) {
        CHECK(serverWindow == 9);
      }
      for (const std::size_t size : {16, 1024, 65536}) {
        const std::string message = jsonOf(size) + jsonOf(size);
        client.sendRaw(WebSocketClient::frame(
            0xC1, deflated(message, {.windowBits = std::max(clientWindow, 9)})));
        CHECK(receive(client, serverWindow) == message);
      }
    }
  }

  TEST_CASE("a compressed message may come in fragments, with control frames between") {
    const TestServer server({}, compressing());
    const std::string message = jsonOf(5000);
    const std::string compressed = deflated(message);
    for (const std::size_t part : {1, 2, 7, 256, 100'000}) {
      CAPTURE(part);
      for (const bool isChopped : {false, true}) {
        std::string frames;
        std::size_t pings = 0;
        for (std::size_t at = 0; at < compressed.size(); at += part) {
          frames += WebSocketClient::frame(at == 0 ? 0x41 : 0x00, compressed.substr(at, part));
          if (pings < 20) {
            frames += WebSocketClient::frame(0x89, "between");
            ++pings;
          }
        }
        frames += WebSocketClient::frame(0x80, "");
        WebSocketClient client = connect(server);

        client.sendInChops(frames, isChopped ? 3 : frames.size());

        for (; pings > 0; --pings) {
          CHECK(client.receive().opcode == 10);
        }
        CHECK(receive(client) == message);
      }
    }
  }

  TEST_CASE("every way to write a compressed message is read") {
    const TestServer server({}, compressing());
    const std::string message = jsonOf(3000);
    const Recipe recipes[] = {
        {.level = 0},                   // stored blocks
        {.level = 1},                   //
        {.level = 9},                   //
        {.strategy = Z_FIXED},          //
        {.strategy = Z_HUFFMAN_ONLY},   //
        {.strategy = Z_RLE},            //
        {.flush = Z_FULL_FLUSH},        // an empty stored block inside
        {.flush = Z_FINISH},            // a final block (RFC 7692 section 7.2.3.4)
        {.windowBits = 9, .level = 9},  //
    };
    WebSocketClient client = connect(server);
    for (const Recipe& recipe : recipes) {
      CAPTURE(recipe.level);
      CAPTURE(recipe.strategy);
      CAPTURE(recipe.flush);
      client.sendRaw(WebSocketClient::frame(0xC1, deflated(message, recipe)));
      CHECK(receive(client) == message);
    }
    const std::string twoBlocks = deflated("first ") + TAIL + deflated("second");
    client.sendRaw(WebSocketClient::frame(0xC1, twoBlocks));
    CHECK(receive(client) == "first second");
    client.sendRaw(WebSocketClient::frame(0xC1, "\0"s));
    CHECK(receive(client).empty());
  }

  TEST_CASE("corrupt data ends the connection with 1007") {
    const TestServer server({}, compressing());
    const std::string good = deflated(jsonOf(3000));
    struct Row {
      std::string name;
      std::string frames;
      int code;
    };
    const auto frame = [](unsigned first, const std::string& payload) {
      return WebSocketClient::frame(first, payload);
    };
    const Row rows[] = {
        {"no deflate", frame(0xC1, "\xFF\xFF\xFF\xFF"), 1007},
        {"a reserved block type", frame(0xC2, "\x06"), 1007},
        {"cut", frame(0xC1, good.substr(0, good.size() / 2)), 1007},
        {"cut, in fragments", frame(0x41, good.substr(0, 20)) + frame(0x80, good.substr(20, 20)),
         1007},
        {"a distance too far back", frame(0xC2, "\x4B\x84\x43\x00"s), 1007},
        {"stored with wrong length", frame(0xC2, "\x00\x05\x00\x00\x00hello"s), 1007},
        {"text that is no UTF-8", frame(0xC1, deflated("\xED\xA0\x80")), 1007},
        {"half a character", frame(0xC1, deflated("\xE2\x82")), 1007},
        {"the flag on a continuation", frame(0x41, good) + frame(0xC0, ""), 1002},
        {"the flag on a ping", frame(0xC9, ""), 1002},
        {"the flag on a close", frame(0xC8, ""), 1002},
        {"the second flag", frame(0xA1, good), 1002},
    };
    for (const Row& row : rows) {
      CAPTURE(row.name);
      WebSocketClient client = connect(server);
      client.sendRaw(row.frames);
      CHECK(client.closeCode() == row.code);
    }
    std::mt19937 random(7);
    for (int round = 0; round < 200; ++round) {
      std::string broken = good;
      broken[random() % broken.size()] ^= static_cast<char>(1U << random() % 8);
      WebSocketClient client = connect(server);
      client.sendRaw(frame(0xC2, broken) + frame(0x88, closing(1000)));
      const int code = client.closeCode();  // some bits make another message
      CHECK((code == 1007 || code == 1000));
    }
  }

  TEST_CASE("the limit counts what is inflated") {
    WebSocketOptions options = compressing();
    options.limits.maxMessageBytes = 100'000;
    const TestServer server({}, options);
    const std::string allowed = jsonOf(100'000);
    WebSocketClient client = connect(server);

    client.sendRaw(WebSocketClient::frame(0xC1, deflated(allowed)));
    CHECK(receive(client) == allowed);
    client.sendRaw(WebSocketClient::frame(0xC1, deflated(allowed + " ")));
    CHECK(client.closeCode() == 1009);
  }

  TEST_CASE("a hundred bombs in fragments take little memory and end with 1009") {
    const TestServer server({}, compressing());
    const std::string bomb = deflated(std::string(64 << 20, '\0'), {.level = 9});
    std::string frames;
    for (std::size_t at = 0; at < bomb.size(); at += 1024) {
      frames += WebSocketClient::frame(at == 0 ? 0x42 : 0x00, bomb.substr(at, 1024));
    }
    std::vector<std::unique_ptr<WebSocketClient>> clients;
    for (int index = 0; index < 100; ++index) {
      clients.push_back(std::make_unique<WebSocketClient>(
          server.port(), "/ws", "Sec-WebSocket-Extensions: permessage-deflate\r\n"));
    }
    const std::size_t before = test::residentMemory();

    for (const auto& client : clients) {
      client->sendRaw(frames);
    }
    for (const auto& client : clients) {
      client->sendRaw(WebSocketClient::frame(0x80, ""));
    }

    for (const auto& client : clients) {
      CHECK(client->closeCode() == 1009);
    }
    if (test::COUNTS_MEMORY) {
      CHECK(test::residentMemory() < before + (150U << 20U));
    }
  }
}

}  // namespace ignis
