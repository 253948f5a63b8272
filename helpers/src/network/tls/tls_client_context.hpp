#pragma once

#include <memory>

#include "ignis/helpers/network/tls_client_options.hpp"

using SSL_CTX = struct ssl_ctx_st;

namespace ignis {

/// What all sessions with the same options share. Its files are read once, when it is made. Safe to
/// use from any thread.
class TlsClientContext {
 public:
  /// Throws an `ApplicationError` that names the file that cannot be used.
  explicit TlsClientContext(const TlsClientOptions& options);
  /// The one with these options as long as somebody uses it: reading the system's authorities takes
  /// milliseconds and megabytes. Any thread. Throws as the constructor does.
  static std::shared_ptr<const TlsClientContext> shared(const TlsClientOptions& options);

  SSL_CTX* handle() const noexcept { return context_.get(); }
  bool rejectsUnauthorized() const noexcept { return rejectUnauthorized_; }

 private:
  struct Free {
    void operator()(SSL_CTX* context) const noexcept;
  };

  std::unique_ptr<SSL_CTX, Free> context_;
  bool rejectUnauthorized_;
};

}  // namespace ignis
