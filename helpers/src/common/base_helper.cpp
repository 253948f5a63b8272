#include "ignis/helpers/common/base_helper.hpp"

#include <utility>

namespace ignis {

BaseHelper::BaseHelper(BaseHelperOptions options)
    : scope_(std::move(options.scope)),
      identifier_(std::move(options.identifier)),
      logger_(LoggerFactory::getLogger({scope_, identifier_})) {}

}  // namespace ignis
