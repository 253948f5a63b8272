#pragma once

#include "ignis/core/controllers/controller_metadata.hpp"
#include "ignis/core/http/router.hpp"
#include "ignis/helpers/common/base_helper.hpp"
#include "ignis/helpers/common/task.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ignis {

struct ControllerOptions {
  std::string scope;   ///< of its log lines, and a tag of its routes
  std::string path{};  ///< used when the class has no `controller` metadata
};

/// A group of routes below one path. The application creates it, hands it the metadata of its
/// class, configures it before the server listens, and keeps it: the routes refer to it.
class AbstractController : public BaseHelper {
 public:
  explicit AbstractController(ControllerOptions options);
  virtual ~AbstractController() = default;

  void setMetadata(const ControllerMetadata& metadata) { metadata_ = metadata; }
  const ControllerMetadata& metadata() const noexcept { return metadata_; }

  bool hasPath() const noexcept { return !metadata_.path.empty() || !path_.empty(); }
  /// The path of the metadata, else of the options. Throws an `ApplicationError` when neither has
  /// one.
  std::string_view path() const;

  /// Has `binding` declare the routes.
  Task<void> configure();

  const Router& getRouter() const noexcept { return router_; }
  /// The routes in the order of their declaration, for documentation.
  std::span<const std::shared_ptr<const RouteDefinition>> definitions() const noexcept {
    return definitions_;
  }

 protected:
  /// Declares the routes; their order decides which one of several matching routes answers.
  virtual Task<void> binding() = 0;

  const RouteDefinition& registerRoute(RouteConfig config, RouteHandler handler);

 private:
  std::string path_;
  ControllerMetadata metadata_{.path = {}};
  Router router_;
  std::vector<std::shared_ptr<const RouteDefinition>> definitions_;
};

}  // namespace ignis
