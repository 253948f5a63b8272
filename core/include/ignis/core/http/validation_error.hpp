#pragma once

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/json/json_result.hpp"

namespace ignis {

/// A part of a request does not fit its type: 422, with every issue of that part. Its `details` are
/// the JSON list of the issues, which the answer shows in every environment.
class ValidationError : public ApplicationError {
 public:
  explicit ValidationError(const JsonResult& result)
      : ApplicationError(
            {.message = "ValidationError", .statusCode = 422, .details = result.issuesAsJson()}) {}
};

}  // namespace ignis
