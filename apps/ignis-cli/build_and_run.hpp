#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace ignis_cli {

/// The variable `PORT`, else 3000. Throws a `Failure` when it is no port.
std::uint16_t wantedPort();

/// Builds the application `name` of `folder` and becomes it, on `port` or on the next one that is
/// free. Prints the URL that answers.
[[noreturn]] void buildAndRun(const std::filesystem::path& folder, const std::string& name,
                              std::uint16_t port);

}  // namespace ignis_cli
