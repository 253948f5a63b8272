#pragma once

#include <string>
#include <vector>

#include <ignis/components/socket_io/types.hpp>
#include <ignis/core/applications/base_application.hpp>

#include "settings.hpp"

namespace socket_io_test {

class SocketIOTestApplication : public ignis::BaseApplication {
 public:
  explicit SocketIOTestApplication(Settings settings);

 protected:
  ignis::Task<void> preConfigure() override;
  ignis::Task<void> postConfigure() override;
  ignis::Task<void> setupMiddlewares() override;

 private:
  void setupSocketIO();
  bool authenticate(const ignis::socket_io::Handshake& handshake) const;
  std::vector<std::string> allowedRooms(const std::vector<std::string>& rooms) const;

  const Settings settings_;
};

}  // namespace socket_io_test
