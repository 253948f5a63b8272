#pragma once

#include "ignis/core/http/context.hpp"
#include "ignis/core/http/middleware.hpp"
#include "ignis/helpers/common/base_helper.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace ignis {

/// Logs one line when a request comes and one when it is answered. Outside of production the first
/// shows the body too, at most `MAX_BODY_BYTES` of it; secrets in bodies and queries are redacted.
/// The middleware refers to this object.
class RequestSpyMiddleware : public BaseHelper {
 public:
  static constexpr std::string_view REQUEST_ID_KEY = Context::REQUEST_ID_KEY;
  static constexpr std::size_t MAX_BODY_BYTES = 4096;

  /// Reads `NODE_ENV`.
  RequestSpyMiddleware();
  virtual ~RequestSpyMiddleware() = default;

  virtual Middleware value() const;

 private:
  bool enter(Context& context) const;
  void leave(Context& context) const;
  static std::string& beginLine(Context& context, std::string_view client, std::string_view arrow);

  bool isDebugMode_;
};

}  // namespace ignis
