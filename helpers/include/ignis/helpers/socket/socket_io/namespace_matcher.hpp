#pragma once

#include <string_view>

#include "ignis/helpers/common/handler.hpp"
#include "ignis/helpers/json/json.hpp"

namespace ignis::socket_io {

/// Decides whether a namespace that does not exist is made for a client that asks for it; `auth` is
/// what the client sends with its CONNECT. It may wait. One that throws has refused.
using NamespaceMatcher = Handler<bool(std::string_view name, const Json& auth)>;

/// A regular expression (ECMAScript) that is searched in the names of namespaces:
/// `server.of(NamespacePattern("^/room-\\d+$"))`. Throws an `ApplicationError` when it is none.
class NamespacePattern {
 public:
  explicit NamespacePattern(std::string_view expression);

  const NamespaceMatcher& matcher() const noexcept { return matcher_; }

 private:
  NamespaceMatcher matcher_;
};

}  // namespace ignis::socket_io
