#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <thread>

#include <benchmark/benchmark.h>

#include "ignis/helpers/common/uuid.hpp"
#include "ignis/helpers/logger/logger_factory.hpp"
#include "ignis/helpers/logger/redactor.hpp"

// CPU time of the whole process, so that the flusher's share is in the figures.

namespace ignis {
namespace {

/// The two lines that an HTTP server logs for a request.
void logLines(benchmark::State& state) {
  Logger& logger = Logger::get("RequestTracker");
  const std::string id = uuidV4();
  const std::string path = "/api/v1/orders/42";
  for (auto _ : state) {
    logger.info("[{}] START | method: {} | path: {} | ip: {}", id, "GET", path, "127.0.0.1");
    logger.info("[{}] DONE | method: {} | path: {} | Took: {} (ms)", id, "GET", path, 0.125);
  }
  LoggerFactory::flush();
  state.SetItemsProcessed(2 * state.iterations());
  state.counters["dropped"] = static_cast<double>(LoggerFactory::droppedLines());
}

void toDescriptor(benchmark::State& state, int descriptor, LoggerFormat format) {
  LoggerFactory::configure({.format = format, .consoleDescriptor = descriptor});
  logLines(state);
  LoggerFactory::configure({.console = false});
  ::close(descriptor);
}

void BM_ToDevNull(benchmark::State& state) {
  toDescriptor(state, ::open("/dev/null", O_WRONLY), LoggerFormat::TEXT);
}

void BM_ToDevNullJson(benchmark::State& state) {
  toDescriptor(state, ::open("/dev/null", O_WRONLY), LoggerFormat::JSON);
}

void BM_ToRedirectedFile(benchmark::State& state) {
  const auto path = std::filesystem::temp_directory_path() / ("ignis-bench-" + uuidV4());
  toDescriptor(state, ::open(path.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600), LoggerFormat::TEXT);
  std::filesystem::remove(path);
}

void BM_ToPipe(benchmark::State& state) {
  int ends[2];
  if (::pipe(ends) != 0) return state.SkipWithError("pipe");
  std::thread reader([from = ends[0]] {
    std::string buffer(1 << 16, '\0');
    while (::read(from, buffer.data(), buffer.size()) > 0) {
    }
  });
  toDescriptor(state, ends[1], LoggerFormat::TEXT);
  reader.join();
  ::close(ends[0]);
}

void BM_ToRotatingFiles(benchmark::State& state) {
  const auto folder = std::filesystem::temp_directory_path() / ("ignis-bench-" + uuidV4());
  LoggerFactory::configure(
      {.console = false, .files = LoggerFileOptions{.folder = folder.string(), .maxFiles = "2"}});
  logLines(state);
  LoggerFactory::configure({.console = false});
  std::filesystem::remove_all(folder);
}

void BM_WarningToDevNull(benchmark::State& state) {
  const int output = ::open("/dev/null", O_WRONLY);
  LoggerFactory::configure({.consoleDescriptor = output});
  Logger& logger = Logger::get("Bench");
  for (auto _ : state) logger.warn("Refused | user: {} | token: {}", 42, "abc");
  LoggerFactory::configure({.console = false});
  ::close(output);
}

void BM_Disabled(benchmark::State& state) {
  LoggerFactory::configure({.console = false});
  Logger& logger = Logger::get("Bench");
  for (auto _ : state) logger.debug("value {}", 42);
}

void BM_Redact(benchmark::State& state) {
  const std::string text =
      "Failed | user: 17 | authorization: Bearer abc.def | path: /?token=1&x=2";
  for (auto _ : state) benchmark::DoNotOptimize(redact(text));
}

void BM_UuidV4(benchmark::State& state) {
  char text[UUID_SIZE];
  for (auto _ : state) {
    writeUuidV4(text);
    benchmark::DoNotOptimize(text);
  }
}

BENCHMARK(BM_ToDevNull)->MeasureProcessCPUTime()->UseRealTime();
BENCHMARK(BM_ToDevNullJson)->MeasureProcessCPUTime()->UseRealTime();
BENCHMARK(BM_ToRedirectedFile)->MeasureProcessCPUTime()->UseRealTime()->Iterations(1 << 20);
BENCHMARK(BM_ToRotatingFiles)->MeasureProcessCPUTime()->UseRealTime()->Iterations(1 << 20);
BENCHMARK(BM_ToPipe)->MeasureProcessCPUTime()->UseRealTime();
BENCHMARK(BM_WarningToDevNull);
BENCHMARK(BM_Disabled);
BENCHMARK(BM_Redact);
BENCHMARK(BM_UuidV4);

}  // namespace
}  // namespace ignis

BENCHMARK_MAIN();
