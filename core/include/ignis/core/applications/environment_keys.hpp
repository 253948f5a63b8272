#pragma once

#include <string_view>

namespace ignis {

/// The environment variables of an application; each constant's value is its own name.
struct EnvironmentKeys {
  static constexpr std::string_view APP_ENV_APPLICATION_NAME = "APP_ENV_APPLICATION_NAME";
  static constexpr std::string_view APP_ENV_APPLICATION_TIMEZONE = "APP_ENV_APPLICATION_TIMEZONE";
  static constexpr std::string_view APP_ENV_APPLICATION_SECRET = "APP_ENV_APPLICATION_SECRET";
  static constexpr std::string_view APP_ENV_JWT_SECRET = "APP_ENV_JWT_SECRET";
  static constexpr std::string_view APP_ENV_JWT_EXPIRES_IN = "APP_ENV_JWT_EXPIRES_IN";
  static constexpr std::string_view APP_ENV_LOGGER_FOLDER_PATH = "APP_ENV_LOGGER_FOLDER_PATH";
  static constexpr std::string_view APP_ENV_APPLICATION_ROLES = "APP_ENV_APPLICATION_ROLES";
  static constexpr std::string_view APP_ENV_APPLICATION_DS_MIGRATION =
      "APP_ENV_APPLICATION_DS_MIGRATION";
  static constexpr std::string_view APP_ENV_APPLICATION_DS_AUTHORIZE =
      "APP_ENV_APPLICATION_DS_AUTHORIZE";
  static constexpr std::string_view APP_ENV_APPLICATION_DS_OAUTH2 = "APP_ENV_APPLICATION_DS_OAUTH2";
  static constexpr std::string_view APP_ENV_OAUTH2_VIEW_FOLDER = "APP_ENV_OAUTH2_VIEW_FOLDER";
  static constexpr std::string_view APP_ENV_SERVER_HOST = "APP_ENV_SERVER_HOST";
  static constexpr std::string_view APP_ENV_SERVER_PORT = "APP_ENV_SERVER_PORT";
  static constexpr std::string_view APP_ENV_SERVER_BASE_PATH = "APP_ENV_SERVER_BASE_PATH";
  static constexpr std::string_view APP_ENV_DATASOURCE_NAME = "APP_ENV_DATASOURCE_NAME";
  static constexpr std::string_view APP_ENV_POSTGRES_HOST = "APP_ENV_POSTGRES_HOST";
  static constexpr std::string_view APP_ENV_POSTGRES_PORT = "APP_ENV_POSTGRES_PORT";
  static constexpr std::string_view APP_ENV_POSTGRES_USERNAME = "APP_ENV_POSTGRES_USERNAME";
  static constexpr std::string_view APP_ENV_POSTGRES_PASSWORD = "APP_ENV_POSTGRES_PASSWORD";
  static constexpr std::string_view APP_ENV_POSTGRES_DATABASE = "APP_ENV_POSTGRES_DATABASE";
};

}  // namespace ignis
