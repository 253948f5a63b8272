#pragma once

#include <string_view>

namespace ignis {

/// JSON text that is written as it is, unchecked. Borrowed: it lives as long as what it views.
struct RawJson {
  std::string_view text;
};

}  // namespace ignis
