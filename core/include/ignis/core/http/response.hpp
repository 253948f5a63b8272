#pragma once

namespace ignis {

/// What a handler returns that has written its answer into the context: `return
/// context.json(user);`. Only the builders of `Context` make one.
class Response {
 private:
  friend class Context;
  Response() = default;
};

}  // namespace ignis
