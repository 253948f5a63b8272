#include "ignis/helpers/crypto/ecdh.hpp"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "crypto/aes_256_gcm.hpp"
#include "crypto/openssl.hpp"
#include "crypto/p256.hpp"
#include "ignis/di/application_error.hpp"
#include "ignis/helpers/common/base64.hpp"
#include "ignis/helpers/common/random.hpp"

namespace ignis {

namespace {

constexpr std::string_view ALGORITHM = "ecdh-p256";
constexpr std::size_t SALT_SIZE = 32;
constexpr std::size_t MAX_INFO_SIZE = 1024;  // OpenSSL's

using SecretKey = openssl::SecretBytes<aes_256_gcm::KEY_SIZE>;

[[noreturn]] void throwFailed(std::string_view method) {
  throw getError(
      {.message = fmt::format("[ECDH][{}] OpenSSL cannot do this | cure: see whether the system's "
                              "OpenSSL has its default provider",
                              method),
       .statusCode = 500});
}

template <class T>
T require(std::optional<T> result, std::string_view method) {
  if (!result) {
    throwFailed(method);
  }
  return *std::move(result);
}

std::string fromBase64(std::string_view text) {
  std::optional<std::string> bytes = base64Decode(text);
  if (text.empty() || !bytes) {
    throw getError({.message = "[ECDH.fromBase64] Invalid base64 input"});
  }
  return *std::move(bytes);
}

void requireSize(std::size_t size, std::string_view method) {
  if (size > aes_256_gcm::MAX_SIZE) {
    throw getError({.message = fmt::format("[ECDH][{}] Too much for one message | size: {} | "
                                           "limit: {} | cure: send it in parts",
                                           method, size, aes_256_gcm::MAX_SIZE)});
  }
}

OSSL_PARAM octets(const char* name, std::string_view bytes) {
  return OSSL_PARAM_construct_octet_string(name, const_cast<char*>(bytes.data()), bytes.size());
}

/// HKDF of RFC 5869, both steps.
bool deriveKey(const p256::SharedSecret& secret, std::string_view salt, std::string_view info,
               SecretKey& out) {
  using Kdf = openssl::Handle<EVP_KDF, EVP_KDF_free>;
  using Context = openssl::Handle<EVP_KDF_CTX, EVP_KDF_CTX_free>;
  static const Kdf HKDF(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
  static char digest[] = "SHA256";

  const openssl::ErrorScope errors;
  const Context context(EVP_KDF_CTX_new(HKDF.get()));
  const std::string_view secretText(reinterpret_cast<const char*>(secret.bytes.data()),
                                    secret.bytes.size());
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
      octets(OSSL_KDF_PARAM_KEY, secretText), octets(OSSL_KDF_PARAM_SALT, salt),
      octets(OSSL_KDF_PARAM_INFO, info), OSSL_PARAM_construct_end()};
  return context &&
         EVP_KDF_derive(context.get(), out.bytes.data(), out.bytes.size(), parameters) == 1;
}

}  // namespace

struct ECDHSecret::Key : SecretKey {};

ECDHPrivateKey::ECDHPrivateKey(std::shared_ptr<evp_pkey_st> key) noexcept : key_(std::move(key)) {}
ECDHPublicKey::ECDHPublicKey(std::shared_ptr<evp_pkey_st> key) noexcept : key_(std::move(key)) {}
ECDHSecret::ECDHSecret(std::shared_ptr<const Key> key) noexcept : key_(std::move(key)) {}

ECDH::ECDH(ECDHOptions options) : options_(std::move(options)) {
  if (options_.algorithm != ALGORITHM) {
    throw getError({.message = fmt::format("[ECDH] Unknown algorithm | algorithm: {} | cure: leave "
                                           "it out, or pass {}",
                                           options_.algorithm, ALGORITHM)});
  }
  if (options_.hkdfInfo.size() > MAX_INFO_SIZE) {
    throw getError({.message = fmt::format("[ECDH] hkdfInfo is too long | size: {} | limit: {} | "
                                           "cure: shorten it",
                                           options_.hkdfInfo.size(), MAX_INFO_SIZE)});
  }
}

ECDHKeyPairResult ECDH::generateKeyPair() const {
  const p256::Key key = p256::generateKey();
  const std::string point = key ? p256::pointOf(*key) : std::string();
  if (point.empty()) {
    throwFailed("generateKeyPair");
  }
  return {.keyPair = {.privateKey = ECDHPrivateKey(key), .publicKey = ECDHPublicKey(key)},
          .publicKeyB64 = base64Encode(point)};
}

ECDHKeyPairResult ECDH::importPrivateKey(const ECDHImportKeyArgs& args) const {
  std::string scalar = fromBase64(args.rawKeyB64);
  const p256::Key key = p256::privateKeyOf(scalar);
  OPENSSL_cleanse(scalar.data(), scalar.size());
  const std::string point = key ? p256::pointOf(*key) : std::string();
  if (point.empty()) {
    throw getError({.message = fmt::format("[ECDH][importPrivateKey] Not a private key of P-256 | "
                                           "size: {} | cure: pass 32 bytes as base64, as `openssl "
                                           "rand -base64 32` prints them",
                                           scalar.size())});
  }
  return {.keyPair = {.privateKey = ECDHPrivateKey(key), .publicKey = ECDHPublicKey(key)},
          .publicKeyB64 = base64Encode(point)};
}

ECDHPublicKey ECDH::importPublicKey(const ECDHImportKeyArgs& args) const {
  const std::string point = fromBase64(args.rawKeyB64);
  p256::Key key = p256::publicKeyOf(point);
  if (!key) {
    throw getError({.message = fmt::format("[ECDH][importPublicKey] Not a public key of P-256 | "
                                           "size: {} | cure: pass the 65 bytes of an uncompressed "
                                           "point as base64, WebCrypto's format `raw`",
                                           point.size())});
  }
  return ECDHPublicKey(std::move(key));
}

ECDHDerivedKey ECDH::deriveAESKey(const ECDHDeriveArgs& args) const {
  const std::string salt = args.salt.empty() ? randomBytes(SALT_SIZE) : fromBase64(args.salt);
  const auto key = std::make_shared<ECDHSecret::Key>();
  p256::SharedSecret shared;
  if (!p256::agree(*args.privateKey.key_, *args.peerPublicKey.key_, shared) ||
      !deriveKey(shared, salt, options_.hkdfInfo, *key)) {
    throwFailed("deriveAESKey");
  }
  return {.key = ECDHSecret(key), .salt = base64Encode(salt)};
}

ECDHEncryptedPayload ECDH::encrypt(const ECDHEncryptArgs& args) const {
  requireSize(args.message.size(), "encrypt");
  requireSize(args.opts.additionalData.size(), "encrypt");
  const std::string iv = randomBytes(aes_256_gcm::IV_SIZE);
  const std::string sealed = require(
      aes_256_gcm::seal(args.secret.key_->bytes, iv, args.opts.additionalData, args.message),
      "encrypt");
  return {.iv = base64Encode(iv), .ct = base64Encode(sealed)};
}

std::string ECDH::decrypt(const ECDHDecryptArgs& args) const {
  requireSize(args.opts.additionalData.size(), "decrypt");
  const std::string iv = fromBase64(args.message.iv);
  const std::string sealed = fromBase64(args.message.ct);
  requireSize(sealed.size() - std::min(sealed.size(), aes_256_gcm::TAG_SIZE), "decrypt");
  std::optional<std::string> message;
  if (iv.size() == aes_256_gcm::IV_SIZE) {
    message = aes_256_gcm::open(args.secret.key_->bytes, iv, args.opts.additionalData, sealed);
  }
  if (!message) {
    throw getError(
        {.message = "[ECDH][decrypt] The message is not what the holder of this key has encrypted, "
                    "or has been changed | cure: derive the key with the sender's public key, salt "
                    "and hkdfInfo, and pass the sender's additionalData"});
  }
  return *std::move(message);
}

}  // namespace ignis
