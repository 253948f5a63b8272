#pragma once

#include <memory>

#include <ignis/core/applications/core_bindings.hpp>
#include <ignis/core/components/base_component.hpp>
#include <ignis/di/binding_key.hpp>
#include <ignis/di/inject.hpp>

#include "profiles.hpp"

namespace conformance {

inline constexpr ignis::BindingKey<Profile> PROFILE{"@conformance/profile"};

/// A Socket.IO server at `/socket.io/` that does what the profile says, and in the protocol profile
/// a bare Engine.IO server at `/engine.io/`.
class ConformanceComponent : public ignis::BaseComponent {
 public:
  static constexpr auto inject = ignis::inject(ignis::CoreBindings::APPLICATION_INSTANCE, PROFILE);

  ConformanceComponent(ignis::BaseApplication& application, Profile profile);
  ~ConformanceComponent();

  ignis::Task<void> shutdown() override;

 protected:
  ignis::Task<void> binding() override;

 private:
  ignis::Task<void> initialize();

  ignis::BaseApplication& application_;
  const Profile profile_;
  std::unique_ptr<ignis::socket_io::Server> server_;
  std::unique_ptr<ignis::socket_io::EngineServer> engineServer_;
};

}  // namespace conformance
