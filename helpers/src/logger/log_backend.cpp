#include "logger/log_backend.hpp"

#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/base_sink.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "logger/console.hpp"
#include "logger/rotating_file.hpp"

namespace ignis {

namespace {

spdlog::level::level_enum toSpdlog(LogLevel level) {
  switch (LogLevels::priority(level)) {
    case 0:
      return spdlog::level::err;
    case 1:
      return spdlog::level::warn;
    case 2:
      return spdlog::level::info;
    case 6:
      return spdlog::level::trace;
    default:
      return spdlog::level::debug;
  }
}

/// Lines arrive formatted, many in one message, hence no formatter and no lock here.
class FileSink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  explicit FileSink(RotatingFile file) : file_(std::move(file)) {}

  void reopen() { file_.close(); }

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    file_.write(std::string_view(message.payload.data(), message.payload.size()));
  }
  void flush_() override {}

 private:
  RotatingFile file_;
};

}  // namespace

struct LogBackend::Sinks {
  void addFile(const LoggerOptions& options, std::string_view kind,
               spdlog::level::level_enum level) {
    RotatingFile::Clock clock = options.clock;
    if (!clock) clock = [] { return std::chrono::system_clock::now(); };
    LogFilePolicy policy(*options.files, options.label, kind);
    auto sink = std::make_shared<FileSink>(RotatingFile(std::move(policy), std::move(clock)));
    sink->set_level(level);
    files.push_back(std::move(sink));
  }

  /// Hands each run of lines that the sink takes to it as one message.
  static void write(FileSink& sink, const LogBatch& batch) {
    const std::string_view text = batch.text;
    std::size_t begin = 0;
    std::size_t end = 0;
    const auto flushRun = [&] {
      if (begin == end) return;
      const std::string_view run = text.substr(begin, end - begin);
      sink.log(spdlog::details::log_msg(spdlog::log_clock::time_point(), {}, {}, sink.level(),
                                        spdlog::string_view_t(run.data(), run.size())));
    };
    for (const LogBatch::Line& line : batch.lines) {
      if (!sink.should_log(toSpdlog(line.level))) {
        flushRun();
        begin = end + line.size;
      }
      end += line.size;
    }
    flushRun();
  }

  std::optional<Console> console;
  std::vector<std::shared_ptr<FileSink>> files;
};

LogBackend::LogBackend(const LoggerOptions& options) : sinks_(std::make_unique<Sinks>()) {
  if (options.console) sinks_->console.emplace(options.consoleDescriptor);
  if (!options.files) return;
  sinks_->addFile(options, "info", spdlog::level::info);
  sinks_->addFile(options, "error", spdlog::level::err);
}

LogBackend::~LogBackend() = default;

bool LogBackend::hasOutputs() const noexcept {
  return sinks_->console.has_value() || !sinks_->files.empty();
}

void LogBackend::write(const LogBatch& batch) {
  for (const auto& file : sinks_->files) Sinks::write(*file, batch);
  if (sinks_->console) sinks_->console->write(batch);
}

void LogBackend::resume() {
  if (sinks_->console) sinks_->console->resume();
}

bool LogBackend::isBlocked() const noexcept {
  return sinks_->console && sinks_->console->isBlocked();
}

std::uint64_t LogBackend::takeDropped() noexcept {
  return sinks_->console ? sinks_->console->takeDropped() : 0;
}

int LogBackend::consoleDescriptor() const noexcept {
  return sinks_->console ? sinks_->console->descriptor() : -1;
}

void LogBackend::reopenFiles() {
  for (const auto& file : sinks_->files) file->reopen();
}

}  // namespace ignis
