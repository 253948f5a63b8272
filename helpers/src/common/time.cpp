#include "ignis/helpers/common/time.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

namespace ignis {

namespace {

using std::chrono::floor;
using std::chrono::system_clock;

struct CivilTime {
  std::chrono::sys_days day;
  std::chrono::year_month_day date;
  unsigned year, month, dayOfMonth, hour, minute, second, millisecond;
};

CivilTime toCivil(system_clock::time_point time) noexcept {
  using namespace std::chrono;
  constexpr sys_days FIRST = year{0} / January / 1;
  constexpr sys_days AFTER_LAST = year{10000} / January / 1;
  const auto ms = std::clamp(floor<milliseconds>(time), sys_time<milliseconds>(FIRST),
                             sys_time<milliseconds>(AFTER_LAST) - milliseconds{1});
  const auto day = floor<days>(ms);
  const year_month_day date{day};
  const auto inDay = static_cast<unsigned>((ms - day).count());
  return {day,
          date,
          static_cast<unsigned>(static_cast<int>(date.year())),
          static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day()),
          inDay / 3'600'000,
          inDay / 60'000 % 60,
          inDay / 1'000 % 60,
          inDay % 1'000};
}

}  // namespace

void writeIsoString(char* out, system_clock::time_point time) noexcept {
  const CivilTime t = toCivil(time);
  const auto put = [&out](unsigned value, unsigned divisor, char after) {
    for (; divisor > 0; divisor /= 10) *out++ = static_cast<char>('0' + value / divisor % 10);
    *out++ = after;
  };
  put(t.year, 1000, '-');
  put(t.month, 10, '-');
  put(t.dayOfMonth, 10, 'T');
  put(t.hour, 10, ':');
  put(t.minute, 10, ':');
  put(t.second, 10, '.');
  put(t.millisecond, 100, 'Z');
}

std::string toIsoString(system_clock::time_point time) {
  std::string result(ISO_STRING_SIZE, '\0');
  writeIsoString(result.data(), time);
  return result;
}

std::string nowIso() { return toIsoString(system_clock::now()); }

std::string toDateString(system_clock::time_point time) {
  static constexpr std::array<std::string_view, 7> WEEKDAYS{"Sun", "Mon", "Tue", "Wed",
                                                            "Thu", "Fri", "Sat"};
  static constexpr std::array<std::string_view, 12> MONTHS{
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const CivilTime t = toCivil(time);
  return fmt::format("{} {} {:02} {:04} {:02}:{:02}:{:02} GMT+0000 (Coordinated Universal Time)",
                     WEEKDAYS[std::chrono::weekday{t.day}.c_encoding()], MONTHS[t.month - 1],
                     t.dayOfMonth, t.year, t.hour, t.minute, t.second);
}

}  // namespace ignis
