#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace ignis {

namespace detail {
std::uint64_t sipHash13(std::uint64_t k0, std::uint64_t k1, std::string_view text) noexcept;
}  // namespace detail

/// SipHash-1-3 with a key that differs in every process. With it, strangers who choose the keys of
/// a map cannot choose them to collide.
struct SeededHash {
  using is_transparent = void;

  // Not noexcept: libstdc++ then keeps the hash in the node, instead of hashing again to see where
  // a bucket ends.
  std::size_t operator()(std::string_view text) const;
};

/// A map with strings from peers as keys; `find` and `contains` take a `string_view`.
template <class Value>
using StringMap = std::unordered_map<std::string, Value, SeededHash, std::equal_to<>>;

using StringSet = std::unordered_set<std::string, SeededHash, std::equal_to<>>;

}  // namespace ignis
