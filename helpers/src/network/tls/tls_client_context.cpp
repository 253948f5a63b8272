#include "network/tls/tls_client_context.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "ignis/helpers/error/error.hpp"
#include "network/tls/tls_error.hpp"

namespace ignis {

namespace {

[[noreturn]] void throwUnusable(std::string_view what, const std::string& file) {
  const std::string reason = takeTlsError();
  throw getError({.message = fmt::format("[TlsClientContext] Cannot use the {} | file: {} | "
                                         "error: {}",
                                         what, file, reason),
                  .statusCode = 500});
}

/// A key with a passphrase is an error; nobody is there to be asked for it.
int refusePassphrase(char*, int, int, void*) { return 0; }

void trustAuthorities(SSL_CTX* context, const std::string& caFile) {
  if (caFile.empty()) {
    SSL_CTX_set_default_verify_paths(context);
  } else if (SSL_CTX_load_verify_file(context, caFile.c_str()) != 1) {
    throwUnusable("authorities", caFile);
  }
}

void useCertificate(SSL_CTX* context, const TlsClientOptions& options) {
  if (options.certificateFile.empty()) {
    if (!options.keyFile.empty()) {
      throw getError({.message = fmt::format("[TlsClientContext] A key needs its certificate | "
                                             "file: {}",
                                             options.keyFile),
                      .statusCode = 500});
    }
    return;
  }
  if (SSL_CTX_use_certificate_chain_file(context, options.certificateFile.c_str()) != 1) {
    throwUnusable("certificate", options.certificateFile);
  }
  const std::string& keyFile = options.keyFile.empty() ? options.certificateFile : options.keyFile;
  if (SSL_CTX_use_PrivateKey_file(context, keyFile.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(context) != 1) {
    throwUnusable("key", keyFile);
  }
}

}  // namespace

void TlsClientContext::Free::operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }

TlsClientContext::TlsClientContext(const TlsClientOptions& options)
    : context_(SSL_CTX_new(TLS_client_method())), rejectUnauthorized_(options.rejectUnauthorized) {
  ERR_clear_error();
  SSL_CTX* const context = context_.get();
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_default_passwd_cb(context, &refusePassphrase);
  SSL_CTX_set_verify(context, rejectUnauthorized_ ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
  trustAuthorities(context, options.caFile);
  useCertificate(context, options);
  ERR_clear_error();
}

std::shared_ptr<const TlsClientContext> TlsClientContext::shared(const TlsClientOptions& options) {
  static std::mutex mutex;
  static std::vector<std::pair<TlsClientOptions, std::weak_ptr<const TlsClientContext>>> contexts;
  const std::lock_guard lock(mutex);
  std::erase_if(contexts, [](const auto& entry) { return entry.second.expired(); });
  for (const auto& [others, weak] : contexts) {
    if (const auto context = others == options ? weak.lock() : nullptr) {
      return context;
    }
  }
  auto context = std::make_shared<const TlsClientContext>(options);
  contexts.emplace_back(options, context);
  return context;
}

}  // namespace ignis
