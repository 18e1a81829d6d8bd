# One word for each thing one does daily; `make` alone lists them.
PYTHON ?= python3
PORT ?= 8000
SANDBOX_PORT ?= 8001
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
CONFORMANCE := tests/conformance
WIX_SDK := $(CONFORMANCE)/node_modules/.package-lock.json

.DEFAULT_GOAL := help
.PHONY: help install test test-browser lint fix demo conformance

help:  ## list these words
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

install: $(STAMP)  ## make .venv with everything in it

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --group dev --editable ".[sandbox]"
	@touch $@

test: $(STAMP)  ## run the tests (SQLite and the sandbox; no server, no account)
	$(BIN)/python -m pytest

test-browser: $(STAMP)  ## run the example site's stories in Debian's chromium (apt install chromium npm)
	$(BIN)/python -m pip install --quiet --group browser
	npm --prefix tests/browser ci --silent --no-audit --no-fund
	REQUIRE_BROWSER=yes $(BIN)/python -m pytest tests/browser

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
	$(BIN)/python manage.py demo --port $(PORT) --sandbox-port $(SANDBOX_PORT)

conformance: $(STAMP) $(WIX_SDK)  ## run Wix's own JavaScript SDK against the sandbox (needs Node 18 and npm)
	$(BIN)/python -m tests.conformance

$(WIX_SDK): $(CONFORMANCE)/package-lock.json $(CONFORMANCE)/.npmrc
	@command -v npm >/dev/null || { echo "make conformance needs Node 18 or newer, with npm." >&2; exit 1; }
	cd $(CONFORMANCE) && npm ci --no-progress
	@touch $@
