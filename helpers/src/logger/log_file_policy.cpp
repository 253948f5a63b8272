#include "logger/log_file_policy.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <tuple>
#include <vector>

#include <fmt/format.h>

#include "ignis/helpers/common/ascii.hpp"
#include "ignis/helpers/common/parse.hpp"
#include "ignis/helpers/error/error.hpp"

namespace ignis {

namespace {

constexpr std::string_view EXTENSION = ".log";
constexpr unsigned MINUTES_PER_DAY = 24 * 60;

[[noreturn]] void fail(std::string_view option, std::string_view value, std::string_view valids) {
  throw getError({.message = fmt::format("[defineLogger] Invalid log file {} | {}: {} | valids: {}",
                                         option, option, value, valids)});
}

/// `<n><unit>` with n ≥ 1.
std::optional<std::uint64_t> numberBefore(std::string_view text, char unit) {
  if (text.empty() || ascii::toLower(text.back()) != unit) return std::nullopt;
  const auto number = parseUnsigned(text.substr(0, text.size() - 1));
  return number && *number > 0 ? number : std::nullopt;
}

unsigned parseFrequency(std::string_view text) {
  if (text == "daily") return MINUTES_PER_DAY;
  auto minutes = numberBefore(text, 'm');
  if (const auto hours = numberBefore(text, 'h'); hours && *hours <= 24) minutes = *hours * 60;
  if (!minutes || *minutes > MINUTES_PER_DAY) fail("frequency", text, "<n>m,<n>h,daily");
  return static_cast<unsigned>(*minutes);
}

std::uint64_t parseSize(std::string_view text) {
  constexpr std::uint64_t LARGEST = std::uint64_t{1} << 60;
  unsigned shift = 10;
  for (const char unit : {'k', 'm', 'g'}) {
    const auto number = numberBefore(text, unit);
    if (number && *number <= LARGEST >> shift) return *number << shift;
    shift += 10;
  }
  fail("maxSize", text, "<n>k,<n>m,<n>g");
}

constexpr std::array<std::string_view, 6> DATE_TOKENS{"YYYY", "MM", "DD", "HH", "mm", "ss"};

/// Calls `token(index)` and `literal(c)` for the parts of a date pattern.
template <class Token, class Literal>
void walkPattern(std::string_view pattern, Token token, Literal literal) {
  while (!pattern.empty()) {
    const auto found = std::ranges::find_if(
        DATE_TOKENS, [pattern](std::string_view name) { return pattern.starts_with(name); });
    if (found == DATE_TOKENS.end()) {
      literal(pattern.front());
      pattern.remove_prefix(1);
    } else {
      token(static_cast<std::size_t>(found - DATE_TOKENS.begin()));
      pattern.remove_prefix(found->size());
    }
  }
}

bool isFileName(std::string_view text) {
  return !text.empty() && text.find('/') == std::string_view::npos && text != "." && text != ".." &&
         std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

}  // namespace

LogFilePolicy::LogFilePolicy(const LoggerFileOptions& options, std::string_view label,
                             std::string_view kind)
    : folder_(options.folder),
      datePattern_(options.datePattern),
      periodMinutes_(parseFrequency(options.frequency)),
      maxSize_(parseSize(options.maxSize)) {
  if (options.folder.empty()) fail("folder", options.folder, "a path");
  const std::string_view prefix = options.prefix.empty() ? label : options.prefix;
  if (!isFileName(prefix)) fail("prefix", prefix, "a file name");
  stem_ = fmt::format("{}-{}-", prefix, kind);

  static constexpr std::string_view VALID_PATTERN =
      "YYYY,MM,DD,HH,mm,ss and digits, '-', '_', '.' between";
  walkPattern(
      datePattern_, [](std::size_t) {},
      [this](char c) {
        if (ascii::isDigit(c) || c == '-' || c == '_' || c == '.') return;
        fail("datePattern", datePattern_, VALID_PATTERN);
      });
  if (datePattern_.empty()) fail("datePattern", datePattern_, VALID_PATTERN);

  if (const auto days = numberBefore(options.maxFiles, 'd'); days && *days <= 100'000) {
    keepDays_ = std::chrono::days(*days);
  } else if (const auto files = parseUnsigned(options.maxFiles); files && *files > 0) {
    keepFiles_ = static_cast<std::size_t>(*files);
  } else {
    fail("maxFiles", options.maxFiles, "<n>d,<n>");
  }
}

std::string LogFilePolicy::dateOf(std::chrono::system_clock::time_point time) const {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm local{};
  ::localtime_r(&seconds, &local);
  const unsigned minute = static_cast<unsigned>(local.tm_hour * 60 + local.tm_min);
  const unsigned start = minute / periodMinutes_ * periodMinutes_;
  const std::array<unsigned, 6> values{static_cast<unsigned>(local.tm_year + 1900),
                                       static_cast<unsigned>(local.tm_mon + 1),
                                       static_cast<unsigned>(local.tm_mday),
                                       start / 60,
                                       start % 60,
                                       0};
  std::string date;
  walkPattern(
      datePattern_,
      [&](std::size_t token) {
        fmt::format_to(std::back_inserter(date), "{:0{}}", values[token],
                       DATE_TOKENS[token].size());
      },
      [&](char c) { date += c; });
  return date;
}

std::filesystem::path LogFilePolicy::pathOf(std::string_view date, unsigned part) const {
  std::string name = fmt::format("{}{}{}", stem_, date, EXTENSION);
  if (part > 0) name += fmt::format(".{}", part);
  return folder_ / name;
}

std::optional<unsigned> LogFilePolicy::partOf(std::string_view name) const {
  if (!name.starts_with(stem_)) return std::nullopt;
  name.remove_prefix(stem_.size());
  bool isOurs = true;
  const auto take = [&](bool matches) {
    isOurs = isOurs && matches;
    if (isOurs) name.remove_prefix(1);
  };
  walkPattern(
      datePattern_,
      [&](std::size_t token) {
        for (std::size_t i = 0; i < DATE_TOKENS[token].size(); ++i) {
          take(!name.empty() && ascii::isDigit(name.front()));
        }
      },
      [&](char c) { take(name.starts_with(c)); });
  if (!isOurs || !name.starts_with(EXTENSION)) return std::nullopt;
  name.remove_prefix(EXTENSION.size());
  if (name.empty()) return 0;
  if (name.front() != '.') return std::nullopt;
  return parseUnsigned<unsigned>(name.substr(1));
}

void LogFilePolicy::removeOldFiles(const std::filesystem::path& current,
                                   std::chrono::system_clock::time_point now) const {
  namespace fs = std::filesystem;
  struct File {
    fs::file_time_type time;
    unsigned part;
    fs::path path;
  };
  std::vector<File> files;
  std::error_code error;
  for (fs::directory_iterator it(folder_, error), end; !error && it != end; it.increment(error)) {
    const auto part = partOf(it->path().filename().string());
    std::error_code statError;
    if (!part || it->symlink_status(statError).type() != fs::file_type::regular) continue;
    const fs::file_time_type time = it->last_write_time(statError);
    if (!statError && it->path().filename() != current.filename()) {
      files.push_back({time, *part, it->path()});
    }
  }
  std::ranges::sort(files, [](const File& a, const File& b) {
    return std::tie(b.time, b.part) < std::tie(a.time, a.part);
  });

  std::size_t firstOld = 0;
  if (keepFiles_ > 0) {
    firstOld = std::min(files.size(), keepFiles_ - 1);  // The current file is one of them.
  } else {
    const auto oldest = std::chrono::file_clock::from_sys(now - keepDays_);
    const auto isYoung = [oldest](const File& file) { return file.time >= oldest; };
    firstOld = static_cast<std::size_t>(std::ranges::count_if(files, isYoung));
  }
  for (std::size_t i = firstOld; i < files.size(); ++i) fs::remove(files[i].path, error);
}

}  // namespace ignis
