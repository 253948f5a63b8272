#pragma once

#include <boost/asio/awaitable.hpp>

namespace ignis {

/// What a function returns that may wait: the counterpart of the original's `Promise<T>`.
/// Start it with `co_await`; it runs on the loop of whoever awaits it.
template <class T = void>
using Task = boost::asio::awaitable<T>;

}  // namespace ignis
