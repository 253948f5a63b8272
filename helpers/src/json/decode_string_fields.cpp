#include "ignis/helpers/json/decode_string_fields.hpp"

#include "json/json_decoder.hpp"
#include "json/json_workspace.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace ignis {

namespace {

using json_detail::Number;

char foldHeaderCharacter(char character) {
  if (character == '_') {
    return '-';
  }
  return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a')
                                              : character;
}

bool isSameName(std::string_view member, std::string_view field, bool isHeader) {
  if (!isHeader) {
    return member == field;
  }
  return std::ranges::equal(member, field, {}, foldHeaderCharacter, foldHeaderCharacter);
}

/// Plays fields to a decoder as the events of one object.
class StringFieldReader {
 public:
  StringFieldReader(JsonDecoder& decoder, const StringFieldOptions& options,
                    std::vector<std::string_view>& values)
      : decoder_(decoder), options_(options), values_(values) {}

  void read(std::span<const StringField> fields, const JsonType& type) {
    decoder_.startObject();
    for (const JsonMember& member : type.members) {
      values_.clear();
      for (const auto& [name, value] : fields) {
        if (isSameName(member.name, name, options_.isHeader)) {
          values_.push_back(value);
        }
      }
      if (!values_.empty()) {
        readMember(member);
      }
    }
    decoder_.endObject();
  }

 private:
  void readMember(const JsonMember& member) {
    const JsonType* type = member.type;
    while (type->kind == JsonKind::OPTIONAL) {
      type = type->element;
    }
    const bool isText = type->kind == JsonKind::STRING;
    const bool isAbsent = !isText && values_.size() == 1 && values_.front().empty();
    if (isAbsent && (!member.isRequired || type->kind == JsonKind::LIST)) {
      return;
    }
    decoder_.key(member.name);
    if (type->kind == JsonKind::LIST) {
      readList(*type);
    } else if (values_.size() == 1) {
      readValue(*type, values_.front());
    } else if (options_.isHeader) {
      readValue(*type, joinedValues());
    } else {
      readList(*type);
    }
  }

  /// A type that takes no list makes the decoder report that it received one.
  void readList(const JsonType& type) {
    decoder_.startArray();
    for (std::size_t i = 0; i < values_.size(); ++i) {
      if (type.kind == JsonKind::TUPLE && i < type.elementCount) {
        readValue(type.elementType(i), values_[i]);
      } else {
        readValue(type.kind == JsonKind::LIST ? *type.element : type, values_[i]);
      }
    }
    decoder_.endArray();
  }

  void readValue(const JsonType& type, std::string_view text) {
    switch (type.kind) {
      case JsonKind::OPTIONAL:
        return readValue(*type.element, text);
      case JsonKind::BOOLEAN:
        if (text == "true" || text == "1" || text == "false" || text == "0") {
          decoder_.boolean(text == "true" || text == "1");
          return;
        }
        break;
      case JsonKind::INTEGER:
      case JsonKind::NUMBER:
        if (json_detail::isNumberText(text)) {
          if (const auto number = json_detail::parseNumber(text)) {
            decoder_.number(*number);
            return;
          }
        }
        break;
      case JsonKind::STRING:
      case JsonKind::ENUMERATION:
      case JsonKind::BYTES:
        break;
      default:
        decoder_.nested(text);
        return;
    }
    decoder_.string(text);
  }

  const std::string& joinedValues() {
    joined_.clear();
    for (const std::string_view value : values_) {
      joined_.append(joined_.empty() ? "" : ", ").append(value);
    }
    return joined_;
  }

  JsonDecoder& decoder_;
  const StringFieldOptions& options_;
  std::vector<std::string_view>& values_;
  std::string joined_;
};

}  // namespace

JsonResult decodeStringFields(std::span<const StringField> fields, const JsonType& type, void* out,
                              const StringFieldOptions& options) {
  const WorkspaceLease workspace;
  JsonDecoder decoder(workspace->frames(), {.maxIssues = options.maxIssues});
  decoder.begin({.type = &type, .object = out});
  StringFieldReader(decoder, options, workspace->fieldValues()).read(fields, type);
  return decoder.takeResult();
}

}  // namespace ignis
