#include "health_check/controller.hpp"

#include <utility>

#include "ignis/core/applications/base_application.hpp"
#include "ignis/helpers/common/time.hpp"

namespace ignis {

namespace {

constexpr std::size_t MAX_MESSAGE_LENGTH = 255;

}  // namespace

void HealthPing::validate(JsonIssues& issues) const {
  if (message.empty()) {
    issues.tooShort("message", 1);
  } else if (message.size() > MAX_MESSAGE_LENGTH) {
    issues.tooLong("message", MAX_MESSAGE_LENGTH);
  }
}

HealthCheckController::HealthCheckController(BaseApplication& application,
                                             HealthCheckOptions options)
    : BaseController(
          {.scope = "HealthCheckController", .path = std::move(options.restOptions.path)}),
      application_(application) {}

Task<void> HealthCheckController::binding() {
  using Controller = HealthCheckController;
  bindRoute({.path = HealthCheckRestPaths::ROOT, .description = "Health check"})
      .to(&Controller::report, this);
  bindRoute({.method = HttpMethod::POST,
             .path = HealthCheckRestPaths::PING,
             .description = "Answers its message"})
      .to(&Controller::ping, this);
  co_return;
}

HealthReport HealthCheckController::report() const {
  std::vector<std::string> problems = application_.getProblems();
  if (problems.empty()) {
    return {.status = "ok"};
  }
  return {.status = "degraded", .problems = std::move(problems)};
}

HealthPong HealthCheckController::ping(Body<HealthPing> ping) const {
  return {.type = "PONG", .date = nowIso(), .message = std::move(ping->message)};
}

}  // namespace ignis
