#pragma once

#include "ignis/core/http/middleware.hpp"

#include <string>

namespace ignis {

struct EmojiFaviconOptions {
  std::string icon;
};

/// Answers `/favicon.ico` with an SVG of one character.
Middleware emojiFavicon(const EmojiFaviconOptions& options);

}  // namespace ignis
