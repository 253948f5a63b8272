#include "swagger/json_schemas.hpp"

#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace ignis {

namespace {

/// What OpenAPI allows in the name of a component.
std::string componentName(std::string_view className) {
  std::string name;
  for (const char c : className) {
    const bool isAllowed = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
    name += isAllowed ? c : '_';
  }
  return name.empty() ? "Schema" : name;
}

Json typeSchema(const char* type, const char* format = nullptr) {
  Json schema = Json::object({{"type", type}});
  if (format != nullptr) {
    schema["format"] = format;
  }
  return schema;
}

Json integerSchema(const JsonType& type) {
  Json schema = typeSchema("integer");
  const auto bits = static_cast<unsigned>(type.size) * 8;
  if (type.isSigned) {
    schema["format"] = bits > 32 ? "int64" : "int32";
    if (bits < 32) {
      schema["minimum"] = -(std::int64_t{1} << (bits - 1));
      schema["maximum"] = (std::int64_t{1} << (bits - 1)) - 1;
    }
  } else {
    schema["minimum"] = 0;
    if (bits <= 32) {
      schema["maximum"] = (std::int64_t{1} << bits) - 1;
    }
  }
  return schema;
}

Json enumerationSchema(const JsonType& type) {
  Json values = Json::array();
  for (const JsonEnumerator& enumerator : type.enumerators) {
    values.push(enumerator.name);
  }
  Json schema = typeSchema("string");
  schema["enum"] = std::move(values);
  return schema;
}

}  // namespace

void JsonSchemas::addNames(const RouteSchema& schema) {
  for (const JsonTypeName& entry : schema.names) {
    classNames_.emplace(entry.type, entry.name);
  }
}

void JsonSchemas::define(std::string name, Json schema) {
  taken_.insert(name);
  components_[name] = std::move(schema);
}

Json JsonSchemas::schemaOf(const JsonType& type) {
  switch (type.kind) {
    case JsonKind::BOOLEAN:
      return typeSchema("boolean");
    case JsonKind::INTEGER:
      return integerSchema(type);
    case JsonKind::NUMBER:
      return typeSchema("number", type.size == sizeof(float) ? "float" : "double");
    case JsonKind::STRING:
      return typeSchema("string");
    case JsonKind::BYTES:
      return typeSchema("string", "binary");
    case JsonKind::ANY:
      return Json::object();
    case JsonKind::ENUMERATION:
    case JsonKind::STRUCT:
      return reference(type);
    case JsonKind::OPTIONAL: {
      Json schema = schemaOf(*type.element);
      if (schema.contains("$ref")) {  // nothing may stand beside a reference
        schema = Json::object({{"allOf", Json::array({std::move(schema)})}});
      }
      schema["nullable"] = true;
      return schema;
    }
    case JsonKind::LIST: {
      Json schema = typeSchema("array");
      schema["items"] = schemaOf(*type.element);
      return schema;
    }
    case JsonKind::MAP: {
      Json schema = typeSchema("object");
      schema["additionalProperties"] = schemaOf(*type.element);
      return schema;
    }
    case JsonKind::TUPLE: {
      // OpenAPI 3.0 has no schema for each element.
      Json schema = typeSchema("array");
      schema["items"] = type.elements.empty() && type.element != nullptr ? schemaOf(*type.element)
                                                                         : Json::object();
      schema["minItems"] = type.elementCount;
      schema["maxItems"] = type.elementCount;
      return schema;
    }
  }
  return Json::object();
}

Json JsonSchemas::reference(const JsonType& type) {
  auto known = names_.find(&type);
  if (known == names_.end()) {
    const std::string name = nameFor(type);
    taken_.insert(name);
    known = names_.emplace(&type, name).first;
    // Named before it is described: it may refer to itself.
    components_[name] = Json::object();
    Json schema = describe(type);
    components_[name] = std::move(schema);
  }
  return Json::object({{"$ref", "#/components/schemas/" + known->second}});
}

Json JsonSchemas::describe(const JsonType& type) {
  if (type.kind == JsonKind::ENUMERATION) {
    return enumerationSchema(type);
  }
  Json properties = Json::object();
  Json required = Json::array();
  for (const JsonMember& member : type.members) {
    properties[member.name] = schemaOf(*member.type);
    if (member.isRequired) {
      required.push(member.name);
    }
  }
  Json schema = typeSchema("object");
  schema["properties"] = std::move(properties);
  if (!required.empty()) {  // an empty list is not allowed
    schema["required"] = std::move(required);
  }
  return schema;
}

/// Classes of different namespaces may have one name; the later ones are numbered.
std::string JsonSchemas::nameFor(const JsonType& type) const {
  const auto known = classNames_.find(&type);
  const std::string base = componentName(known == classNames_.end() ? "" : known->second);
  std::string name = base;
  for (int number = 2; taken_.contains(name); ++number) {
    name = base + std::to_string(number);
  }
  return name;
}

}  // namespace ignis
