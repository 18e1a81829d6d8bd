# One word for each thing one does daily; `make` alone lists them.
PYTHON ?= python3
PORT ?= 8000
SANDBOX_PORT ?= 8001
OUTLET_PORT ?= 8002
JOBS ?= auto
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
CONFORMANCE := tests/conformance
WIX_SDK := $(CONFORMANCE)/node_modules/.package-lock.json

.DEFAULT_GOAL := help
.PHONY: help install test test-properties test-races test-events-load test-browser screenshots lint fix demo docs conformance bench

help:  ## list these words
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

install: $(STAMP)  ## make .venv with everything in it

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --group dev --editable ".[sandbox]"
	@touch $@

test: $(STAMP)  ## run the tests (SQLite and the sandbox; no server, no account; JOBS=0 in one process)
	$(BIN)/python -m pytest --numprocesses $(JOBS) --dist worksteal

test-properties: $(STAMP)  ## run the property-based tests with 10,000 examples each (it takes long)
	$(BIN)/python -m pytest tests -m hypothesis --examples=10000

test-races: $(STAMP)  ## send crowds to four servers, on each database that answers (WRITE=yes: docs/ too)
	$(BIN)/python -m tests.races $(if $(WRITE),--write)

test-events-load: $(STAMP)  ## send 50 events a second for a minute, on each database that answers (WRITE=yes: docs/ too; QUICK=yes)
	$(BIN)/python -m tests.events_load $(if $(WRITE),--write) $(if $(QUICK),--quick)

test-browser: $(STAMP)  ## run the example site's stories in Debian's chromium (apt install chromium npm)
	$(BIN)/python -m pip install --quiet --group browser
	npm --prefix tests/browser ci --silent --no-audit --no-fund
	REQUIRE_BROWSER=yes $(BIN)/python -m pytest tests/browser

screenshots: $(STAMP)  ## take the pictures of the documents anew (apt install chromium)
	$(BIN)/python -m pip install --quiet --group browser
	REQUIRE_BROWSER=yes $(BIN)/python -m pytest tests/browser/test_pictures.py --screenshots=docs/images

lint: $(STAMP)  ## ruff, mypy strict, the floors, migration drift
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python -m django makemigrations --check --dry-run --skip-checks

fix: $(STAMP)  ## let ruff mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

demo: $(STAMP)  ## run the sandbox and the example site until Ctrl-C
	$(BIN)/python manage.py demo --port $(PORT) --sandbox-port $(SANDBOX_PORT) --outlet-port $(OUTLET_PORT)

docs: $(STAMP)  ## write the documents as pages, into docs/_build/html; a warning is an error
	$(BIN)/python -m pip install --quiet --group docs
	$(BIN)/python -m sphinx -W --keep-going --quiet -b dirhtml docs docs/_build/html

conformance: $(STAMP) $(WIX_SDK)  ## run Wix's own JavaScript SDK against the sandbox (needs Node 18 and npm)
	$(BIN)/python -m tests.conformance

bench: $(STAMP)  ## measure what things cost, and write the tables of docs/ (BENCH="calls pages" for some)
	$(BIN)/python -m pip install --quiet --group bench
	@command -v npm >/dev/null && $(MAKE) --silent $(WIX_SDK) || echo "Without npm: Wix's own SDK is left out."
	$(BIN)/python -m benchmarks $(BENCH)

$(WIX_SDK): $(CONFORMANCE)/package-lock.json $(CONFORMANCE)/.npmrc
	@command -v npm >/dev/null || { echo "make conformance needs Node 18 or newer, with npm." >&2; exit 1; }
	cd $(CONFORMANCE) && npm ci --no-progress
	@touch $@
