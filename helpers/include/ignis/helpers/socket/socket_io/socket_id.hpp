#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace ignis::socket_io {

/// The id of a session or of a socket: 20 characters that are safe in a URL, kept without a heap.
class SocketId {
 public:
  static constexpr std::size_t SIZE = 20;

  SocketId() = default;

  /// Only the length is checked: an id is opaque.
  static std::optional<SocketId> from(std::string_view text) noexcept {
    if (text.size() != SIZE) {
      return std::nullopt;
    }
    SocketId id;
    std::memcpy(id.characters_.data(), text.data(), SIZE);
    return id;
  }

  std::string_view view() const noexcept { return {characters_.data(), SIZE}; }
  std::string string() const { return std::string(view()); }

  friend bool operator==(const SocketId&, const SocketId&) = default;

 private:
  friend class IdGenerator;

  std::array<char, SIZE> characters_{};
};

/// Ids that are keys come from our own random numbers, so their first bytes are hash enough.
struct SocketIdHash {
  std::size_t operator()(const SocketId& id) const noexcept {
    std::size_t hash = 0;
    std::memcpy(&hash, id.view().data(), sizeof hash);
    return hash;
  }
};

}  // namespace ignis::socket_io
