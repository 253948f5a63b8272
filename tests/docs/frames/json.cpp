// @declarations

void convert(const std::string& text) {
  // @statements
}

// @block
// @block

void write() {
  // @block
}

// @declarations

void binary(const Upload& upload) {
  // @statements
}

using ignis::Json;

void dynamic(const std::string& text) {
  // @block
}
