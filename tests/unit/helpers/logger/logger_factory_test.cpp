#include "ignis/helpers/logger/logger_factory.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <doctest/doctest.h>

#include "ignis/helpers/error/error.hpp"
#include "unit/helpers/common/temp_folder.hpp"
#include "unit/helpers/env/scoped_variable.hpp"

namespace ignis {

using test::ScopedVariable;
using test::TempFolder;

namespace {

/// All variables that `environmentOptions` reads, unset.
struct CleanEnvironment {
  CleanEnvironment() {
    for (const char* name :
         {"DEBUG", "NODE_ENV", "APP_ENV_APPLICATION_NAME", "APP_ENV_EXTRA_LOG_ENVS",
          "APP_ENV_LOGGER_FORMAT", "APP_ENV_LOGGER_LEVEL", "APP_ENV_LOGGER_FOLDER_PATH",
          "APP_ENV_LOGGER_FILE_FREQUENCY", "APP_ENV_LOGGER_FILE_MAX_SIZE",
          "APP_ENV_LOGGER_FILE_MAX_FILES", "APP_ENV_LOGGER_FILE_DATE_PATTERN"}) {
      variables.push_back(std::make_unique<ScopedVariable>(name, nullptr));
    }
  }
  std::vector<std::unique_ptr<ScopedVariable>> variables;
};

std::string readAll(int descriptor) {
  std::string content;
  char buffer[65536];
  for (ssize_t count; (count = ::read(descriptor, buffer, sizeof buffer)) > 0;) {
    content.append(buffer, static_cast<std::size_t>(count));
  }
  return content;
}

std::size_t countLines(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

/// Two connected descriptors, as a pipe or as a pair of sockets.
struct Ends {
  explicit Ends(bool isSocket) {
    int ends[2];
    const int result =
        isSocket ? ::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) : ::pipe2(ends, O_CLOEXEC);
    REQUIRE(result == 0);
    reader = ends[0];
    writer = ends[1];
  }
  int reader = -1;
  int writer = -1;
};

/// Logs during the destruction of static objects when told to.
struct LogsWhenDestroyed {
  ~LogsWhenDestroyed() {
    if (isActive) Logger::get("Static").info("from a destructor");
  }
  bool isActive = false;
};

LogsWhenDestroyed staticObject;

constexpr const char* CHILD_OUTPUT = "IGNIS_TEST_CHILD_OUTPUT";

}  // namespace

TEST_SUITE("helpers/LoggerFactory") {
  TEST_CASE("the defaults of the environment are safe") {
    const CleanEnvironment clean;

    const LoggerOptions options = LoggerFactory::environmentOptions();

    CHECK(options.level == LogLevel::INFO);
    CHECK(options.format == LoggerFormat::TEXT);
    CHECK(options.label == "APP");
    CHECK(options.console);
    CHECK_FALSE(options.files);
  }

  TEST_CASE("every variable has its option") {
    const CleanEnvironment clean;
    const ScopedVariable name("APP_ENV_APPLICATION_NAME", "shop");
    const ScopedVariable level("APP_ENV_LOGGER_LEVEL", "http");
    const ScopedVariable format("APP_ENV_LOGGER_FORMAT", "json");
    const ScopedVariable folder("APP_ENV_LOGGER_FOLDER_PATH", "/var/log/shop");
    const ScopedVariable frequency("APP_ENV_LOGGER_FILE_FREQUENCY", "daily");
    const ScopedVariable size("APP_ENV_LOGGER_FILE_MAX_SIZE", "1g");
    const ScopedVariable files("APP_ENV_LOGGER_FILE_MAX_FILES", "7");
    const ScopedVariable pattern("APP_ENV_LOGGER_FILE_DATE_PATTERN", "YYYY-MM-DD");

    const LoggerOptions options = LoggerFactory::environmentOptions();

    CHECK(options.label == "shop");
    CHECK(options.level == LogLevel::HTTP);
    CHECK(options.format == LoggerFormat::JSON);
    REQUIRE(options.files);
    CHECK(options.files->folder == "/var/log/shop");
    CHECK(options.files->frequency == "daily");
    CHECK(options.files->maxSize == "1g");
    CHECK(options.files->maxFiles == "7");
    CHECK(options.files->datePattern == "YYYY-MM-DD");
  }

  TEST_CASE("DEBUG opens the debug level in the known environments") {
    const CleanEnvironment clean;
    struct Case {
      const char* debug;
      const char* nodeEnv;
      LogLevel expected;
    };
    const Case cases[]{{"true", nullptr, LogLevel::DEBUG},   {"1", "", LogLevel::DEBUG},
                       {"1", "production", LogLevel::DEBUG}, {"1", "qa", LogLevel::DEBUG},
                       {"1", "qa2", LogLevel::DEBUG},        {"1", "other", LogLevel::INFO},
                       {"false", "staging", LogLevel::INFO}, {"0", nullptr, LogLevel::INFO},
                       {nullptr, "staging", LogLevel::INFO}};
    const ScopedVariable extra("APP_ENV_EXTRA_LOG_ENVS", "qa , qa2");
    for (const Case& c : cases) {
      const ScopedVariable debug("DEBUG", c.debug);
      const ScopedVariable nodeEnv("NODE_ENV", c.nodeEnv);
      CAPTURE(c.debug);
      CAPTURE(c.nodeEnv);
      CHECK(LoggerFactory::environmentOptions().level == c.expected);
    }
  }

  TEST_CASE("an explicit level wins over DEBUG") {
    const CleanEnvironment clean;
    const ScopedVariable debug("DEBUG", "1");
    const ScopedVariable level("APP_ENV_LOGGER_LEVEL", "error");

    CHECK(LoggerFactory::environmentOptions().level == LogLevel::ERROR);
  }

  TEST_CASE("an invalid variable is a clear error") {
    const CleanEnvironment clean;
    {
      const ScopedVariable format("APP_ENV_LOGGER_FORMAT", "xml");
      CHECK_THROWS_WITH_AS(LoggerFactory::configureFromEnvironment(),
                           "[defineLogger] Invalid logger format | format: xml | valids: json,text",
                           ApplicationError);
    }
    const ScopedVariable level("APP_ENV_LOGGER_LEVEL", "loud");
    CHECK_THROWS_WITH(LoggerFactory::configureFromEnvironment(),
                      "[defineLogger] Invalid logger level | level: loud | valids: "
                      "error,alert,emerg,warn,info,http,verbose,debug,silly");
  }

  TEST_CASE("an invalid option throws and changes nothing") {
    std::string line;
    LoggerOptions before{.console = false};
    before.sink = [&line](std::string_view text) { line = text; };
    LoggerFactory::configure(std::move(before));

    CHECK_THROWS_AS(LoggerFactory::configure({.label = ""}), ApplicationError);
    CHECK_THROWS_AS(LoggerFactory::configure({.files = LoggerFileOptions{.folder = ""}}),
                    ApplicationError);
    Logger::get("L").info("still here");
    LoggerFactory::configure({});

    CHECK(line.ends_with("still here"));
  }

  TEST_CASE("the console gets plain lines when it is no terminal") {
    const Ends ends(false);
    LoggerFactory::configure({.level = LogLevel::DEBUG, .consoleDescriptor = ends.writer});

    Logger::get("L").debug("one");
    Logger::get("L").info("two");
    LoggerFactory::configure({});
    ::close(ends.writer);

    const std::string content = readAll(ends.reader);
    ::close(ends.reader);
    CHECK(countLines(content) == 2);
    CHECK(content.find("Z [APP] debug: [L] one\n") != std::string::npos);
    CHECK(content.find('\x1b') == std::string::npos);
  }

  TEST_CASE("the console has colours when it is a terminal") {
    const ScopedVariable noColour("NO_COLOR", nullptr);
    const int master = ::posix_openpt(O_RDWR | O_NOCTTY);
    REQUIRE(master >= 0);
    REQUIRE(::grantpt(master) == 0);
    REQUIRE(::unlockpt(master) == 0);
    const int terminal = ::open(::ptsname(master), O_RDWR | O_NOCTTY);
    REQUIRE(terminal >= 0);
    LoggerFactory::configure({.consoleDescriptor = terminal});

    Logger::get("L").warn("careful");
    LoggerFactory::configure({});

    char buffer[256];
    const ssize_t count = ::read(master, buffer, sizeof buffer);
    REQUIRE(count > 0);
    const std::string line(buffer, static_cast<std::size_t>(count));
    CHECK(line.find("[APP] \x1b[33mwarn\x1b[39m: [L] careful") != std::string::npos);
    ::close(terminal);
    ::close(master);
  }

  TEST_CASE("warnings and errors are written before the call returns") {
    const Ends ends(false);
    LoggerFactory::configure({.consoleDescriptor = ends.writer});

    Logger::get("L").info("first");
    Logger::get("L").warn("second");

    char buffer[256];
    const ssize_t count = ::read(ends.reader, buffer, sizeof buffer);
    REQUIRE(count > 0);
    const std::string content(buffer, static_cast<std::size_t>(count));
    CHECK(countLines(content) == 2);
    CHECK(content.find("first") < content.find("second"));
    LoggerFactory::configure({});
    ::close(ends.writer);
    ::close(ends.reader);
  }

  TEST_CASE("other lines are written soon without a flush") {
    const Ends ends(false);
    LoggerFactory::configure({.consoleDescriptor = ends.writer});

    Logger::get("L").info("in the background");

    char buffer[256];
    CHECK(::read(ends.reader, buffer, sizeof buffer) > 0);
    LoggerFactory::configure({});
    ::close(ends.writer);
    ::close(ends.reader);
  }

  TEST_CASE("lines beyond the limit are dropped and counted while nobody reads") {
    const std::string filler(200, 'x');
    constexpr std::size_t COUNT = 120'000;
    const Ends ends(false);
    const std::uint64_t droppedBefore = LoggerFactory::droppedLines();
    LoggerFactory::configure({.consoleDescriptor = ends.writer});

    for (std::size_t i = 0; i < COUNT; ++i) Logger::get("L").info("{} end", filler);
    Logger::get("L").error("an error does not wait either");
    std::string content;
    std::thread reader([&] { content = readAll(ends.reader); });
    LoggerFactory::flush();
    LoggerFactory::configure({});
    ::close(ends.writer);
    reader.join();
    ::close(ends.reader);

    const std::uint64_t dropped = LoggerFactory::droppedLines() - droppedBefore;
    CHECK(dropped > 0);
    std::size_t whole = 0;
    std::size_t reports = 0;
    for (std::size_t begin = 0; begin < content.size();) {
      const std::size_t end = content.find('\n', begin);
      REQUIRE(end != std::string::npos);
      const std::string line = content.substr(begin, end - begin);
      begin = end + 1;
      if (line.ends_with("lines dropped, an output did not keep up")) {
        ++reports;
      } else {
        REQUIRE(line.find(" [APP] ") == 24);
        ++whole;
      }
    }
    CHECK(reports > 0);
    CHECK(whole + dropped == COUNT + 1);
  }

  TEST_CASE("a console that nobody reads any more does not end the process") {
    bool isSocket = false;
    SUBCASE("pipe") {}
    SUBCASE("socket") { isSocket = true; }
    const Ends ends(isSocket);
    ::close(ends.reader);
    LoggerFactory::configure({.consoleDescriptor = ends.writer});

    Logger::get("L").error("into the void");
    Logger::get("L").error("again");
    LoggerFactory::configure({});
    ::close(ends.writer);
  }

  TEST_CASE("a socket is a console too") {
    const Ends ends(true);
    LoggerFactory::configure({.consoleDescriptor = ends.writer});

    Logger::get("L").info("hello");
    LoggerFactory::configure({});
    ::close(ends.writer);

    CHECK(readAll(ends.reader).ends_with("[L] hello\n"));
    ::close(ends.reader);
  }

  TEST_CASE("several threads may log and configure at once") {
    const TempFolder folder;
    const auto configure = [&folder] {
      LoggerFactory::configure(
          {.console = false, .files = LoggerFileOptions{.folder = folder.path().string()}});
    };
    configure();
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([thread] {
        const Logger& logger = LoggerFactory::getLogger({"Thread", fmt::to_string(thread)});
        for (int i = 0; i < 1000; ++i) {
          logger.info("line {}", i);
          if (i % 100 == 0) logger.forMethod("run").error("error {}", i);
        }
      });
    }
    for (int i = 0; i < 20; ++i) configure();
    for (std::thread& thread : threads) thread.join();
    LoggerFactory::configure({});

    std::size_t lines = 0;
    for (const std::string& name : folder.names()) {
      if (name.starts_with("APP-info-")) lines += countLines(folder.read(name));
    }
    CHECK(lines == 4 * 1010);
  }

  TEST_CASE("child: log and exit" * doctest::skip()) {
    if (const char* const path = std::getenv(CHILD_OUTPUT)) {
      const int output = ::open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
      LoggerFactory::configure({.consoleDescriptor = output});
      staticObject.isActive = true;
      Logger::get("Child").info("before the exit");
      std::exit(0);
    }
  }

  TEST_CASE("a normal exit writes everything, even from destructors of static objects") {
    const TempFolder folder;
    const ScopedVariable output(CHILD_OUTPUT, (folder.path() / "out").c_str());
    const std::string self = std::filesystem::read_symlink("/proc/self/exe").string();

    const int status = std::system(
        fmt::format("'{}' --no-skip --test-case='child: log and exit' > /dev/null", self).c_str());

    CHECK(status == 0);
    const std::string content = folder.read("out");
    CHECK(content.find("[Child] before the exit\n") != std::string::npos);
    CHECK(content.ends_with("[Static] from a destructor\n"));
  }
}

}  // namespace ignis
