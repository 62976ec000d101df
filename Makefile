# `make run` and `make test` are all a newcomer needs; both install what they lack.
# On a machine with several Pythons: make run PYTHON=/path/to/python3.12

PYTHON ?= $(shell for p in python3.12 python3.11 python3.13 python3 python; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
	2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
TEST_PROCESSES ?= 2

.DEFAULT_GOAL := run
.PHONY: help run test test-fast test-thorough lint bench ui dashboard docs lock clean

help: ## list what make can do here
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

run: $(VENV)/.installed ## install and publish from the recorded data (what make alone does)
	@$(BIN)/ledger run

# One polars thread a process: as many tests run at once as there are processors.
test: $(VENV)/.installed-dev lint ## style, types and every test
	@POLARS_MAX_THREADS=1 $(BIN)/python -m pytest -n $(TEST_PROCESSES) --dist loadfile --no-loadscope-reorder

test-fast: $(VENV)/.installed-dev ## unit tests and conventions: no run, engine or page, few examples
	@POLARS_MAX_THREADS=1 $(BIN)/python -m pytest -n $(TEST_PROCESSES) --dist loadfile --no-loadscope-reorder \
		-m "not slow and not engine and not recorded and not drawn" --quick tests/unit tests/conventions

# Twenty kills, every day of the leak audit, ten times the examples of a property; `make test`
# takes some of each kind.
test-thorough: $(VENV)/.installed-dev ## every test, with more kills, days and examples
	@POLARS_MAX_THREADS=1 $(BIN)/python -m pytest -n $(TEST_PROCESSES) --dist loadfile --no-loadscope-reorder --thorough

lint: $(VENV)/.installed-dev ## style, layers and types
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/lint-imports --cache-dir .mypy_cache/imports && $(BIN)/mypy
	@$(BIN)/sqlfluff lint --processes $(TEST_PROCESSES) --disable-progress-bar dbt_project

bench: $(VENV)/.installed-bench ## compare with peer libraries
	@$(BIN)/python -m pytest -m bench tests/benchmarks -s -p no:xdist

ui: $(VENV)/.installed ## open the Dagster UI
	@$(BIN)/ledger ui

dashboard: $(VENV)/.installed ## open the charts of what is published
	@$(BIN)/ledger dashboard

# Of what is published: the dictionary, the coverage and the answers are those of your own run.
docs: $(VENV)/.installed-dev ## the docs site, in site/, of what is published
	@$(BIN)/python -m pipelines.dbt.docs
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "open site/index.html"

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 with venv is needed: install one, or name it with PYTHON=..."; exit 1; }
	@$(PYTHON) -m venv $(VENV)

# Packages are compiled as they are installed: great-expectations alone starts 4 s later without.
$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "installing into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q pipelines expectations
	@$(BIN)/python -m pipelines.runtime.prepare
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.installed-bench: $(VENV)/.installed-dev
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --editable '.[bench]'
	@touch $@

# Pins every package for every supported Python; no addresses in the files.
lock: $(VENV)/.installed-dev ## pin every package anew; needs a network
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@for target in "requirements.lock --extra build" "requirements-dev.lock --extra build --extra dev"; do \
		set -- $$target; out=$$1; shift; \
		$(BIN)/uv pip compile pyproject.toml "$$@" --universal --python-version 3.11 \
			--generate-hashes --no-annotate --no-header --quiet --output-file $$out; done

clean: ## remove the installation and all data
	@rm -rf $(VENV) data
