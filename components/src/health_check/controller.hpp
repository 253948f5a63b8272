#pragma once

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <vector>

#include "ignis/components/health_check/keys.hpp"
#include "ignis/core/applications/core_bindings.hpp"
#include "ignis/core/controllers/base_controller.hpp"
#include "ignis/core/http/request_parts.hpp"
#include "ignis/di/inject.hpp"
#include "ignis/helpers/json/json_issue.hpp"

namespace ignis {

struct HealthReport {
  std::string status;
  std::optional<std::vector<std::string>> problems{};
};
BOOST_DESCRIBE_STRUCT(HealthReport, (), (status, problems))

struct HealthPing {
  std::optional<std::string> type{};  ///< `PING`; not looked at
  std::string message;

  void validate(JsonIssues& issues) const;
};
BOOST_DESCRIBE_STRUCT(HealthPing, (), (type, message))

struct HealthPong {
  std::string type;
  std::string date;
  std::string message;
};
BOOST_DESCRIBE_STRUCT(HealthPong, (), (type, date, message))

class HealthCheckController : public BaseController {
 public:
  static constexpr auto inject = ignis::inject(CoreBindings::APPLICATION_INSTANCE,
                                               HealthCheckBindingKeys::HEALTH_CHECK_OPTIONS);

  HealthCheckController(BaseApplication& application, HealthCheckOptions options);

 protected:
  Task<void> binding() override;

 private:
  HealthReport report() const;
  HealthPong ping(Body<HealthPing> ping) const;

  BaseApplication& application_;
};

}  // namespace ignis
