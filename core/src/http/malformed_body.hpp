#pragma once

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/json/json_result.hpp"

namespace ignis {

/// 400 for a body that is no JSON; its details say why and where.
ApplicationError malformedBody(const JsonResult& result);

}  // namespace ignis
