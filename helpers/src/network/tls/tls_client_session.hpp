#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "network/tls/tls_client_context.hpp"

using SSL = struct ssl_st;
using BIO = struct bio_st;

namespace ignis {

enum class TlsState : std::uint8_t {
  HANDSHAKE,
  OPEN,
  CLOSED,  ///< the peer will send nothing more, or we have said that we will not
  FAILED
};

/// The client's end of one TLS connection, as a codec: it knows no socket. What has to be sent to
/// the peer is appended to `ciphertext`, also when a call fails (an alert).
class TlsClientSession {
 public:
  /// `peerName`, a host name or an address, is announced to the server (SNI, names only) and is
  /// what its certificate has to be for.
  TlsClientSession(const TlsClientContext& context, std::string peerName);
  TlsClientSession(const TlsClientSession&) = delete;
  TlsClientSession& operator=(const TlsClientSession&) = delete;
  ~TlsClientSession();

  /// Begins the handshake.
  void start(std::string& ciphertext);
  /// Takes what the peer has sent and appends what it means to `plaintext`.
  void feed(std::span<const char> received, std::string& plaintext, std::string& ciphertext);
  /// Takes what is to be sent. Only once the session is open; else nothing happens.
  void write(std::string_view plaintext, std::string& ciphertext);
  /// Says that we will send nothing more (close_notify).
  void close(std::string& ciphertext);

  TlsState state() const noexcept { return state_; }
  /// Why the session failed; empty unless it did.
  const std::string& error() const noexcept { return error_; }

 private:
  struct Free {
    void operator()(SSL* session) const noexcept;
  };

  void expectPeer();
  void advanceHandshake();
  void readAvailable(std::string& plaintext);
  void onResult(int result);
  void fail(std::string reason);
  void takeOutput(std::string& ciphertext);

  std::string peerName_;
  bool rejectUnauthorized_;
  std::unique_ptr<SSL, Free> session_;
  BIO* input_;   ///< owned by the session
  BIO* output_;  ///< owned by the session
  TlsState state_ = TlsState::HANDSHAKE;
  std::string error_;
};

}  // namespace ignis
