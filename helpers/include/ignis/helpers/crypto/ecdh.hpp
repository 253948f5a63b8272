#pragma once

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "ignis/helpers/crypto/ecdh_keys.hpp"

namespace ignis {

struct ECDHOptions {
  std::string algorithm = "ecdh-p256";  ///< there is no other
  /// Keys derived with different texts differ, even of the same key pairs.
  std::string hkdfInfo = "ignis-ecdh-p256-aes-256-gcm-v1";
};

struct ECDHImportKeyArgs {
  std::string_view rawKeyB64;
};

struct ECDHDeriveArgs {
  const ECDHPrivateKey& privateKey;
  const ECDHPublicKey& peerPublicKey;
  std::string_view salt{};  ///< base64 of any bytes; empty for 32 random ones
};

struct ECDHExtraOptions {
  /// Has to be the same on both sides, and does not travel: the room of a message, for example.
  std::string_view additionalData{};
};

struct ECDHEncryptArgs {
  std::string_view message;
  const ECDHSecret& secret;
  ECDHExtraOptions opts{};
};

struct ECDHDecryptArgs {
  const ECDHEncryptedPayload& message;
  const ECDHSecret& secret;
  ECDHExtraOptions opts{};
};

// Safe within a `co_await` statement.
static_assert(std::is_trivially_destructible_v<ECDHImportKeyArgs> &&
              std::is_trivially_destructible_v<ECDHDeriveArgs> &&
              std::is_trivially_destructible_v<ECDHEncryptArgs> &&
              std::is_trivially_destructible_v<ECDHDecryptArgs>);

/// End-to-end encryption between two sides that tell each other nothing but public keys and a salt:
/// ECDH on P-256, HKDF with SHA-256 (RFC 5869), AES-256-GCM. The peer may be a browser with
/// WebCrypto: `docs/guide/websocket-encryption.md`.
///
/// Immutable, for any thread. Nothing waits, so these are plain functions: a short message costs
/// two microseconds; what concerns key pairs, 20 to 60.
///
/// Binary values are texts in standard base64 with padding. All that a peer may send wrong is an
/// `ApplicationError` with status 400.
class ECDH {
 public:
  /// Throws an `ApplicationError` for an unknown algorithm, or a text of more than 1,024 bytes.
  explicit ECDH(ECDHOptions options = {});
  static ECDH withAlgorithm(ECDHOptions options = {}) { return ECDH(std::move(options)); }

  const std::string& algorithm() const noexcept { return options_.algorithm; }

  /// A new pair. One for each connection is what makes old messages unreadable for who learns a key
  /// later.
  ECDHKeyPairResult generateKeyPair() const;
  /// The pair of a private key that was kept: 32 bytes, as `openssl rand -base64 32` prints them.
  ECDHKeyPairResult importPrivateKey(const ECDHImportKeyArgs& args) const;
  /// The peer's public key: 65 bytes, an uncompressed point (SEC 1, section 2.3.3).
  ECDHPublicKey importPublicKey(const ECDHImportKeyArgs& args) const;

  /// Both sides come to the same key with the same salt. `salt` of the result is the one given, or
  /// a random one that the peer has to be told.
  ECDHDerivedKey deriveAESKey(const ECDHDeriveArgs& args) const;

  /// UTF-8, for peers that expect text. The same message never looks the same twice.
  ECDHEncryptedPayload encrypt(const ECDHEncryptArgs& args) const;
  /// Throws when anything has been changed on the way, or key or additional data are not those of
  /// the sender; which of these cannot be told.
  std::string decrypt(const ECDHDecryptArgs& args) const;

 private:
  ECDHOptions options_;
};

}  // namespace ignis
