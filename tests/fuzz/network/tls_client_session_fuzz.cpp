#include "network/tls/tls_client_session.hpp"

#include <openssl/err.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

using ignis::TlsClientContext;
using ignis::TlsClientSession;
using ignis::TlsState;

void require(bool condition, const char* what) {
  if (!condition) {
    std::fputs(what, stderr);
    std::abort();
  }
}

}  // namespace

/// What strangers send instead of a handshake; nobody without the keys gets further.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const TlsClientContext context({.rejectUnauthorized = false});
  TlsClientSession session(context, "host.test");
  std::string ciphertext;
  std::string plaintext;
  session.start(ciphertext);
  require(!ciphertext.empty(), "no handshake");
  const std::size_t piece = size > 0 ? 1U + data[0] : 1U;
  for (std::size_t at = 0; at < size; at += piece) {
    session.feed({reinterpret_cast<const char*>(data) + at, std::min(piece, size - at)}, plaintext,
                 ciphertext);
  }
  session.write("text", ciphertext);
  session.close(ciphertext);
  require(plaintext.empty() && session.state() != TlsState::OPEN, "a session without a handshake");
  require(session.error().empty() == (session.state() != TlsState::FAILED), "no reason");
  require(ERR_peek_error() == 0, "an error left behind");
  return 0;
}
