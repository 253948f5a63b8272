#include "ignis/helpers/redis/redis_args.hpp"

#include <cmath>

#include "json/number.hpp"

namespace ignis {

namespace {

std::string toText(double number) {
  if (std::isnan(number)) {
    return "nan";
  }
  if (std::isinf(number)) {
    return number > 0 ? "inf" : "-inf";
  }
  return json_detail::formatNumber(number);
}

}  // namespace

RedisParameter::RedisParameter(double number) : text_(toText(number)) {}

}  // namespace ignis
