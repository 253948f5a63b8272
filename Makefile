# A thin front to CMake's presets. Each target installs what it lacks, see packages.txt.
BUILD = cmake --build --preset

.PHONY: run test asan tsan bench fuzz package docs format clean

run: ## Build the chat and start it
	@scripts/install-packages.sh build chat
	cmake --preset release -DIGNIS_BUILD_TESTS=OFF -DIGNIS_WARNINGS_AS_ERRORS=OFF
	$(BUILD) release --target chat
	@exec build/release/apps/chat/chat

test: ## Build everything, each public header alone too, and run all tests
	@scripts/install-packages.sh build test docs
	cmake --preset dev
	$(BUILD) dev --target all all_verify_interface_header_sets
	ctest --preset dev

asan tsan: ## The same tests under a sanitizer
	@scripts/install-packages.sh build test docs
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

package: ## Debian packages in build/package/packages; see docs/guide/installing.md
	@scripts/install-packages.sh build package
	cmake --preset package
	$(BUILD) package
	cpack --preset package

docs: scripts/docs/node_modules ## Make a site of the guide and the reference; a link that leads nowhere is an error
	@scripts/install-packages.sh docs
	node scripts/docs/build.js build/docs
	doxygen scripts/docs/Doxyfile
	@echo "build/docs/index.html"

scripts/docs/node_modules: scripts/docs/package-lock.json
	@scripts/install-packages.sh docs
	npm ci --silent --prefix scripts/docs
	@touch $@

format:
	@scripts/install-packages.sh format
	git ls-files '*.hpp' '*.cpp' | xargs clang-format -i

clean:
	rm -rf build tests/interop/node_modules tests/browser/node_modules scripts/docs/node_modules
