#pragma once

#include "ignis/components/swagger/ui_provider_factory.hpp"

namespace ignis {

/// The page of our own: it lists what the document has and tries the routes, with nothing but this
/// server.
class ExplorerPage : public IUIProvider {
 public:
  Response render(Context& context, const UIProviderConfig& config) const override;
};

}  // namespace ignis
