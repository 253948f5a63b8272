#pragma once

#include <openssl/evp.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "crypto/openssl.hpp"

/// The curve of NIST that is also called secp256r1 and prime256v1.
namespace ignis::p256 {

constexpr std::size_t POINT_SIZE = 65;  ///< 0x04, X, Y
constexpr std::size_t FIELD_SIZE = 32;

using Key = std::shared_ptr<EVP_PKEY>;
using SharedSecret = openssl::SecretBytes<FIELD_SIZE>;

/// Null when OpenSSL fails.
Key generateKey();
/// Null unless these are the bytes of an uncompressed point on the curve.
Key publicKeyOf(std::string_view point);
/// Null unless this is a big-endian number of 32 bytes from 1 to below the order of the curve.
Key privateKeyOf(std::string_view scalar);

/// The uncompressed point; empty when OpenSSL fails.
std::string pointOf(EVP_PKEY& key);

/// The X coordinate that both sides come to (SEC 1, section 3.3.1). False when OpenSSL fails.
bool agree(EVP_PKEY& privateKey, EVP_PKEY& peerKey, SharedSecret& out);

}  // namespace ignis::p256
