#include "redis/cluster/redirection.hpp"

#include <string>

#include "ignis/helpers/common/parse.hpp"

namespace ignis {

namespace {

/// What stands before the next space, which is taken away from `text`.
std::string_view takeWord(std::string_view& text) {
  const std::size_t end = text.find(' ');
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return word;
}

Redirection parseTarget(Redirection::Kind kind, std::string_view text, const ClusterNode& asked) {
  const auto slot = parseUnsigned<RedisSlot>(takeWord(text));
  const std::string_view address = takeWord(text);
  const std::size_t colon = address.rfind(':');
  if (!slot || *slot >= REDIS_SLOTS || colon == std::string_view::npos) {
    return {};
  }
  const auto port = parseUnsigned<std::uint16_t>(address.substr(colon + 1));
  const std::string_view host = address.substr(0, colon);
  if (!port || *port == 0 || host == "?") {
    return {};
  }
  return {.kind = kind,
          .slot = *slot,
          .node = {.host = host.empty() ? asked.host : std::string(host), .port = *port}};
}

}  // namespace

Redirection parseRedirection(std::string_view error, const ClusterNode& asked) {
  const std::string_view code = takeWord(error);
  if (code == "MOVED") {
    return parseTarget(Redirection::Kind::MOVED, error, asked);
  }
  if (code == "ASK") {
    return parseTarget(Redirection::Kind::ASK, error, asked);
  }
  if (code == "TRYAGAIN" || code == "CLUSTERDOWN" || code == "LOADING") {
    return {.kind = Redirection::Kind::WAIT};
  }
  return {};
}

}  // namespace ignis
