# A thin front to CMake's presets. Each target installs what it lacks, see packages.txt.
BUILD = cmake --build --preset

.PHONY: run test asan tsan bench fuzz format clean

run: ## Build the quickstart application and start it
	@scripts/install-packages.sh build
	cmake --preset release -DIGNIS_BUILD_TESTS=OFF -DIGNIS_WARNINGS_AS_ERRORS=OFF
	$(BUILD) release --target quickstart
	@exec build/release/apps/quickstart/quickstart

test: ## Build everything, each public header alone too, and run all tests
	@scripts/install-packages.sh build test
	cmake --preset dev
	$(BUILD) dev --target all all_verify_interface_header_sets
	ctest --preset dev

asan tsan: ## The same tests under a sanitizer
	@scripts/install-packages.sh build test
	cmake --preset $@
	$(BUILD) $@
	ctest --preset $@

bench: ## Measure; see tests/bench/README.md
	@scripts/install-packages.sh build bench
	cmake --preset bench
	$(BUILD) bench
	tests/bench/run.py build/bench

fuzz: SECONDS = 60
fuzz: ## Run each fuzzer for SECONDS; an input that fails is kept in build/fuzz
	@scripts/install-packages.sh build fuzz
	cmake --preset fuzz
	$(BUILD) fuzz
	tests/fuzz/run.sh build/fuzz $(SECONDS)

format:
	@scripts/install-packages.sh format
	git ls-files '*.hpp' '*.cpp' | xargs clang-format -i

clean:
	rm -rf build tests/interop/node_modules
