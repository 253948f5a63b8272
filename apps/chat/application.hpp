#pragma once

#include <ignis/core/applications/base_application.hpp>

#include "settings.hpp"

namespace chat {

class ChatApplication : public ignis::BaseApplication {
 public:
  explicit ChatApplication(Settings settings);

  ignis::ApplicationInfo getAppInfo() override;

 protected:
  ignis::Task<void> preConfigure() override;
  ignis::Task<void> postConfigure() override;
  ignis::Task<void> shutdownComponents() override;

 private:
  void setupSocketIO();

  const Settings settings_;
};

}  // namespace chat
