#include "ignis/helpers/common/performance_measure.hpp"

#include <exception>
#include <memory>
#include <stdexcept>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <doctest/doctest.h>

#include "unit/helpers/logger/captured_log.hpp"

namespace ignis {

TEST_SUITE("helpers/performanceMeasure") {
  TEST_CASE("a task runs between a START and a DONE line") {
    const test::CapturedLog log({.level = LogLevel::DEBUG});

    const int result = executeWithPerformanceMeasure({.scope = "Boot"}, [] { return 42; });

    CHECK(result == 42);
    REQUIRE(log.lines().size() == 2);
    CHECK(log.lines()[0].ends_with("[APP] debug: [Boot] [Boot] START | Executing ..."));
    CHECK(log.last().starts_with("[APP] debug: [Boot] [Boot] DONE | Executing | Took: "));
    CHECK(log.last().ends_with(" (ms)"));
  }

  TEST_CASE("level, logger, description and arguments can be chosen") {
    const test::CapturedLog log;

    executeWithPerformanceMeasure({.scope = "Boot",
                                   .logger = &Logger::get("Other"),
                                   .level = LogLevel::INFO,
                                   .description = "Migrate",
                                   .args = "{\"n\":1}"},
                                  [] {});

    CHECK(log.lines()[0].ends_with(
        "[APP] info: [Other] [Boot] START | Migrate... | Args: {\"n\":1}"));
    CHECK(log.last().starts_with(
        "[APP] info: [Other] [Boot] DONE | Migrate | Args: {\"n\":1} | Took: "));
  }

  TEST_CASE("a task that throws has its DONE line too") {
    const test::CapturedLog log({.level = LogLevel::DEBUG});

    CHECK_THROWS_AS(executeWithPerformanceMeasure({.scope = "Boot"},
                                                  []() -> int { throw std::runtime_error("no"); }),
                    std::runtime_error);
    CHECK(log.last().starts_with("[APP] debug: [Boot] [Boot] DONE"));
  }

  TEST_CASE("an awaitable task is measured to its end") {
    const test::CapturedLog log({.level = LogLevel::DEBUG});
    boost::asio::io_context loop;
    std::unique_ptr<int> result;

    auto measured = executeWithPerformanceMeasure(
        {.scope = "Boot"},
        []() -> Task<std::unique_ptr<int>> { co_return std::make_unique<int>(7); });
    CHECK(log.lines().empty());
    boost::asio::co_spawn(loop, std::move(measured),
                          [&result](std::exception_ptr error, std::unique_ptr<int> value) {
                            CHECK_FALSE(error);
                            result = std::move(value);
                          });
    loop.run();

    REQUIRE(result);
    CHECK(*result == 7);
    CHECK(log.lines().size() == 2);
  }
}

}  // namespace ignis
