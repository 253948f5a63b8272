#pragma once

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "support/certificate_authority.hpp"

namespace ignis::test {

/// A server's end of a connection, blocking; every wait ends after ten seconds with an exception.
class ScriptedPeer {
 public:
  explicit ScriptedPeer(int descriptor) : descriptor_(descriptor) {
    const timeval limit{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  }
  ScriptedPeer(const ScriptedPeer&) = delete;
  ScriptedPeer& operator=(const ScriptedPeer&) = delete;
  ~ScriptedPeer() {
    tls_.reset();
    ::close(descriptor_);
  }

  /// From here on TLS is spoken; false when the client does not like it.
  bool startTls(const Certificate& certificate) {
    context_.reset(SSL_CTX_new(TLS_server_method()));
    X509* const chain = read<X509>(certificate.certificate, &PEM_read_bio_X509);
    EVP_PKEY* const key = read<EVP_PKEY>(certificate.key, &PEM_read_bio_PrivateKey);
    SSL_CTX_use_certificate(context_.get(), chain);
    SSL_CTX_use_PrivateKey(context_.get(), key);
    X509_free(chain);
    EVP_PKEY_free(key);
    tls_.reset(SSL_new(context_.get()));
    SSL_set_fd(tls_.get(), descriptor_);
    const bool isAccepted = SSL_accept(tls_.get()) == 1;
    ERR_clear_error();
    return isAccepted;
  }
  /// The name that the client has announced.
  std::string serverName() const {
    const char* const name = SSL_get_servername(tls_.get(), TLSEXT_NAMETYPE_host_name);
    return name != nullptr ? name : "";
  }
  void sayTlsGoodbye() { SSL_shutdown(tls_.get()); }

  /// What the client does not take because it has closed is dropped.
  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto count = tls_ ? SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size()))
                              : ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) {
        return;
      }
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
  }

  /// Everything up to and with `end`; throws when the client closes before.
  std::string receiveUntil(std::string_view end) {
    std::size_t at = std::string::npos;
    while ((at = buffer_.find(end)) == std::string::npos) {
      need();
    }
    return take(at + end.size());
  }
  std::string receive(std::size_t size) {
    while (buffer_.size() < size) {
      need();
    }
    return take(size);
  }
  /// Waits until the client closes; what it has sent before.
  std::string receiveAll() {
    while (fill()) {
    }
    return std::exchange(buffer_, {});
  }

  void closeSending() { ::shutdown(descriptor_, SHUT_WR); }
  /// The client sees a reset.
  void reset() {
    const linger now{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  }

 private:
  struct Free {
    void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
    void operator()(SSL* session) const noexcept { SSL_free(session); }
  };

  template <class T, class Reader>
  static T* read(const std::string& pem, Reader reader) {
    BIO* const bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    T* const object = reader(bio, nullptr, nullptr, nullptr);
    BIO_free(bio);
    return object;
  }

  bool fill() {
    char bytes[16384];
    const auto count = tls_ ? SSL_read(tls_.get(), bytes, sizeof bytes)
                            : ::recv(descriptor_, bytes, sizeof bytes, 0);
    if (count < 0 && !tls_ && errno == EAGAIN) {
      throw std::runtime_error("nothing received in time");
    }
    buffer_.append(bytes, count > 0 ? static_cast<std::size_t>(count) : 0);
    return count > 0;
  }
  void need() {
    if (!fill()) {
      throw std::runtime_error("the client has closed after: " + buffer_.substr(0, 200));
    }
  }
  std::string take(std::size_t size) {
    std::string taken = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return taken;
  }

  int descriptor_;
  std::unique_ptr<SSL_CTX, Free> context_;
  std::unique_ptr<SSL, Free> tls_;
  std::string buffer_;
};

/// A server on a free port of loopback that does what the test says, on a thread of its own. An
/// exception in the script fails the test.
class ScriptedServer {
 public:
  using Script = std::function<void(ScriptedServer&)>;

  explicit ScriptedServer(Script script)
      : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval limit{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(descriptor_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size) != 0 ||
        ::listen(descriptor_, 16) != 0) {
      throw std::runtime_error("cannot listen");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this, script = std::move(script)] {
      sigset_t brokenPipe;  // OpenSSL writes also to who has closed
      sigemptyset(&brokenPipe);
      sigaddset(&brokenPipe, SIGPIPE);
      pthread_sigmask(SIG_BLOCK, &brokenPipe, nullptr);
      try {
        script(*this);
      } catch (const std::exception& error) {
        failure_ = error.what();
      }
    });
  }
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;
  ~ScriptedServer() { finish(); }

  std::uint16_t port() const { return port_; }

  /// The next client; on the script's thread.
  std::unique_ptr<ScriptedPeer> accept() {
    const int descriptor = ::accept4(descriptor_, nullptr, nullptr, SOCK_CLOEXEC);
    if (descriptor < 0) {
      throw std::runtime_error("no client came");
    }
    return std::make_unique<ScriptedPeer>(descriptor);
  }

  /// Waits for the end of the script.
  void finish() {
    if (thread_.joinable()) {
      thread_.join();
      ::close(descriptor_);
      CHECK(failure_ == "");
    }
  }

 private:
  int descriptor_;
  std::uint16_t port_ = 0;
  std::string failure_;
  std::thread thread_;
};

}  // namespace ignis::test
