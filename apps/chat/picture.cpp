#include "picture.hpp"

namespace chat {

std::optional<std::string_view> pictureTypeOf(std::string_view bytes) noexcept {
  if (bytes.starts_with("\x89PNG\r\n\x1A\n")) {
    return "image/png";
  }
  if (bytes.starts_with("\xFF\xD8\xFF")) {
    return "image/jpeg";
  }
  if (bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a")) {
    return "image/gif";
  }
  // A RIFF file: four bytes of size stand between the two.
  if (bytes.size() >= 12 && bytes.starts_with("RIFF") && bytes.substr(8).starts_with("WEBP")) {
    return "image/webp";
  }
  return std::nullopt;
}

}  // namespace chat
