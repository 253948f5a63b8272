#include "swagger/openapi_document.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "ignis/core/http/http_constants.hpp"
#include "swagger/json_schemas.hpp"

namespace ignis {

namespace {

constexpr const char* ERROR_SCHEMA = "ErrorSchema";
/// How the rest of a path is called, which OpenAPI has no word for.
constexpr std::string_view WILDCARD = "rest";

Json content(std::string_view mediaType, Json schema) {
  return Json::object({{std::string(mediaType), Json::object({{"schema", std::move(schema)}})}});
}

Json errorSchema(const std::string& rootKey) {
  const Json text = Json::object({{"type", "string"}});
  const Json properties = Json::object(
      {{"message", text},
       {"messageCode", text},
       {"statusCode", Json::object({{"type", "integer"}, {"format", "int32"}})},
       {"requestId", text},
       {"details", Json::object({{"type", "object"}, {"additionalProperties", true}})}});
  const Json error = Json::object({{"type", "object"},
                                   {"description", "Error Schema"},
                                   {"required", Json::array({"message", "statusCode"})},
                                   {"properties", properties},
                                   {"additionalProperties", true}});
  if (rootKey.empty()) {
    return error;
  }
  return Json::object({{"type", "object"},
                       {"required", Json::array({rootKey})},
                       {"properties", Json::object({{rootKey, error}})}});
}

Json infoOf(const ApplicationInfo& info) {
  Json json = Json::object({{"title", info.name}, {"version", info.version}});
  if (!info.description.empty()) {
    json["description"] = info.description;
  }
  if (info.author) {
    Json contact = Json::object({{"name", info.author->name}});
    if (!info.author->email.empty()) {
      contact["email"] = info.author->email;
    }
    if (!info.author->url.empty()) {
      contact["url"] = info.author->url;
    }
    json["contact"] = std::move(contact);
  }
  return json;
}

const JsonType& withoutOptional(const JsonType& type) {
  return type.kind == JsonKind::OPTIONAL ? withoutOptional(*type.element) : type;
}

/// Whether a parameter of the type is written as JSON text.
bool isJsonText(const JsonType& type) {
  const JsonType& bare = withoutOptional(type);
  switch (bare.kind) {
    case JsonKind::STRUCT:
    case JsonKind::MAP:
    case JsonKind::TUPLE:
    case JsonKind::ANY:
      return true;
    case JsonKind::LIST:
      return isJsonText(*bare.element);
    default:
      return false;
  }
}

class Document {
 public:
  explicit Document(const OpenApiOptions& options) : options_(options) {
    schemas_.define(ERROR_SCHEMA, errorSchema(options.errorRootKey));
  }

  void add(const Route& route) {
    if (route.definition->config.hide) {
      return;
    }
    schemas_.addNames(route.definition->handler.schema());
    Json& path = paths_[pathOf(route)];
    const std::string method = lowerCase(nameOf(route.method()));
    if (!path.contains(method)) {  // where two match, the first one answers
      path[method] = operation(route);
    }
  }

  Json finish() {
    Json servers = Json::array();
    for (const OpenApiServer& server : options_.servers) {
      Json entry = Json::object({{"url", server.url}});
      if (!server.description.empty()) {
        entry["description"] = server.description;
      }
      servers.push(std::move(entry));
    }
    Json tags = Json::array();
    for (const std::string& tag : tags_) {
      tags.push(Json::object({{"name", tag}}));
    }
    const Json jwt =
        Json::object({{"type", "http"}, {"scheme", "bearer"}, {"bearerFormat", "JWT"}});
    const Json basic = Json::object({{"type", "http"}, {"scheme", "basic"}});
    Json components =
        Json::object({{"securitySchemes", Json::object({{"jwt", jwt}, {"basic", basic}})}});
    components["schemas"] = schemas_.takeComponents();
    return Json::object({{"openapi", options_.version},
                         {"info", infoOf(options_.info)},
                         {"servers", std::move(servers)},
                         {"tags", std::move(tags)},
                         {"paths", std::move(paths_)},
                         {"components", std::move(components)}});
  }

 private:
  static std::string lowerCase(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return lower;
  }

  static std::string_view documentedName(std::string_view parameter) {
    return parameter == "*" ? WILDCARD : parameter;
  }

  static std::string pathOf(const Route& route) {
    std::string path;
    for (const PathPattern::Segment& segment : route.pattern.segments()) {
      path += '/';
      switch (segment.kind) {
        case PathPattern::SegmentKind::LITERAL:
          path += segment.text;
          break;
        case PathPattern::SegmentKind::PARAMETER:
          path.append("{").append(segment.text).append("}");
          break;
        case PathPattern::SegmentKind::WILDCARD:
          path.append("{").append(WILDCARD).append("}");
          break;
      }
    }
    return path.empty() ? "/" : path;
  }

  Json operation(const Route& route) {
    const RouteConfig& config = route.definition->config;
    const RouteSchema& schema = route.definition->handler.schema();
    Json json = Json::object();
    Json tags = Json::array();
    for (const std::string& tag : config.tags) {
      tags.push(tag);
      if (std::ranges::find(tags_, tag) == tags_.end()) {
        tags_.push_back(tag);
      }
    }
    if (!tags.empty()) {
      json["tags"] = std::move(tags);
    }
    if (!config.summary.empty()) {
      json["summary"] = config.summary;
    }
    if (!config.description.empty()) {
      json["description"] = config.description;
    }
    // A controller may be mounted twice, but an id stands for one operation.
    if (!config.operationId.empty() && operationIds_.insert(config.operationId).second) {
      json["operationId"] = config.operationId;
    }
    if (config.deprecated) {
      json["deprecated"] = true;
    }
    if (Json parameters = parametersOf(route, schema); !parameters.empty()) {
      json["parameters"] = std::move(parameters);
    }
    if (schema.body != nullptr) {
      json["requestBody"] = requestBody(schema);
    }
    json["responses"] = responses(schema);
    return json;
  }

  Json parametersOf(const Route& route, const RouteSchema& schema) {
    Json parameters = Json::array();
    for (const std::string& name : route.pattern.parameterNames()) {
      const JsonMember* member = memberOf(schema.params, name);
      Json parameter = parameterWith(
          documentedName(name), "path",
          member == nullptr ? Json::object({{"type", "string"}}) : schemaOfPath(*member->type));
      parameter["required"] = true;
      if (name == "*") {
        parameter["description"] = "the rest of the path, with its slashes";
      }
      parameters.push(std::move(parameter));
    }
    addMembers(parameters, schema.query, "query");
    addMembers(parameters, schema.headers, "header");
    addMembers(parameters, schema.cookies, "cookie");
    return parameters;
  }

  static const JsonMember* memberOf(const JsonType* type, std::string_view name) {
    if (type == nullptr) {
      return nullptr;
    }
    const auto member = std::ranges::find(type->members, name, &JsonMember::name);
    return member == type->members.end() ? nullptr : &*member;
  }

  Json schemaOfPath(const JsonType& type) { return schemas_.schemaOf(withoutOptional(type)); }

  static Json parameterWith(std::string_view name, std::string_view in, Json schema) {
    return Json::object({{"name", name}, {"in", in}, {"schema", std::move(schema)}});
  }

  void addMembers(Json& parameters, const JsonType* type, std::string_view in) {
    if (type == nullptr) {
      return;
    }
    for (const JsonMember& member : withoutOptional(*type).members) {
      std::string name(member.name);
      if (in == "header") {
        std::ranges::replace(name, '_', '-');
      }
      // An absent parameter is not null: it is not there.
      Json schema = schemas_.schemaOf(withoutOptional(*member.type));
      Json parameter = Json::object({{"name", name}, {"in", in}});
      if (isJsonText(*member.type)) {
        parameter["content"] = content(HTTP::HeaderValues::APPLICATION_JSON, std::move(schema));
      } else {
        parameter["schema"] = std::move(schema);
      }
      if (member.isRequired) {
        parameter["required"] = true;
      }
      parameters.push(std::move(parameter));
    }
  }

  Json requestBody(const RouteSchema& schema) {
    Json body = Json::object({{"required", schema.body->kind != JsonKind::OPTIONAL}});
    if (schema.isBodyRaw) {
      body["content"] = content("*/*", Json::object({{"type", "string"}}));
      return body;
    }
    const JsonType& type = withoutOptional(*schema.body);
    body["content"] = content(HTTP::HeaderValues::APPLICATION_JSON, schemas_.schemaOf(type));
    if (type.kind == JsonKind::STRUCT) {
      body["content"][HTTP::HeaderValues::APPLICATION_FORM_URLENCODED] =
          Json::object({{"schema", schemas_.schemaOf(type)}});
    }
    return body;
  }

  Json responses(const RouteSchema& schema) {
    Json json = Json::object();
    if (schema.isResponseEmpty) {
      json["204"] = Json::object({{"description", "No content"}});
    } else {
      Json success = Json::object({{"description", "Success"}});
      if (schema.response != nullptr) {
        success["content"] =
            content(HTTP::HeaderValues::APPLICATION_JSON, schemas_.schemaOf(*schema.response));
      }
      json["200"] = std::move(success);
    }
    const Json error =
        Json::object({{"$ref", std::string("#/components/schemas/") + ERROR_SCHEMA}});
    json["default"] =
        Json::object({{"description", "Error"},
                      {"content", content(HTTP::HeaderValues::APPLICATION_JSON, error)}});
    return json;
  }

  const OpenApiOptions& options_;
  JsonSchemas schemas_;
  Json paths_ = Json::object();
  std::vector<std::string> tags_;
  std::set<std::string> operationIds_;
};

}  // namespace

Json makeOpenApiDocument(const OpenApiOptions& options, std::span<const Route> routes) {
  Document document(options);
  for (const Route& route : routes) {
    document.add(route);
  }
  return document.finish();
}

}  // namespace ignis
