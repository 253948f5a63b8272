#pragma once

#include <cstddef>
#include <string>

namespace ignis {

inline constexpr std::size_t UUID_SIZE = 36;

/// Writes a random UUID (version 4, lower case, no NUL) to `out36`. It is unique, not secret: take
/// `randomBytes` for what must not be guessed.
void writeUuidV4(char* out36) noexcept;

std::string uuidV4();

/// The same from the kernel's generator, so that nobody can guess it.
std::string secureUuidV4();

}  // namespace ignis
