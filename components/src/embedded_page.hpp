#pragma once

#include <string>
#include <string_view>

#include "ignis/core/http/context.hpp"

namespace ignis {

/// A page that is part of the binary: no other file, no other server.
struct EmbeddedPage {
  std::string_view title;
  std::string_view style;
  std::string_view script;
  std::string_view body;  ///< HTML; whoever makes it escapes what it shows
  bool isOnline = false;  ///< the script asks this server
};

/// Answers with the page, under a Content-Security-Policy that lets its own script and style run
/// and nothing else.
Response answerPage(Context& context, const EmbeddedPage& page);

/// `text` where HTML or XML expects text or the value of an attribute.
std::string escapeMarkup(std::string_view text);

}  // namespace ignis
