#include "ignis/helpers/logger/logger.hpp"

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <doctest/doctest.h>

#include "unit/helpers/logger/captured_log.hpp"

namespace {
struct Unprintable {};
}  // namespace

template <>
struct fmt::formatter<Unprintable> {
  static constexpr auto parse(format_parse_context& context) { return context.begin(); }
  static auto format(const Unprintable&, format_context& context) -> decltype(context.out()) {
    throw std::runtime_error("cannot print this");
  }
};

namespace ignis {

using test::CapturedLog;
using test::LOG_TIME_TEXT;

TEST_SUITE("helpers/Logger") {
  TEST_CASE("a scope has one logger") {
    Logger& logger = Logger::get("Orders");

    CHECK(&Logger::get("Orders") == &logger);
    CHECK(&LoggerFactory::getLogger({"Orders", ""}) == &logger);
    CHECK(&LoggerFactory::getLogger({"Orders", "create"}) == &logger.forMethod("create"));
    CHECK(logger.forMethod("create").scope() == "Orders-create");
  }

  TEST_CASE("a text line has time, label, level, scope and message") {
    const CapturedLog log({.label = "SHOP"});

    Logger::get("Orders").info("Created | id: {} | total: {:.2f}", 42, 9.5);

    REQUIRE(log.lines().size() == 1);
    CHECK(log.lines()[0] ==
          std::string(LOG_TIME_TEXT) + " [SHOP] info: [Orders] Created | id: 42 | total: 9.50");
  }

  TEST_CASE("a JSON line is one object") {
    const CapturedLog log({.format = LoggerFormat::JSON});

    Logger::get("Or\"ders").info("say \"{}\"\n\x01 \xc2\x9b \xff \\ ü", "hi");

    REQUIRE(log.lines().size() == 1);
    CHECK(log.lines()[0] ==
          R"({"level":"info","message":"say \"hi\"\n\u0001 \u009b \ufffd \\ ü","label":"APP",)"
          R"("timestamp":"2026-11-20T23:51:01.123Z","scope":"Or\"ders"})");
  }

  TEST_CASE("every method has its level") {
    const CapturedLog log({.level = LogLevel::SILLY});
    const Logger& logger = Logger::get("L");

    logger.debug("x");
    CHECK(log.last() == "[APP] debug: [L] x");
    logger.info("x");
    CHECK(log.last() == "[APP] info: [L] x");
    logger.warn("x");
    CHECK(log.last() == "[APP] warn: [L] x");
    logger.error("x");
    CHECK(log.last() == "[APP] error: [L] x");
    logger.emerg("x");
    CHECK(log.last() == "[APP] emerg: [L] x");
    logger.log(LogLevel::SILLY, "{}", 1);
    CHECK(log.last() == "[APP] silly: [L] 1");
  }

  TEST_CASE("only levels up to the configured one are printed") {
    const CapturedLog log({.level = LogLevel::WARN});
    const Logger& logger = Logger::get("L");

    logger.info("no");
    logger.log(LogLevel::HTTP, "no");
    logger.warn("yes");
    logger.log(LogLevel::ALERT, "yes");

    CHECK(log.lines().size() == 2);
    CHECK(Logger::isEnabled(LogLevel::ERROR));
    CHECK_FALSE(Logger::isEnabled(LogLevel::INFO));
  }

  TEST_CASE("arguments of a disabled level are not formatted") {
    const CapturedLog log;
    Logger::get("L").debug("{}", Unprintable{});
    CHECK(log.lines().empty());
  }

  TEST_CASE("a formatter that throws costs only its line's text") {
    const CapturedLog log;
    Logger::get("L").info("value {}", Unprintable{});
    CHECK(log.last() == "[APP] info: [L] value {} | format error: cannot print this");
  }

  TEST_CASE("a message cannot forge a line or drive a terminal") {
    const CapturedLog log;
    const Logger& logger = Logger::get("L");

    logger.info("a\r\n2026 [APP] error: forged\t\x1b[31m\x7f");
    CHECK(log.last() == "[APP] info: [L] a\\r\\n2026 [APP] error: forged\\t\\x1b[31m\\x7f");
    logger.info("\xc2\x9b and \xff\xc0\x80 but ü€😀");
    CHECK(log.last() == "[APP] info: [L] \\xc2\\x9b and \\xff\\xc0\\x80 but ü€😀");
    logger.info("{}", std::string_view("\0x", 2));
    CHECK(log.last() == "[APP] info: [L] \\x00x");
    Logger::get("S\ncope").info("x");
    CHECK(log.last() == "[APP] info: [S\\ncope] x");
  }

  TEST_CASE("every special byte is found wherever it is") {
    const CapturedLog log;
    for (const char special : {'\n', '\x1f', '\x7f', '\x80', '\xff'}) {
      for (std::size_t at = 0; at < 17; ++at) {
        std::string message(17, '~');
        message[at] = special;
        CAPTURE(at);
        Logger::get("L").info("{}", message);
        CHECK(log.last().find(special) == std::string::npos);
      }
    }
  }

  TEST_CASE("secrets are redacted in warnings and errors") {
    const CapturedLog log;
    const Logger& logger = Logger::get("L");

    logger.warn("Refused | authorization: Bearer abc");
    CHECK(log.last() == "[APP] warn: [L] Refused | authorization: [REDACTED]");
    logger.error("{}", R"({"password":"x"})");
    CHECK(log.last() == R"([APP] error: [L] {"password":"[REDACTED]"})");
  }

  TEST_CASE("a very long message is cut between characters") {
    const CapturedLog log;
    std::string message = "x";
    while (message.size() < 200'000) message += "ü";

    Logger::get("L").info("{}", message);

    CHECK(log.last().size() < 66'000);
    CHECK(log.last().ends_with("ü... [134466 bytes cut]"));
  }

  TEST_CASE("what a sink logs is not handed to it again") {
    int calls = 0;
    LoggerOptions options{.console = false};
    options.sink = [&calls](std::string_view) {
      ++calls;
      Logger::get("L").error("again");
    };
    LoggerFactory::configure(std::move(options));

    Logger::get("L").info("once");
    LoggerFactory::configure({});

    CHECK(calls == 1);
  }

  TEST_CASE("a sink that throws does not reach the caller") {
    LoggerOptions options{.console = false};
    options.sink = [](std::string_view) { throw std::runtime_error("sink"); };
    LoggerFactory::configure(std::move(options));

    CHECK_NOTHROW(Logger::get("L").error("x"));
    LoggerFactory::configure({});
  }
}

}  // namespace ignis
