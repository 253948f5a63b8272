#pragma once

#include <filesystem>
#include <string>

namespace ignis_cli {

/// Writes the class `name` of a `kind`, controller, service or component, into the application that
/// `folder` belongs to, and adds it to what is built. Prints what has been done, and the line that
/// registers it.
void generate(const std::filesystem::path& folder, const std::string& kind,
              const std::string& name);

}  // namespace ignis_cli
