#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ignis {

inline constexpr std::size_t DOTENV_MAX_SIZE = 1024 * 1024;

/// The variables of a `.env` text, in order. A malformed line throws an ApplicationError that names
/// `fileName` and the line, never the value.
std::vector<std::pair<std::string, std::string>> parseDotEnv(std::string_view text,
                                                             std::string_view fileName = ".env");

/// Puts the variables of `.env.local`, of the file for NODE_ENV (`.env.production`, say) and of
/// `.env` into the process environment; the first file that has a variable wins, and one that the
/// process has stays. Files that do not exist are skipped. When any file is malformed, nothing is
/// set. Call it first thing in `main`: the environment may not change once threads run. Returns the
/// files read.
std::vector<std::filesystem::path> loadDotEnv(const std::filesystem::path& folder = ".");

}  // namespace ignis
