# The verbs of this project, the same here and in CI. Each does the set-up it needs.

PYTHON ?= python3
# Set on the command line only: the environment may hold a HOST that is meant for others, and make an AS of its own.
HOST := 127.0.0.1
PORT := 4010
AS :=
TARGET :=
IDENTITIES :=
STORE :=

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help setup mock check test lint prism clean

help: ## list the verbs
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r verb words; do printf '%-14s%s\n' "$$verb" "$$words"; done

setup: $(READY) ## make .venv with the pinned dependencies and the command .venv/bin/contractkit

# Renewed when a dependency changes. The build tools are pinned too, hence no isolated build.
$(READY): pyproject.toml constraints.txt
	@echo "setting up $(VENV): some minutes the first time"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'Python 3.11 or newer is needed: make PYTHON=...' >&2; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV)
	@$(PIP) install -c constraints.txt hatchling editables
	@$(PIP) install -c constraints.txt --no-build-isolation -e '.[dev]'
	@touch $@

mock: $(READY) ## serve the bundled contract; HOST= PORT= say where, AS=NAME lets any token act as that identity, STORE=URL keeps its state
	@$(BIN)/contractkit mock --host '$(HOST)' --port '$(PORT)' $(if $(AS),--as '$(AS)') $(if $(STORE),--store '$(STORE)')

check: $(READY) ## judge the mock, or TARGET=URL with IDENTITIES=FILE; the report is in build/check
	@$(BIN)/python ci/check.py $(if $(TARGET),--target '$(TARGET)') $(if $(IDENTITIES),--identities '$(IDENTITIES)') $(if $(STORE),--store '$(STORE)')

test: lint ## prove the project: lint, types, architecture, unit tests, then the suites against the mock
	$(BIN)/python -m pytest -n 2 --dist worksteal
	$(BIN)/python ci/check.py

lint: $(READY) ## ruff and mypy, tests included
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

prism: node_modules/.bin/prism ## install the pinned Prism beside the kit; needs Node.js 20 or newer

node_modules/.bin/prism: package.json
	@command -v npm >/dev/null || { echo 'Node.js 20 or newer is needed, with its npm' >&2; exit 1; }
	@npm install --silent
	@touch $@

clean: ## remove what was built and what the tools remember; .venv stays
	rm -rf build dist .hypothesis .schemathesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +
