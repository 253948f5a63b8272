#include "files.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>

#include <fmt/format.h>

#include "failure.hpp"

namespace ignis_cli {

namespace {

namespace fs = std::filesystem;

Failure failureOf(std::string_view what, const fs::path& path) {
  return Failure(
      fmt::format("{} | file: {} | reason: {}", what, path.string(), std::strerror(errno)));
}

}  // namespace

std::string readFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) {
    throw failureOf("Cannot read", path);
  }
  return text;
}

void writeNewFile(const fs::path& path, std::string_view text) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  // "x": another process may have written it meanwhile.
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "wx"),
                                                             &std::fclose);
  if (!file || std::fwrite(text.data(), 1, text.size(), file.get()) != text.size() ||
      std::fflush(file.get()) != 0) {
    throw failureOf("Cannot write", path);
  }
}

void replaceFile(const fs::path& path, std::string_view text) {
  fs::path name = path;
  Unfinished beside(name += ".new");
  writeNewFile(beside.path(), text);
  std::error_code error;
  fs::permissions(beside.path(), fs::status(path).permissions(), error);
  fs::rename(beside.path(), path, error);
  if (error) {
    throw Failure(
        fmt::format("Cannot write | file: {} | reason: {}", path.string(), error.message()));
  }
  beside.done();
}

}  // namespace ignis_cli
