#pragma once

#include <filesystem>
#include <string>

namespace ignis_cli {

/// Writes a new application into the folder `name` of `parent`, all of it or nothing; returns the
/// folder.
std::filesystem::path newProject(const std::filesystem::path& parent, const std::string& name);

}  // namespace ignis_cli
