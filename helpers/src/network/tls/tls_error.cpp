#include "network/tls/tls_error.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <system_error>

namespace ignis {

std::string takeTlsError() {
  const unsigned long error = ERR_get_error();
  ERR_clear_error();
  if (error == 0) {
    return "unknown";
  }
  if (ERR_SYSTEM_ERROR(error)) {
    return std::generic_category().message(ERR_GET_REASON(error));
  }
  if (ERR_GET_LIB(error) == ERR_LIB_SSL && (ERR_GET_REASON(error) == SSL_R_WRONG_VERSION_NUMBER ||
                                            ERR_GET_REASON(error) == SSL_R_HTTP_REQUEST)) {
    return "the peer does not speak TLS";
  }
  const char* const reason = ERR_reason_error_string(error);
  return reason != nullptr ? reason : "unknown";
}

}  // namespace ignis
