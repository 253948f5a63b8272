#!/bin/sh
# Runs each fuzzer of a build, one after the other, for so many seconds: tests/fuzz/run.sh build/fuzz 60
# Ends at the first input that fails, and says where it is.
set -eu

build=$(realpath "$1")
seconds=$2
cd "$(dirname "$0")"

fuzz() {
  found=$build/corpus/$1
  mkdir -p "$found"
  echo "== $1"
  "$build/tests/fuzz/fuzz-$1" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
    -verbosity=0 -artifact_prefix="$build/$1-" "$found" "$2"
}

sed -n 's/^ignis_add_fuzzer(\([^ ]*\) [^ ]* \(.*\))$/\1 \2/p' CMakeLists.txt |
  while read -r name corpus; do
    fuzz "$name" "$corpus"
  done
