#include "socket/socket_io/client/engine/cookie_jar.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <optional>
#include <utility>

#include "ignis/helpers/common/ascii.hpp"
#include "ignis/helpers/common/parse.hpp"
#include "socket/socket_io/client/log.hpp"

namespace ignis::socket_io::client {

namespace {

using Clock = CookieJar::Clock;

/// What comes before the next `separator`; `text` goes on after it.
std::string_view takeUntil(std::string_view& text, char separator) {
  const std::string_view part = text.substr(0, text.find(separator));
  text.remove_prefix(std::min(text.size(), part.size() + 1));
  return ascii::trim(part);
}

unsigned monthOf(std::string_view name) {
  constexpr std::array<std::string_view, 12> NAMES{"jan", "feb", "mar", "apr", "may", "jun",
                                                   "jul", "aug", "sep", "oct", "nov", "dec"};
  const auto found = std::find_if(NAMES.begin(), NAMES.end(), [&](std::string_view candidate) {
    return ascii::iequals(name.substr(0, 3), candidate);
  });
  return found == NAMES.end() ? 0 : static_cast<unsigned>(found - NAMES.begin()) + 1;
}

/// The day of a date as servers write it: `Wed, 21 Oct 2015 07:28:00 GMT`, also with dashes. The
/// time of the day makes no difference to a cookie that is deleted with a date long past.
std::optional<std::chrono::sys_days> dayOf(std::string_view date) {
  std::optional<unsigned> day;
  unsigned month = 0;
  std::optional<int> year;
  while (!date.empty()) {
    const std::size_t size = std::min(date.find_first_of(" ,-"), date.size());
    const std::string_view token = date.substr(0, size);
    date.remove_prefix(std::min(date.size(), size + 1));
    const auto number = parseUnsigned<std::uint16_t>(token);
    if (number && !day) {
      day = *number;
    } else if (number && month != 0 && !year) {
      year = *number < 70 ? *number + 2000 : *number < 100 ? *number + 1900 : *number;
    } else if (!number && day && month == 0) {
      month = monthOf(token);
    }
  }
  if (!day || month == 0 || !year) {
    return std::nullopt;
  }
  const std::chrono::year_month_day result{std::chrono::year(*year), std::chrono::month(month),
                                           std::chrono::day(*day)};
  return result.ok() ? std::optional(std::chrono::sys_days(result)) : std::nullopt;
}

/// Whether the attributes say that the cookie is over. `Max-Age` wins over `Expires`.
bool isDeletion(std::string_view attributes, Clock::time_point now) {
  bool isExpired = false;
  std::optional<bool> isAged;
  while (!attributes.empty()) {
    std::string_view value = takeUntil(attributes, ';');
    const std::string_view name = takeUntil(value, '=');
    if (ascii::iequals(name, "max-age")) {
      const auto seconds = parseInteger(value);
      isAged = value.starts_with('-') || (seconds && *seconds <= 0);
    } else if (ascii::iequals(name, "expires")) {
      const auto day = dayOf(value);
      isExpired = day && *day < std::chrono::floor<std::chrono::days>(now);
    }
  }
  return isAged.value_or(isExpired);
}

bool hasControl(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; });
}

}  // namespace

void CookieJar::set(std::string_view header, Clock::time_point now) {
  std::string_view value = takeUntil(header, ';');
  if (value.find('=') == std::string_view::npos || hasControl(value)) {
    return;
  }
  const std::string_view name = takeUntil(value, '=');
  if (name.empty()) {
    return;
  }
  const auto known = std::find_if(cookies_.begin(), cookies_.end(),
                                  [&](const auto& cookie) { return cookie.first == name; });
  if (isDeletion(header, now)) {
    if (known != cookies_.end()) {
      cookies_.erase(known);
    }
    return;
  }
  if (name.size() + value.size() > MAX_COOKIE_BYTES ||
      (known == cookies_.end() && cookies_.size() == MAX_COOKIES)) {
    if (!std::exchange(hasWarned_, true)) {
      logger().warn("[set] A cookie of the server is not kept | limits: {} cookies, {} bytes each",
                    MAX_COOKIES, MAX_COOKIE_BYTES);
    }
    return;
  }
  if (known != cookies_.end()) {
    known->second = ascii::trim(value);
  } else {
    cookies_.emplace_back(name, ascii::trim(value));
  }
}

std::string CookieJar::header() const {
  std::string header;
  for (const auto& [name, value] : cookies_) {
    header.append(header.empty() ? "" : "; ").append(name).append("=").append(value);
  }
  return header;
}

}  // namespace ignis::socket_io::client
