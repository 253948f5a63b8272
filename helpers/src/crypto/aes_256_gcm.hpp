#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// AES-256-GCM (NIST SP 800-38D) with the usual sizes of IV and tag.
namespace ignis::aes_256_gcm {

constexpr std::size_t KEY_SIZE = 32;
constexpr std::size_t IV_SIZE = 12;
constexpr std::size_t TAG_SIZE = 16;
/// OpenSSL counts in `int`.
constexpr std::size_t MAX_SIZE = 1 << 30;

using KeyView = std::span<const unsigned char, KEY_SIZE>;

/// The cipher text, then the tag; nothing when OpenSSL fails. `iv` has IV_SIZE bytes, the texts
/// MAX_SIZE at most.
std::optional<std::string> seal(KeyView key, std::string_view iv, std::string_view additionalData,
                                std::string_view plainText);

/// Nothing unless this is what `seal` has made of the same key, IV and data.
std::optional<std::string> open(KeyView key, std::string_view iv, std::string_view additionalData,
                                std::string_view sealed);

}  // namespace ignis::aes_256_gcm
