#pragma once

#include <memory>
#include <string>

#include <boost/describe/class.hpp>

struct evp_pkey_st;

namespace ignis {

/// One's own half of a key pair on P-256. It never leaves the process. A handle: copies are cheap
/// and share the key, which is wiped with the last of them; never empty, any thread.
class ECDHPrivateKey {
 public:
  ECDHPrivateKey(const ECDHPrivateKey&) = default;
  ECDHPrivateKey& operator=(const ECDHPrivateKey&) = default;

 private:
  friend class ECDH;
  explicit ECDHPrivateKey(std::shared_ptr<evp_pkey_st> key) noexcept;

  std::shared_ptr<evp_pkey_st> key_;
};

/// The half of a key pair that the peer is told. A handle, as the private one.
class ECDHPublicKey {
 public:
  ECDHPublicKey(const ECDHPublicKey&) = default;
  ECDHPublicKey& operator=(const ECDHPublicKey&) = default;

 private:
  friend class ECDH;
  explicit ECDHPublicKey(std::shared_ptr<evp_pkey_st> key) noexcept;

  std::shared_ptr<evp_pkey_st> key_;
};

/// The AES-256 key that both sides derive. A handle, as the others.
class ECDHSecret {
 public:
  ECDHSecret(const ECDHSecret&) = default;
  ECDHSecret& operator=(const ECDHSecret&) = default;

 private:
  friend class ECDH;
  struct Key;
  explicit ECDHSecret(std::shared_ptr<const Key> key) noexcept;

  std::shared_ptr<const Key> key_;
};

struct ECDHKeyPair {
  ECDHPrivateKey privateKey;
  ECDHPublicKey publicKey;
};

/// `const auto [keyPair, publicKeyB64] = ecdh.generateKeyPair();`
struct ECDHKeyPairResult {
  ECDHKeyPair keyPair;
  std::string publicKeyB64;  ///< for the peer: 65 bytes, hence 88 characters
};

/// `const auto [key, salt] = ecdh.deriveAESKey({…});`
struct ECDHDerivedKey {
  ECDHSecret key;
  std::string salt;  ///< base64, for the peer
};

/// What travels: `{"iv":"…","ct":"…"}` as JSON.
struct ECDHEncryptedPayload {
  std::string iv;  ///< base64 of 12 bytes
  std::string ct;  ///< base64 of the cipher text and its tag of 16 bytes
};
BOOST_DESCRIBE_STRUCT(ECDHEncryptedPayload, (), (iv, ct))

}  // namespace ignis
