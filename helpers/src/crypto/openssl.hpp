#pragma once

#include <openssl/crypto.h>
#include <openssl/err.h>

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace ignis::openssl {

/// An object of OpenSSL's that `FREE` ends.
template <class T, void (*FREE)(T*)>
struct Free {
  void operator()(T* object) const noexcept { FREE(object); }
};
template <class T, void (*FREE)(T*)>
using Handle = std::unique_ptr<T, Free<T, FREE>>;

/// Forgets the errors of a scope: TLS connections on this thread look into the same queue.
class ErrorScope {
 public:
  ErrorScope() noexcept { ERR_set_mark(); }
  ~ErrorScope() { ERR_pop_to_mark(); }

  ErrorScope(const ErrorScope&) = delete;
  ErrorScope& operator=(const ErrorScope&) = delete;
};

/// Bytes that do not stay in memory.
template <std::size_t SIZE>
struct SecretBytes {
  SecretBytes() = default;
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;
  ~SecretBytes() { OPENSSL_cleanse(bytes.data(), bytes.size()); }

  std::array<unsigned char, SIZE> bytes{};
};

inline const unsigned char* bytesOf(std::string_view text) noexcept {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace ignis::openssl
