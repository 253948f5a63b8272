#pragma once

#include <algorithm>
#include <string_view>

#include "ignis/helpers/common/ascii.hpp"

namespace ignis {

/// Whether `text` can be the name of a header or a subprotocol (RFC 9110 section 5.6.2).
constexpr bool isHttpToken(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return ascii::isAlphanumeric(c) ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

}  // namespace ignis
