#include "crypto/aes_256_gcm.hpp"

#include <openssl/evp.h>

#include "crypto/openssl.hpp"

namespace ignis::aes_256_gcm {

namespace {

using openssl::bytesOf;
using openssl::ErrorScope;
using Cipher = openssl::Handle<EVP_CIPHER, EVP_CIPHER_free>;
/// Made anew for each message, since one that is kept would keep the key; it costs 100 ns.
using Context = openssl::Handle<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;

/// Looked up once: finding it takes a lock.
const EVP_CIPHER* cipher() {
  static const Cipher CIPHER(EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr));
  return CIPHER.get();
}

unsigned char* writable(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

/// The additional data, then the text, which goes to `out`.
bool update(EVP_CIPHER_CTX* context, std::string_view additionalData, std::string_view text,
            unsigned char* out) {
  int size = 0;
  return (additionalData.empty() ||
          EVP_CipherUpdate(context, nullptr, &size, bytesOf(additionalData),
                           static_cast<int>(additionalData.size())) == 1) &&
         (text.empty() ||
          EVP_CipherUpdate(context, out, &size, bytesOf(text), static_cast<int>(text.size())) == 1);
}

}  // namespace

std::optional<std::string> seal(KeyView key, std::string_view iv, std::string_view additionalData,
                                std::string_view plainText) {
  const ErrorScope errors;
  const Context context(EVP_CIPHER_CTX_new());
  std::string sealed(plainText.size() + TAG_SIZE, '\0');
  unsigned char* const tag = writable(sealed) + plainText.size();
  int size = 0;
  if (!context ||
      EVP_EncryptInit_ex2(context.get(), cipher(), key.data(), bytesOf(iv), nullptr) != 1 ||
      !update(context.get(), additionalData, plainText, writable(sealed)) ||
      EVP_EncryptFinal_ex(context.get(), tag, &size) != 1 ||
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, TAG_SIZE, tag) != 1) {
    return std::nullopt;
  }
  return sealed;
}

std::optional<std::string> open(KeyView key, std::string_view iv, std::string_view additionalData,
                                std::string_view sealed) {
  if (sealed.size() < TAG_SIZE) {
    return std::nullopt;
  }
  const ErrorScope errors;
  const Context context(EVP_CIPHER_CTX_new());
  std::string tag(sealed.substr(sealed.size() - TAG_SIZE));
  std::string plainText(sealed.size() - TAG_SIZE, '\0');
  int size = 0;
  if (!context ||
      EVP_DecryptInit_ex2(context.get(), cipher(), key.data(), bytesOf(iv), nullptr) != 1 ||
      !update(context.get(), additionalData, sealed.substr(0, plainText.size()),
              writable(plainText)) ||
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, TAG_SIZE, tag.data()) != 1 ||
      EVP_DecryptFinal_ex(context.get(), writable(plainText) + plainText.size(), &size) != 1) {
    return std::nullopt;
  }
  return plainText;
}

}  // namespace ignis::aes_256_gcm
