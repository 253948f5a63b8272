#include "redis/client/redis_client_options.hpp"

#include <chrono>
#include <string_view>
#include <utility>

#include "ignis/di/application_error.hpp"

namespace ignis {

std::string RedisClientOptions::address() const {
  const bool isIpv6 = host.find(':') != std::string::npos;
  return (isIpv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::shared_ptr<const TlsClientContext> makeTlsContext(const RedisConnectionOptions& options) {
  if (!options.tls) {
    return nullptr;
  }
  const RedisTlsOptions& tls = *options.tls;
  return std::make_shared<TlsClientContext>(
      TlsClientOptions{.caFile = tls.caFile,
                       .certificateFile = tls.certificateFile,
                       .keyFile = tls.keyFile,
                       .rejectUnauthorized = tls.rejectUnauthorized});
}

namespace {

void require(bool condition, const RedisClientOptions& options, std::string_view what) {
  if (!condition) {
    throw getError(
        {.message = "[RedisClient] " + std::string(what) + " | server: " + options.address()});
  }
}

}  // namespace

void validate(const RedisClientOptions& options) {
  using std::chrono::milliseconds;
  const RedisConnectionOptions& connection = options.connection;
  require(!options.host.empty(), options, "The host is empty");
  require(options.port != 0, options, "The port is 0");
  require(connection.connectTimeout > milliseconds(0), options, "connectTimeout must be positive");
  require(connection.commandTimeout >= milliseconds(0), options, "commandTimeout is negative");
  require(connection.keepAliveInterval > milliseconds(0), options,
          "keepAliveInterval must be positive");
  require(connection.retryDelay > milliseconds(0), options, "retryDelay must be positive");
  require(connection.retryDelayMax >= connection.retryDelay, options,
          "retryDelayMax is less than retryDelay");
}

}  // namespace ignis
