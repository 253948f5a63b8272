#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace ignis::test {

/// A certificate and its key as PEM.
struct Certificate {
  std::string certificate;
  std::string key;
};

struct CertificateRequest {
  std::string names;  ///< `DNS:localhost,IP:127.0.0.1`
  long validFromSeconds = -3600;
  long validToSeconds = 3600;
};

/// Issues certificates that nobody outside of the test trusts.
class CertificateAuthority {
 public:
  CertificateAuthority() : key_(makeKey()), certificate_(X509_new()) {
    const CertificateRequest validity;
    describe(*certificate_, "test authority", validity, *key_);
    X509_set_issuer_name(certificate_.get(), X509_get_subject_name(certificate_.get()));
    extend(*certificate_, NID_basic_constraints, "critical,CA:TRUE");
    extend(*certificate_, NID_key_usage, "critical,keyCertSign,cRLSign");
    sign(*certificate_);
  }

  std::string certificate() const { return toPem(*certificate_); }

  Certificate issue(const CertificateRequest& request) const {
    const KeyPointer key = makeKey();
    const X509Pointer certificate(X509_new());
    describe(*certificate, "test", request, *key);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate_.get()));
    extend(*certificate, NID_subject_alt_name, request.names);
    sign(*certificate);
    return {toPem(*certificate), toPem(*key)};
  }

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const noexcept { X509_free(certificate); }
    void operator()(X509_EXTENSION* extension) const noexcept { X509_EXTENSION_free(extension); }
    void operator()(BIO* bio) const noexcept { BIO_free(bio); }
  };
  using KeyPointer = std::unique_ptr<EVP_PKEY, Free>;
  using X509Pointer = std::unique_ptr<X509, Free>;
  using BioPointer = std::unique_ptr<BIO, Free>;

  static KeyPointer makeKey() { return KeyPointer(EVP_EC_gen("P-256")); }

  static void describe(X509& certificate, const std::string& commonName,
                       const CertificateRequest& request, EVP_PKEY& key) {
    static long serial = 1;
    X509_set_version(&certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(&certificate), serial++);
    X509_gmtime_adj(X509_getm_notBefore(&certificate), request.validFromSeconds);
    X509_gmtime_adj(X509_getm_notAfter(&certificate), request.validToSeconds);
    X509_set_pubkey(&certificate, &key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(&certificate), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(commonName.c_str()), -1, -1,
                               0);
  }

  static void extend(X509& certificate, int kind, const std::string& value) {
    const std::unique_ptr<X509_EXTENSION, Free> extension(
        X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str()));
    if (!extension || X509_add_ext(&certificate, extension.get(), -1) != 1) {
      throw std::invalid_argument("certificate extension " + value);
    }
  }

  void sign(X509& certificate) const { X509_sign(&certificate, key_.get(), EVP_sha256()); }

  static std::string toPem(X509& certificate) {
    const BioPointer bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(bio.get(), &certificate);
    return content(*bio);
  }
  static std::string toPem(EVP_PKEY& key) {
    const BioPointer bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_PrivateKey(bio.get(), &key, nullptr, nullptr, 0, nullptr, nullptr);
    return content(*bio);
  }
  static std::string content(BIO& bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(&bio, &data);
    return std::string(data, static_cast<std::size_t>(size));
  }

  KeyPointer key_;
  X509Pointer certificate_;
};

}  // namespace ignis::test
