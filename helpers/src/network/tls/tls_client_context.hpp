#pragma once

#include <memory>
#include <string>

using SSL_CTX = struct ssl_ctx_st;

namespace ignis {

struct TlsClientOptions {
  std::string caFile{};           ///< PEM; the system's authorities when empty
  std::string certificateFile{};  ///< PEM, of the client, with its chain
  std::string keyFile{};          ///< PEM; in the certificate's file when empty
  bool rejectUnauthorized = true;
};

/// What all sessions with the same options share. Its files are read once, when it is made. Safe to
/// use from any thread.
class TlsClientContext {
 public:
  /// Throws an `ApplicationError` that names the file that cannot be used.
  explicit TlsClientContext(const TlsClientOptions& options);

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
