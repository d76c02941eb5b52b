# `make` alone says what there is to make.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run demo test rust-tests browser-tests lint bench soak hardening package sbom fuzz power-cut

# Queries are checked against .sqlx/, so that no build needs a database.
export SQLX_OFFLINE ?= true

SCRIPTS := end2end/install-browser.sh examples/storefront/build.sh $(wildcard packaging/debian/*) $(wildcard examples/storefront/files/*.sh)
TOOLS := target/tools/bin
CYCLONEDX := 0.5.9
NODE_MODULES := end2end/node_modules/.package-lock.json

help: ## say what there is to make
	@sed -n 's/^\([a-z-]*\):.* ## /\1\t/p' Makefile | while IFS=$$'\t' read -r target text; do \
	    printf '  make %-10s %s\n' "$$target" "$$text"; done

run: ## serve ./slipway-data on http://127.0.0.1:3000
	cargo run --release -- serve

demo: ## make and serve the demo installation in ./slipway-demo
	cargo run --release -- demo

test: ## run every test: Rust first, then the browser tests with the program they built
	$(MAKE) rust-tests
	$(MAKE) browser-tests
	@awk '/^test result:/ { passed += $$4; failed += $$6 } END { print "rust: " passed " passed, " failed " failed" }' \
	    target/rust-tests.log

rust-tests: | target
	cargo test --no-fail-fast 2>&1 | tee target/rust-tests.log

browser-tests: $(NODE_MODULES)
	end2end/install-browser.sh
	cd end2end && npx playwright test

lint: $(NODE_MODULES) ## check formatting, lints, shell scripts and the types of the browser tests
	cargo fmt --check
	cargo clippy --all-targets -- -D warnings
	for script in $(SCRIPTS); do sh -n "$$script"; done
	bash -n .ci/run
	cd end2end && npx tsc --noEmit

bench: ## print the figures of the design, as ratios
	cargo bench

soak: ## take a thousand walks through approvals, kill the server 500 times in the middle of its work, and recover 1 GiB
	PROPTEST_CASES=1000 cargo test --release --lib a_deployment_starts_exactly_when_the_rules_say_so
	SLIPWAY_SOAK_KILLS=500 cargo test --release --test soak -- --ignored --nocapture
	SLIPWAY_RECOVERY_MIB=64 SLIPWAY_RECOVERY_ROUNDS=10 SLIPWAY_RECOVERY_PAUSE=60 cargo test --release --test recovery storm -- --nocapture
	SLIPWAY_RECOVERY_MIB=1024 cargo test --release --test recovery -- --nocapture --test-threads 1

hardening: ## check the systemd unit, and confinement under its filter; as root
	cargo test --test confinement --no-run --message-format=json-render-diagnostics \
	    | sed -n 's/.*"executable":"\([^"]*confinement-[^"]*\)".*/\1/p' > target/confinement-test
	packaging/check-unit "$$(cat target/confinement-test)"

package: $(TOOLS)/cargo-deb ## build the Debian package, install it and take it away again; as root
	cargo build --release
	$(TOOLS)/cargo-deb --no-build --no-strip --output target/slipway.deb
	packaging/check-package target/slipway.deb

sbom: $(TOOLS)/cargo-cyclonedx ## write what the program is made of, as CycloneDX
	$(TOOLS)/cargo-cyclonedx cyclonedx --format json --override-filename slipway.cdx
	mv slipway.cdx.json target/slipway.cdx.json

$(TOOLS)/cargo-deb:
	cargo install cargo-deb --version 3.8.0 --locked --root target/tools

$(TOOLS)/cargo-cyclonedx:
	cargo install cargo-cyclonedx --version $(CYCLONEDX) --locked --root target/tools

# One target after the other, so that the machine stays quick. What is found on the way is kept in target/fuzz/.
FUZZ_SECONDS ?= 600
FUZZ_TARGETS := document forms api logs csv
SEEDS_document := tests/documents
fuzz: $(addprefix fuzz-,$(FUZZ_TARGETS)) ## search the readers for bytes that break a promise, FUZZ_SECONDS each

.NOTPARALLEL: fuzz
.PHONY: $(addprefix fuzz-,$(FUZZ_TARGETS))
$(addprefix fuzz-,$(FUZZ_TARGETS)): fuzz-%: target/tools/bin/cargo-fuzz
	mkdir -p target/fuzz/$*
	PATH="$(CURDIR)/target/tools/bin:$$PATH" nice -n 19 cargo fuzz run --dev --strip-dead-code --sanitizer none $* \
	    target/fuzz/$* fuzz/corpus/$* $(SEEDS_$*) -- \
	    -max_total_time=$(FUZZ_SECONDS) -timeout=20 -rss_limit_mb=3000 -max_len=16384

target/tools/bin/cargo-fuzz:
	cargo install cargo-fuzz --version 0.13.2 --locked --root target/tools

power-cut: ## cut the power SLIPWAY_POWER_CUTS times (100) in the middle of the work; needs strace
	@command -v strace > /dev/null || { echo "make power-cut needs strace (Debian: apt-get install strace)" >&2; exit 1; }
	cargo test --test soak power_cut::a_hundred -- --ignored --nocapture

$(NODE_MODULES): end2end/package.json end2end/package-lock.json
	cd end2end && npm ci
	touch $@

target:
	mkdir -p target
