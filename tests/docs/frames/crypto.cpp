using namespace ignis;

void talk(const std::string& received) {
  // @block
}
