// Warns of itself, which is nobody's business but the parent's; needs a standard of the parent's.
#if __cplusplus <= 202002L
#error "The parent's standard is C++23"
#endif

int main() {
  int unused;
  return 0;
}
