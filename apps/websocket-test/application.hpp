#pragma once

#include <optional>
#include <string>
#include <vector>

#include <ignis/components/websocket/types.hpp>
#include <ignis/core/applications/base_application.hpp>

#include "client_keys.hpp"
#include "endless_wait.hpp"
#include "messages.hpp"
#include "settings.hpp"

namespace websocket_test {

class WebSocketTestApplication : public ignis::BaseApplication {
 public:
  explicit WebSocketTestApplication(Settings settings);

 protected:
  ignis::Task<void> preConfigure() override;
  ignis::Task<void> setupMiddlewares() override;
  ignis::Task<void> shutdownComponents() override;

 private:
  void setupWebSocket();
  void setupEncryption();
  ignis::Task<std::optional<ignis::WebSocketAuthenticated>> authenticate(Credentials credentials);
  std::vector<std::string> allowedRooms(const std::vector<std::string>& rooms) const;
  void handleMessage(const ignis::WebSocketMessageArgs& args);

  const Settings settings_;
  EndlessWait slowAuthentication_;
  ClientKeys keys_;
};

}  // namespace websocket_test
