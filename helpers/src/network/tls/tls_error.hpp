#pragma once

#include <string>

namespace ignis {

/// The first error in OpenSSL's queue of this thread as text. The queue is empty afterwards.
std::string takeTlsError();

}  // namespace ignis
