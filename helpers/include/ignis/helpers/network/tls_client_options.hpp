#pragma once

#include <string>

namespace ignis {

/// How a client checks the server that it talks TLS with, and what it shows of itself.
struct TlsClientOptions {
  std::string caFile{};           ///< PEM; the system's authorities when empty
  std::string certificateFile{};  ///< PEM, of the client, with its chain
  std::string keyFile{};          ///< PEM; in the certificate's file when empty
  bool rejectUnauthorized = true;

  friend bool operator==(const TlsClientOptions&, const TlsClientOptions&) = default;
};

}  // namespace ignis
