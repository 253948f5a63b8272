#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "ignis/core/http/route_schema.hpp"
#include "ignis/helpers/json/json.hpp"
#include "ignis/helpers/json/json_type.hpp"

namespace ignis {

/// JSON types as schemas of OpenAPI 3.0. Structs and enumerations become components with the names
/// of their classes, and what uses them refers to them.
class JsonSchemas {
 public:
  /// Takes the names of the classes that a route speaks of.
  void addNames(const RouteSchema& schema);
  /// Keeps a name for a schema that is no class of the application's.
  void define(std::string name, Json schema);

  Json schemaOf(const JsonType& type);

  /// What the document has below `components.schemas`.
  Json takeComponents() { return std::move(components_); }

 private:
  Json reference(const JsonType& type);
  Json describe(const JsonType& type);
  std::string nameFor(const JsonType& type) const;

  std::map<const JsonType*, std::string_view> classNames_;
  std::map<const JsonType*, std::string> names_;  ///< of those that are components already
  std::set<std::string> taken_;
  Json components_ = Json::object();
};

}  // namespace ignis
