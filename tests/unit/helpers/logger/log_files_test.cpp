#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "ignis/helpers/error/error.hpp"
#include "ignis/helpers/logger/logger_factory.hpp"
#include "unit/helpers/common/temp_folder.hpp"

namespace ignis {

using std::chrono::system_clock;
using test::TempFolder;
using Names = std::vector<std::string>;

namespace {

/// Logs into a folder of its own, at a local time that the test chooses.
class FileLog {
 public:
  explicit FileLog(LoggerFileOptions files = {.folder = ""}) {
    if (files.folder.empty()) files.folder = folder.path().string();
    LoggerOptions options{.level = LogLevel::DEBUG, .console = false};
    options.files = std::move(files);
    options.clock = [now = now_] { return *now; };
    LoggerFactory::configure(std::move(options));
  }
  ~FileLog() { LoggerFactory::configure({}); }

  /// 20 November 2026, local time.
  void setTime(int hour, int minute) {
    std::tm local{};
    local.tm_year = 126;
    local.tm_mon = 10;
    local.tm_mday = 20;
    local.tm_hour = hour;
    local.tm_min = minute;
    local.tm_isdst = -1;
    *now_ = system_clock::from_time_t(std::mktime(&local));
  }

  system_clock::time_point now() const { return *now_; }

  void info(const std::string& text) {
    Logger::get("F").info("{}", text);
    LoggerFactory::flush();
  }

  const TempFolder folder;

 private:
  std::shared_ptr<system_clock::time_point> now_ = std::make_shared<system_clock::time_point>();
};

}  // namespace

TEST_SUITE("helpers/logFiles") {
  TEST_CASE("files appear with their first line") {
    FileLog log;
    log.setTime(9, 59);
    CHECK(log.folder.names().empty());

    log.info("one");
    CHECK(log.folder.names() == Names{"APP-info-20261120_09.log"});

    Logger::get("F").error("two");
    CHECK(log.folder.names() == Names{"APP-error-20261120_09.log", "APP-info-20261120_09.log"});
  }

  TEST_CASE("the info file has info and worse, the error file errors only") {
    FileLog log({.folder = "", .prefix = "shop"});
    log.setTime(9, 0);
    const Logger& logger = Logger::get("F");

    logger.debug("d");
    logger.info("i");
    logger.log(LogLevel::HTTP, "h");
    logger.warn("w");
    logger.error("e1");
    logger.log(LogLevel::ALERT, "e2");
    logger.debug("d");
    logger.emerg("e3");
    LoggerFactory::flush();

    const std::string info = log.folder.read("shop-info-20261120_09.log");
    const std::string error = log.folder.read("shop-error-20261120_09.log");
    std::string infoMessages;
    for (std::size_t at = 0; (at = info.find("[F] ", at)) != std::string::npos;) {
      at += 4;
      infoMessages += info.substr(at, info.find('\n', at) - at) + " ";
    }
    CHECK(infoMessages == "i w e1 e2 e3 ");
    CHECK(error.find("[APP] error: [F] e1\n") != std::string::npos);
    CHECK(error.find("[F] w") == std::string::npos);
    CHECK(info.find('\x1b') == std::string::npos);
    CHECK(info.find('\t') == std::string::npos);
  }

  TEST_CASE("a new period is a new file") {
    struct Case {
      std::string frequency, pattern;
      Names names;
    };
    const Case cases[]{
        {"1h", "YYYYMMDD_HH", {"APP-info-20261120_09.log", "APP-info-20261120_13.log"}},
        {"2h", "YYYYMMDD_HH", {"APP-info-20261120_08.log", "APP-info-20261120_12.log"}},
        {"30m", "DD-HH.mm", {"APP-info-20-09.30.log", "APP-info-20-13.00.log"}},
        {"daily", "YYYY-MM-DD", {"APP-info-2026-11-20.log"}},
        {"daily", "YYYYMMDD_HH", {"APP-info-20261120_00.log"}},
    };
    for (const Case& c : cases) {
      CAPTURE(c.frequency);
      FileLog log({.folder = "", .frequency = c.frequency, .datePattern = c.pattern});
      log.setTime(9, 59);
      log.info("one");
      log.setTime(13, 1);
      log.info("two");
      CHECK(log.folder.names() == c.names);
    }
  }

  TEST_CASE("a full file is followed by numbered parts") {
    FileLog log({.folder = "", .maxSize = "1k"});
    log.setTime(9, 0);

    // 50 bytes before the message, one behind it: four lines of 250 bytes make 1,000.
    for (int i = 0; i < 9; ++i) Logger::get("F").info("{}", std::string(200, 'x'));
    LoggerFactory::flush();

    CHECK(log.folder.names() == Names{"APP-info-20261120_09.log", "APP-info-20261120_09.log.1",
                                      "APP-info-20261120_09.log.2"});
    for (const std::string& name : log.folder.names()) {
      const std::string content = log.folder.read(name);
      CAPTURE(name);
      CHECK(content.size() <= 1024);
      CHECK(content.ends_with("x\n"));
      CHECK(content.starts_with("2026-11-"));
    }
  }

  TEST_CASE("a line larger than a file is not split") {
    FileLog log({.folder = "", .maxSize = "1k"});
    log.setTime(9, 0);

    log.info("small");
    log.info(std::string(3000, 'x'));
    log.info("small");

    CHECK(log.folder.names().size() == 3);
    CHECK(log.folder.read("APP-info-20261120_09.log.1").size() > 3000);
  }

  TEST_CASE("a restart goes on with the last part") {
    FileLog log({.folder = "", .maxSize = "1k"});
    log.setTime(9, 0);
    log.folder.write("APP-info-20261120_09.log", std::string(1024, 'a'));
    log.folder.write("APP-info-20261120_09.log.1", "before\n");

    log.info("after");

    CHECK(log.folder.read("APP-info-20261120_09.log").size() == 1024);
    const std::string last = log.folder.read("APP-info-20261120_09.log.1");
    CHECK(last.starts_with("before\n"));
    CHECK(last.ends_with("after\n"));
  }

  TEST_CASE("old files of this logger go, and no others") {
    namespace fs = std::filesystem;
    const Names foreign{"APP-info-2026.log",
                        "APP-info-20260101_00.log.gz",
                        "APP-info-20260101_00.txt",
                        "OTHER-info-20260101_00.log",
                        "notes.txt",
                        "APP-error-20260101_00.log"};
    std::string maxFiles;
    SUBCASE("by age") { maxFiles = "2d"; }
    SUBCASE("by number") { maxFiles = "2"; }
    FileLog log({.folder = "", .maxFiles = maxFiles});
    log.setTime(9, 0);
    const auto logNow = fs::file_time_type::clock::from_sys(log.now());
    const auto create = [&](const std::string& name, int hoursAgo) {
      log.folder.write(name, "x");
      fs::last_write_time(log.folder.path() / name, logNow - std::chrono::hours(hoursAgo));
    };
    for (const std::string& name : foreign) create(name, 1000);
    create("APP-info-20261119_09.log", 24);
    create("APP-info-20261118_08.log", 49);
    create("APP-info-20261118_08.log.1", 49);
    fs::create_directory(log.folder.path() / "APP-info-20250101_00.log");
    fs::create_symlink("notes.txt", log.folder.path() / "APP-info-20250102_00.log");

    log.info("now");

    Names expected = foreign;
    expected.insert(expected.end(), {"APP-info-20261120_09.log", "APP-info-20261119_09.log",
                                     "APP-info-20250101_00.log", "APP-info-20250102_00.log"});
    std::sort(expected.begin(), expected.end());
    CHECK(log.folder.names() == expected);
  }

  TEST_CASE("files are opened again when asked") {
    FileLog log;
    log.setTime(9, 0);
    log.info("one");
    std::filesystem::rename(log.folder.path() / "APP-info-20261120_09.log",
                            log.folder.path() / "rotated");

    LoggerFactory::reopenFiles();
    log.info("two");

    CHECK(log.folder.read("rotated").ends_with("one\n"));
    CHECK(log.folder.read("APP-info-20261120_09.log").ends_with("two\n"));
  }

  TEST_CASE("a folder that is missing is created") {
    const TempFolder parent;
    const auto folder = parent.path() / "a" / "b";
    FileLog log({.folder = folder.string()});
    log.setTime(9, 0);

    log.info("x");

    CHECK(std::filesystem::exists(folder / "APP-info-20261120_09.log"));
  }

  TEST_CASE("a folder that cannot be used is reported once and does not stop the program") {
    const TempFolder parent;
    parent.write("file", "");
    parent.write("stderr", "");
    const int saved = ::dup(STDERR_FILENO);
    REQUIRE(std::freopen((parent.path() / "stderr").c_str(), "a", stderr) != nullptr);
    {
      FileLog log({.folder = (parent.path() / "file" / "logs").string()});
      for (int i = 0; i < 3; ++i) log.info("x");
    }
    std::fflush(stderr);
    ::dup2(saved, STDERR_FILENO);
    ::close(saved);

    const std::string reported = parent.read("stderr");
    CHECK(reported.find("[Logger] Cannot create the log folder | path: ") == 0);
    CHECK(std::count(reported.begin(), reported.end(), '\n') == 1);
  }

  TEST_CASE("a full disk does not stop the program") {
    if (!std::filesystem::exists("/dev/full")) return;
    const TempFolder folder;
    std::filesystem::create_symlink("/dev/full", folder.path() / "APP-info-20261120_09.log");
    folder.write("stderr", "");
    const int saved = ::dup(STDERR_FILENO);
    REQUIRE(std::freopen((folder.path() / "stderr").c_str(), "a", stderr) != nullptr);
    {
      FileLog log({.folder = folder.path().string()});
      log.setTime(9, 0);
      for (int i = 0; i < 3; ++i) log.info("x");
    }
    std::fflush(stderr);
    ::dup2(saved, STDERR_FILENO);
    ::close(saved);

    CHECK(folder.read("stderr").find("No space left on device") != std::string::npos);
  }

  TEST_CASE("an invalid option is a clear error") {
    struct Case {
      LoggerFileOptions files;
      std::string message;
    };
    const Case cases[]{
        {{.folder = "x", .frequency = "1d"},
         "Invalid log file frequency | frequency: 1d | valids: <n>m,<n>h,daily"},
        {{.folder = "x", .frequency = "0h"}, "Invalid log file frequency"},
        {{.folder = "x", .frequency = "25h"}, "Invalid log file frequency"},
        {{.folder = "x", .maxSize = "10"},
         "Invalid log file maxSize | maxSize: 10 | valids: <n>k,<n>m,<n>g"},
        {{.folder = "x", .maxSize = "99999999999999g"}, "Invalid log file maxSize"},
        {{.folder = "x", .maxFiles = "5w"},
         "Invalid log file maxFiles | maxFiles: 5w | valids: <n>d,<n>"},
        {{.folder = "x", .maxFiles = "0"}, "Invalid log file maxFiles"},
        {{.folder = "x", .datePattern = "YYYY/MM"}, "Invalid log file datePattern"},
        {{.folder = "x", .datePattern = ""}, "Invalid log file datePattern"},
        {{.folder = "x", .prefix = "../x"}, "Invalid log file prefix"},
    };
    for (const Case& c : cases) {
      CAPTURE(c.message);
      CHECK_THROWS_WITH_AS(LoggerFactory::configure({.files = c.files}),
                           doctest::Contains(("[defineLogger] " + c.message).c_str()),
                           ApplicationError);
    }
  }
}

}  // namespace ignis
