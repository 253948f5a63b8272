#include "crypto/p256.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>
#include <openssl/params.h>

#include <array>
#include <span>

namespace ignis::p256 {

namespace {

using openssl::bytesOf;
using openssl::ErrorScope;
using openssl::Handle;
using openssl::SecretBytes;

using PkeyContext = Handle<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using Point = std::array<unsigned char, POINT_SIZE>;

// OpenSSL takes names and input through pointers that are not const.
char curveName[] = "P-256";

Key own(EVP_PKEY* key) { return key != nullptr ? Key(key, EVP_PKEY_free) : nullptr; }

OSSL_PARAM curveParameter() {
  return OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, curveName, 0);
}

OSSL_PARAM pointParameter(Point& point) {
  return OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
}

Key keyOf(int selection, std::span<OSSL_PARAM> parameters) {
  const PkeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  EVP_PKEY* key = nullptr;
  if (!context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, selection, parameters.data()) != 1) {
    return nullptr;
  }
  return own(key);
}

/// The public key of a private one.
bool multiplyGenerator(const BIGNUM* scalar, Point& out) {
  const Handle<EC_GROUP, EC_GROUP_free> group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
  const Handle<EC_POINT, EC_POINT_clear_free> point(group ? EC_POINT_new(group.get()) : nullptr);
  return point && BN_is_zero(scalar) == 0 && BN_cmp(scalar, EC_GROUP_get0_order(group.get())) < 0 &&
         EC_POINT_mul(group.get(), point.get(), scalar, nullptr, nullptr, nullptr) == 1 &&
         EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED, out.data(),
                            out.size(), nullptr) == out.size();
}

}  // namespace

Key generateKey() {
  const ErrorScope errors;
  return own(EVP_EC_gen(curveName));
}

Key publicKeyOf(std::string_view point) {
  // OpenSSL reads other forms of points as well.
  if (point.size() != POINT_SIZE || point.front() != '\x04') {
    return nullptr;
  }
  const ErrorScope errors;
  Point bytes{};
  point.copy(reinterpret_cast<char*>(bytes.data()), bytes.size());
  OSSL_PARAM parameters[] = {curveParameter(), pointParameter(bytes), OSSL_PARAM_construct_end()};
  return keyOf(EVP_PKEY_PUBLIC_KEY, parameters);
}

Key privateKeyOf(std::string_view scalar) {
  if (scalar.size() != FIELD_SIZE) {
    return nullptr;
  }
  const ErrorScope errors;
  const Handle<BIGNUM, BN_clear_free> number(
      BN_bin2bn(bytesOf(scalar), static_cast<int>(scalar.size()), nullptr));
  Point point{};
  SecretBytes<FIELD_SIZE> native;
  if (!number) {
    return nullptr;
  }
  BN_set_flags(number.get(), BN_FLG_CONSTTIME);
  if (!multiplyGenerator(number.get(), point) ||
      BN_bn2nativepad(number.get(), native.bytes.data(), FIELD_SIZE) != FIELD_SIZE) {
    return nullptr;
  }
  OSSL_PARAM parameters[] = {
      curveParameter(), pointParameter(point),
      OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_PRIV_KEY, native.bytes.data(), native.bytes.size()),
      OSSL_PARAM_construct_end()};
  return keyOf(EVP_PKEY_KEYPAIR, parameters);
}

std::string pointOf(EVP_PKEY& key) {
  const ErrorScope errors;
  std::string point(POINT_SIZE, '\0');
  std::size_t size = 0;
  if (EVP_PKEY_get_octet_string_param(&key, OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY,
                                      reinterpret_cast<unsigned char*>(point.data()), point.size(),
                                      &size) != 1 ||
      size != POINT_SIZE) {
    return {};
  }
  return point;
}

bool agree(EVP_PKEY& privateKey, EVP_PKEY& peerKey, SharedSecret& out) {
  const ErrorScope errors;
  const PkeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, &privateKey, nullptr));
  std::size_t size = out.bytes.size();
  // The peer's point is on the curve, whose cofactor is 1: nothing else is to be checked.
  return context && EVP_PKEY_derive_init(context.get()) == 1 &&
         EVP_PKEY_derive_set_peer_ex(context.get(), &peerKey, 0) == 1 &&
         EVP_PKEY_derive(context.get(), out.bytes.data(), &size) == 1 && size == out.bytes.size();
}

}  // namespace ignis::p256
