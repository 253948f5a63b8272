#include "socket/websocket/protocol/deflate_negotiation.hpp"

#include <algorithm>
#include <utility>

#include "ignis/helpers/common/ascii.hpp"
#include "ignis/helpers/common/parse.hpp"
#include "socket/websocket/protocol/deflate.hpp"

namespace ignis {

namespace {

constexpr std::string_view EXTENSION = "permessage-deflate";

struct Parameter {
  std::string_view name;
  std::optional<std::string_view> value;
};

struct Offer {
  bool serverNoContextTakeover = false;
  bool clientNoContextTakeover = false;
  std::optional<int> serverMaxWindowBits{};
  bool clientMaxWindowBitsNamed = false;
  std::optional<int> clientMaxWindowBits{};
};

/// Cuts `rest` at the first `separator` that is not inside quotes.
std::string_view takeUntil(std::string_view& rest, char separator) {
  bool isQuoted = false;
  std::size_t at = 0;
  for (; at < rest.size(); ++at) {
    if (rest[at] == '"') {
      isQuoted = !isQuoted;
    } else if (rest[at] == '\\' && isQuoted) {
      ++at;
    } else if (rest[at] == separator && !isQuoted) {
      break;
    }
  }
  at = std::min(at, rest.size());
  const std::string_view part = rest.substr(0, at);
  rest.remove_prefix(std::min(at + 1, rest.size()));
  return ascii::trim(part);
}

Parameter parseParameter(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) {
    return {.name = text, .value = std::nullopt};
  }
  std::string_view value = ascii::trim(text.substr(equals + 1));
  if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
    value = value.substr(1, value.size() - 2);
  }
  return {.name = ascii::trim(text.substr(0, equals)), .value = value};
}

/// RFC 7692 section 7.1.2: 8 to 15, without leading zeros.
std::optional<int> parseWindowBits(std::string_view text) {
  const auto bits = text.starts_with('0') ? std::nullopt : parseInteger<int>(text);
  return bits && *bits >= 8 && *bits <= MAX_WINDOW_BITS ? bits : std::nullopt;
}

/// False when the parameter is malformed, unknown or there already.
bool apply(const Parameter& parameter, Offer& offer) {
  const auto setFlag = [&](bool& flag) { return !parameter.value && !std::exchange(flag, true); };
  const auto setBits = [&](std::optional<int>& bits) {
    bits = parseWindowBits(*parameter.value);
    return bits.has_value();
  };
  if (parameter.name == "server_no_context_takeover") {
    return setFlag(offer.serverNoContextTakeover);
  }
  if (parameter.name == "client_no_context_takeover") {
    return setFlag(offer.clientNoContextTakeover);
  }
  if (parameter.name == "server_max_window_bits") {
    return parameter.value && !offer.serverMaxWindowBits && setBits(offer.serverMaxWindowBits);
  }
  if (parameter.name == "client_max_window_bits") {
    return !std::exchange(offer.clientMaxWindowBitsNamed, true) &&
           (!parameter.value || setBits(offer.clientMaxWindowBits));
  }
  return false;
}

std::optional<Offer> parseOffer(std::string_view text) {
  if (text.ends_with(';') || takeUntil(text, ';') != EXTENSION) {
    return std::nullopt;
  }
  Offer offer;
  while (!text.empty()) {
    if (!apply(parseParameter(takeUntil(text, ';')), offer)) {
      return std::nullopt;
    }
  }
  return offer;
}

std::optional<DeflateAgreement> accept(const Offer& offer,
                                       const PerMessageDeflateOptions& options) {
  DeflateAgreement agreement{.serverMaxWindowBits = offer.serverMaxWindowBits,
                             .clientMaxWindowBits = offer.clientMaxWindowBits};
  if (options.serverMaxWindowBits) {
    if (offer.serverMaxWindowBits && *offer.serverMaxWindowBits < *options.serverMaxWindowBits) {
      return std::nullopt;
    }
    agreement.serverMaxWindowBits = options.serverMaxWindowBits;
  }
  if (agreement.serverMaxWindowBits && *agreement.serverMaxWindowBits < MIN_WINDOW_BITS) {
    return std::nullopt;
  }
  if (options.clientMaxWindowBits) {
    if (!offer.clientMaxWindowBitsNamed) {
      return std::nullopt;
    }
    agreement.clientMaxWindowBits =
        std::min(*options.clientMaxWindowBits, offer.clientMaxWindowBits.value_or(MAX_WINDOW_BITS));
  }
  return agreement;
}

}  // namespace

std::optional<DeflateAgreement> negotiateDeflate(std::string_view extensions,
                                                 const PerMessageDeflateOptions& options) {
  while (!extensions.empty()) {
    const auto offer = parseOffer(takeUntil(extensions, ','));
    const auto agreement = offer ? accept(*offer, options) : std::nullopt;
    if (agreement) {
      return agreement;
    }
  }
  return std::nullopt;
}

std::string describe(const DeflateAgreement& agreement) {
  std::string text(EXTENSION);
  text.append("; server_no_context_takeover; client_no_context_takeover");
  if (agreement.serverMaxWindowBits) {
    text.append("; server_max_window_bits=").append(std::to_string(*agreement.serverMaxWindowBits));
  }
  if (agreement.clientMaxWindowBits) {
    text.append("; client_max_window_bits=").append(std::to_string(*agreement.clientMaxWindowBits));
  }
  return text;
}

}  // namespace ignis
