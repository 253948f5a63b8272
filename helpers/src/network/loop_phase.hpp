#pragma once

namespace ignis {

/// Whether the loop of this thread is at the end of a turn, where output is written.
bool isFlushing() noexcept;

}  // namespace ignis
