#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "support/certificate_authority.hpp"

namespace ignis::test {

/// A folder with a server's certificate, and the arguments that make redis-server use it.
class ServerCertificates {
 public:
  ServerCertificates() {
    std::string folder = (std::filesystem::temp_directory_path() / "certificates-XXXXXX").string();
    if (::mkdtemp(folder.data()) == nullptr) {
      throw std::runtime_error("no folder for certificates");
    }
    folder_ = folder;
    const Certificate server = authority_.issue({.names = "DNS:localhost,IP:127.0.0.1"});
    write("ca.pem", authority_.certificate());
    write("other.pem", CertificateAuthority().certificate());
    write("server.pem", server.certificate);
    write("server.key", server.key);
  }
  ServerCertificates(const ServerCertificates&) = delete;
  ServerCertificates& operator=(const ServerCertificates&) = delete;
  ~ServerCertificates() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  std::string path(std::string_view name) const { return (folder_ / name).string(); }
  std::vector<std::string> arguments() const {
    return {"--tls-cert-file",    path("server.pem"), "--tls-key-file",     path("server.key"),
            "--tls-ca-cert-file", path("ca.pem"),     "--tls-auth-clients", "no"};
  }

 private:
  void write(std::string_view name, const std::string& content) const {
    std::ofstream(path(name)) << content;
  }

  CertificateAuthority authority_;
  std::filesystem::path folder_;
};

}  // namespace ignis::test
