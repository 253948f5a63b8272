#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/core/http/response.hpp"

namespace ignis {

class Context;

/// What a page that shows an OpenAPI document is told.
struct UIProviderConfig {
  std::string title;
  std::string url;  ///< of the document
};

/// Answers with a page that shows an OpenAPI document. Called on any loop.
class IUIProvider {
 public:
  virtual ~IUIProvider() = default;

  virtual Response render(Context& context, const UIProviderConfig& config) const = 0;
};

struct UIProviderArgs {
  std::string_view type;  ///< a `DocumentUITypes`
};

/// Makes the page of each type once.
class UIProviderFactory {
 public:
  /// Throws an `ApplicationError` for a type that is no `DocumentUITypes`; one that is registered
  /// already is left as it is, with a warning in the log.
  void registerProvider(const UIProviderArgs& args);
  /// Throws an `ApplicationError` when the type is not registered.
  std::shared_ptr<const IUIProvider> getProvider(const UIProviderArgs& args) const;
  std::vector<std::string> getRegisteredProviders() const;

 private:
  std::map<std::string, std::shared_ptr<const IUIProvider>, std::less<>> providers_;
};

}  // namespace ignis
