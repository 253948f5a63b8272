#include "socket/websocket/protocol/handshake_key.hpp"

#include <openssl/evp.h>

#include <array>

#include "ignis/helpers/common/base64.hpp"

namespace ignis {

namespace {

/// RFC 6455 section 1.3.
constexpr std::string_view ACCEPT_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

}  // namespace

std::string webSocketAccept(std::string_view key) {
  std::string text(key);
  text.append(ACCEPT_GUID);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
  return base64Encode({reinterpret_cast<const char*>(digest.data()), size});
}

}  // namespace ignis
