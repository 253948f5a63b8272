#include "redis/cluster/command_key.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace ignis {
namespace {

/// What `line` has between its spaces; `""` stands for the empty text.
std::vector<std::string_view> split(std::string_view line) {
  std::vector<std::string_view> words;
  while (!line.empty()) {
    const std::size_t end = line.find(' ');
    const std::string_view word = line.substr(0, end);
    words.push_back(word == R"("")" ? std::string_view() : word);
    line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
  }
  return words;
}

struct Case {
  std::string_view command;
  std::string_view key;  ///< empty for none
};

TEST_SUITE("helpers/redis/cluster/findCommandKey") {
  TEST_CASE("the first key of a command decides where it goes") {
    const std::vector<Case> cases{
        {"GET k", "k"},
        {"mset k 1 l 2", "k"},
        {"ZUNIONSTORE dest 2 k l", "dest"},
        {"SINTERSTORE dest k l", "dest"},
        {"JSON.SET k $ 1", "k"},
        {"SPUBLISH shard text", "shard"},
        {"EVAL script 2 k l argument", "k"},
        {"EvalSha 01ab 1 k", "k"},
        {"EVAL script 0 argument", ""},
        {"EVAL script -1 k", ""},
        {"EVAL script many k", ""},
        {"FCALL name 1 k", "k"},
        {"XREAD COUNT 2 BLOCK 0 STREAMS k l 0 0", "k"},
        {"xread streams k $", "k"},
        {"XREADGROUP GROUP streams keys COUNT 1 STREAMS k >", "k"},
        {"XADD k * field value", "k"},
        {"XGROUP CREATE k group $", "k"},
        {"XINFO STREAM k", "k"},
        {"XINFO HELP", ""},
        {"OBJECT ENCODING k", "k"},
        {"MEMORY USAGE k", "k"},
        {"MEMORY DOCTOR", ""},
        {"MEMORY STATS x", ""},
        {"DEBUG OBJECT k", "k"},
        {"BITOP AND dest k l", "dest"},
        {"SINTERCARD 2 k l", "k"},
        {"ZUNION 2 k l", "k"},
        {"LMPOP 2 k l LEFT", "k"},
        {"BLMPOP 0 2 k l LEFT", "k"},
        {"MIGRATE host 6379 k 0 1000", "k"},
        {R"(MIGRATE host 6379 "" 0 1000 COPY KEYS k l)", "k"},
        {R"(MIGRATE host 6379 "" 0 1000)", ""},
        {"PUBLISH channel text", ""},
        {"PUBSUB NUMSUB channel", ""},
        {"KEYS *", ""},
        {"SCAN 0 MATCH x", ""},
        {"SCRIPT LOAD script", ""},
        {"CLUSTER KEYSLOT k", ""},
        {"PING", ""},
        {"PING text", ""},
        {"GET", ""},
        {"XREAD COUNT 2", ""},
        {"XREAD COUNT 2 STREAMS", ""},
        {"EVAL script 1", ""},
        {"a.command.of.a.module.with.a.long.name k", "k"},
    };
    for (const Case& item : cases) {
      CAPTURE(item.command);
      CHECK(findCommandKey(split(item.command)).value_or("") == item.key);
    }
  }

  TEST_CASE("no command has no key") { CHECK_FALSE(findCommandKey({}).has_value()); }

  TEST_CASE("the empty text is a key") {
    const std::vector<std::string_view> command{"GET", ""};

    CHECK(findCommandKey(command) == std::optional<std::string_view>(""));
  }
}

}  // namespace
}  // namespace ignis
