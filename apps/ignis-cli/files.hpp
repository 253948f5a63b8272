#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace ignis_cli {

// Each throws a `Failure` that names the file.

std::string readFile(const std::filesystem::path& path);
/// Makes the folders that it is in. The file must not be there.
void writeNewFile(const std::filesystem::path& path, std::string_view text);
/// The file has the old text or the new one, whatever happens meanwhile.
void replaceFile(const std::filesystem::path& path, std::string_view text);

/// A file or folder that is removed again unless the work on it has been done.
class Unfinished {
 public:
  explicit Unfinished(std::filesystem::path path) : path_(std::move(path)) {}
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;
  ~Unfinished() {
    if (!path_.empty()) {
      std::error_code ignored;
      std::filesystem::remove_all(path_, ignored);
    }
  }

  const std::filesystem::path& path() const { return path_; }
  void done() { path_.clear(); }

 private:
  std::filesystem::path path_;
};

}  // namespace ignis_cli
