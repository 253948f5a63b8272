#include "ignis/helpers/socket/websocket/shared_messages.hpp"

#include <doctest/doctest.h>

#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "client_frames.hpp"

namespace ignis {
namespace {

const std::string LONG = "42[\"b\",\"" + std::string(40, 'y') + "\"]";
const PerMessageDeflateOptions OPTIONS{.threshold = 16};

std::vector<std::pair<bool, std::string>> messagesOf(const SharedMessages& messages) {
  std::vector<std::pair<bool, std::string>> all;
  messages.forEach(
      [&](bool isBinary, std::string_view payload) { all.emplace_back(isBinary, payload); });
  return all;
}

TEST_SUITE("helpers/socket/websocket/SharedMessages") {
  TEST_CASE("messages come out as they went in, whatever their size") {
    SharedMessages messages;
    std::vector<std::pair<bool, std::string>> expected;
    for (const std::size_t size : {0U, 1U, 125U, 126U, 65'535U, 65'536U, 100'000U}) {
      const std::string payload(size, 'p');
      messages.addText(payload);
      messages.addBinary(payload);
      expected.emplace_back(false, payload);
      expected.emplace_back(true, payload);
    }

    CHECK(messagesOf(messages) == expected);
  }

  TEST_CASE("each message is compressed if it reaches the threshold") {
    SharedMessages messages;
    messages.addText("42[\"a\",\"x\"]");
    messages.addText(LONG);
    messages.addBinary("short");

    CHECK(*messages.compressed(10, OPTIONS) == test::bytesOf("810b34325b2261222c2278225d"
                                                             "c10f32318a564a52d251aa241228c50200"
                                                             "820573686f7274"));
    CHECK(messages.plain()->size() == 2 + 11 + 2 + LONG.size() + 2 + 5);
  }

  TEST_CASE(
      "the compressed form is made once for each window, and is the plain one if it need not") {
    SharedMessages messages;
    messages.addText(LONG);
    SharedMessages incompressible(false);
    incompressible.addText(LONG);
    SharedMessages shortOnes;
    shortOnes.addText("123456789");
    shortOnes.addText("123456789");
    const SharedMessages none;

    CHECK(messages.compressed(10, OPTIONS) == messages.compressed(10, OPTIONS));
    CHECK(messages.compressed(10, OPTIONS) != messages.compressed(11, OPTIONS));
    CHECK(messages.compressed(10, OPTIONS) != messages.plain());
    CHECK(messages.compressed(8, OPTIONS) == messages.plain());
    CHECK(incompressible.compressed(10, OPTIONS) == incompressible.plain());
    CHECK(shortOnes.compressed(10, OPTIONS) == shortOnes.plain());
    CHECK(none.compressed(10, OPTIONS)->empty());
  }

  TEST_CASE("several threads may want it at the same time") {
    auto filled = std::make_shared<SharedMessages>();
    for (int index = 0; index < 100; ++index) {
      filled->addText(LONG + std::to_string(index));
    }
    const std::shared_ptr<const SharedMessages> messages = std::move(filled);
    std::vector<std::string> seen(4);
    {
      std::vector<std::jthread> threads;
      for (std::string& bytes : seen) {
        threads.emplace_back([&bytes, messages] {
          for (int bits = 9; bits <= 15; ++bits) {
            bytes += *messages->compressed(bits, OPTIONS);
            bytes += *messages->plain();
          }
        });
      }
    }

    for (const std::string& bytes : seen) {
      CHECK(bytes == seen.front());
    }
  }
}

}  // namespace
}  // namespace ignis
