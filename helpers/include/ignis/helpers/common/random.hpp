#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace ignis {

/// Fills `out` from the kernel's generator: for keys, tokens and session ids.
void randomBytes(std::span<std::byte> out);

/// `size` random bytes as a string.
std::string randomBytes(std::size_t size);

/// A fast number from a generator of this thread: unique, but predictable for who saw enough
/// numbers. Never for secrets. Processes that `fork` share the sequence.
std::uint64_t fastRandom() noexcept;

}  // namespace ignis
