#include "ignis/helpers/common/seeded_hash.hpp"

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>

#include "ignis/helpers/common/random.hpp"

namespace ignis {

namespace {

struct Key {
  std::uint64_t k0, k1;
};

const Key& processKey() {
  static const Key key = [] {
    Key random{};
    randomBytes(std::as_writable_bytes(std::span(&random, 1)));
    return random;
  }();
  return key;
}

struct State {
  std::uint64_t v0, v1, v2, v3;

  void round() {
    v0 += v1;
    v1 = std::rotl(v1, 13) ^ v0;
    v0 = std::rotl(v0, 32);
    v2 += v3;
    v3 = std::rotl(v3, 16) ^ v2;
    v0 += v3;
    v3 = std::rotl(v3, 21) ^ v0;
    v2 += v1;
    v1 = std::rotl(v1, 17) ^ v2;
    v2 = std::rotl(v2, 32);
  }

  void absorb(std::uint64_t word) {
    v3 ^= word;
    round();
    v0 ^= word;
  }
};

}  // namespace

std::uint64_t detail::sipHash13(std::uint64_t k0, std::uint64_t k1,
                                std::string_view text) noexcept {
  State state{k0 ^ 0x736f6d6570736575, k1 ^ 0x646f72616e646f6d, k0 ^ 0x6c7967656e657261,
              k1 ^ 0x7465646279746573};
  std::uint64_t last = static_cast<std::uint64_t>(text.size()) << 56;
  while (text.size() >= 8) {
    std::uint64_t word;
    std::memcpy(&word, text.data(), 8);
    state.absorb(word);
    text.remove_prefix(8);
  }
  std::uint64_t tail = 0;
  if (!text.empty()) std::memcpy(&tail, text.data(), text.size());
  last |= tail;
  state.absorb(last);
  state.v2 ^= 0xff;
  for (int i = 0; i < 3; ++i) state.round();
  return state.v0 ^ state.v1 ^ state.v2 ^ state.v3;
}

std::size_t SeededHash::operator()(std::string_view text) const {
  const auto& [k0, k1] = processKey();
  return detail::sipHash13(k0, k1, text);
}

}  // namespace ignis
