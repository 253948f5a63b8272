#include "network/tls/tls_client_session.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <new>

#include <fmt/format.h>

#include <boost/asio/ip/address.hpp>

#include "network/tls/tls_error.hpp"

namespace ignis {

namespace {

/// One record's worth: what arrives is not held twice, however much it is.
constexpr std::size_t FEED_BYTES = 16 * 1024;

bool isAddress(const std::string& text) {
  boost::system::error_code error;
  boost::asio::ip::make_address(text, error);
  return !error;
}

}  // namespace

void TlsClientSession::Free::operator()(SSL* session) const noexcept { SSL_free(session); }

TlsClientSession::TlsClientSession(const TlsClientContext& context, std::string peerName)
    : peerName_(std::move(peerName)),
      rejectUnauthorized_(context.rejectsUnauthorized()),
      session_(SSL_new(context.handle())),
      input_(BIO_new(BIO_s_mem())),
      output_(BIO_new(BIO_s_mem())) {
  if (!session_ || input_ == nullptr || output_ == nullptr) {
    BIO_free(input_);
    BIO_free(output_);
    throw std::bad_alloc();
  }
  SSL_set_bio(session_.get(), input_, output_);
  SSL_set_connect_state(session_.get());
  expectPeer();
}

TlsClientSession::~TlsClientSession() = default;

void TlsClientSession::expectPeer() {
  ERR_clear_error();
  X509_VERIFY_PARAM* const expected = SSL_get0_param(session_.get());
  bool understood = false;
  if (isAddress(peerName_)) {
    understood = X509_VERIFY_PARAM_set1_ip_asc(expected, peerName_.c_str()) == 1;
  } else {
    X509_VERIFY_PARAM_set_hostflags(expected, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    understood = X509_VERIFY_PARAM_set1_host(expected, peerName_.data(), peerName_.size()) == 1 &&
                 !peerName_.empty() && SSL_set_tlsext_host_name(session_.get(), peerName_.c_str());
  }
  if (!understood && rejectUnauthorized_) {
    fail("the host name cannot be verified");
  }
  ERR_clear_error();
}

void TlsClientSession::start(std::string& ciphertext) {
  if (state_ == TlsState::HANDSHAKE) {
    advanceHandshake();
    takeOutput(ciphertext);
  }
}

void TlsClientSession::feed(std::span<const char> received, std::string& plaintext,
                            std::string& ciphertext) {
  while (!received.empty() && (state_ == TlsState::HANDSHAKE || state_ == TlsState::OPEN)) {
    const std::size_t size = std::min(received.size(), FEED_BYTES);
    BIO_write(input_, received.data(), static_cast<int>(size));
    received = received.subspan(size);
    if (state_ == TlsState::HANDSHAKE) {
      advanceHandshake();
    }
    if (state_ == TlsState::OPEN) {
      readAvailable(plaintext);
    }
  }
  takeOutput(ciphertext);
}

void TlsClientSession::write(std::string_view plaintext, std::string& ciphertext) {
  if (state_ != TlsState::OPEN || plaintext.empty()) {
    return;
  }
  ERR_clear_error();
  std::size_t written = 0;
  const int result = SSL_write_ex(session_.get(), plaintext.data(), plaintext.size(), &written);
  if (result != 1) {
    onResult(result);
  }
  takeOutput(ciphertext);
}

void TlsClientSession::close(std::string& ciphertext) {
  if (state_ == TlsState::OPEN) {
    ERR_clear_error();
    SSL_shutdown(session_.get());
    state_ = TlsState::CLOSED;
    takeOutput(ciphertext);
  }
}

void TlsClientSession::advanceHandshake() {
  ERR_clear_error();
  const int result = SSL_do_handshake(session_.get());
  if (result == 1) {
    state_ = TlsState::OPEN;
  } else {
    onResult(result);
  }
}

void TlsClientSession::readAvailable(std::string& plaintext) {
  std::array<char, FEED_BYTES> buffer;
  for (;;) {
    ERR_clear_error();
    std::size_t size = 0;
    const int result = SSL_read_ex(session_.get(), buffer.data(), buffer.size(), &size);
    if (result != 1) {
      onResult(result);
      return;
    }
    plaintext.append(buffer.data(), size);
  }
}

void TlsClientSession::onResult(int result) {
  switch (SSL_get_error(session_.get(), result)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
      break;
    case SSL_ERROR_ZERO_RETURN:
      if (state_ == TlsState::HANDSHAKE) {
        fail("the peer closed during the handshake");
      } else {
        state_ = TlsState::CLOSED;
      }
      break;
    default: {
      const long verdict = SSL_get_verify_result(session_.get());
      if (rejectUnauthorized_ && state_ == TlsState::HANDSHAKE && verdict != X509_V_OK) {
        fail(fmt::format("the certificate is refused: {}", X509_verify_cert_error_string(verdict)));
      } else {
        fail(takeTlsError());
      }
    }
  }
  ERR_clear_error();
}

void TlsClientSession::fail(std::string reason) {
  error_ = fmt::format("TLS failed | host: {} | error: {}", peerName_, reason);
  state_ = TlsState::FAILED;
}

void TlsClientSession::takeOutput(std::string& ciphertext) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(output_, &data);
  if (size > 0) {
    ciphertext.append(data, static_cast<std::size_t>(size));
    BIO_reset(output_);
  }
}

}  // namespace ignis
