#pragma once

#include <string>
#include <vector>

namespace ignis {

/// Names of the page that shows the document. Both give the same one, which is part of the binary.
struct DocumentUITypes {
  static constexpr const char* SWAGGER = "swagger";
  static constexpr const char* SCALAR = "scalar";
};

struct SwaggerPathOptions {
  std::string path;
};

struct SwaggerUIOptions {
  std::string path = "/explorer";
  std::string type = DocumentUITypes::SCALAR;  ///< a `DocumentUITypes`; empty for `swagger`
};

/// Where the document and its page are, below the application's base path.
struct SwaggerRestOptions {
  SwaggerPathOptions base{.path = "/doc"};
  SwaggerPathOptions doc{.path = "/openapi.json"};
  SwaggerUIOptions ui{};
};

struct OpenApiServer {
  std::string url;
  std::string description{};
};

/// What the document says beside the routes; its `info` is what `getAppInfo()` tells.
struct SwaggerExplorerOptions {
  std::string openapi = "3.0.0";         ///< a version 3.0
  std::vector<OpenApiServer> servers{};  ///< empty for the application's own address
};

/// What the page shows instead of the application's name and loads instead of its document.
struct SwaggerUIConfig {
  std::string title{};
  std::string url{};
};

/// What is bound to `SwaggerBindingKeys::SWAGGER_OPTIONS`.
struct SwaggerOptions {
  SwaggerRestOptions restOptions{};
  SwaggerExplorerOptions explorer{};
  SwaggerUIConfig uiConfig{};
};

}  // namespace ignis
