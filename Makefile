# Works with GNU make 3.81, the one that macOS ships. `make help` lists the targets.

VENV ?= .venv
BIN := $(VENV)/bin
PYTEST_ARGS ?= -n auto --dist loadfile

NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	if $$name -c '$(NEW_ENOUGH)' 2>/dev/null; then echo $$name; break; fi; done)

UV ?= $(firstword $(wildcard $(BIN)/uv) uv)
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header
PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help run demo test lint bench generate lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/.tocsin-run ## poll the live sources and alert on this terminal (Ctrl-C stops)
	@$(BIN)/tocsin run

demo: $(VENV)/.tocsin-run ## replay July to November 2023 in Mali, without network or keys
	@$(BIN)/tocsin demo

test: lint ## everything that must pass: lint, then all tests
	$(BIN)/python -m pytest $(PYTEST_ARGS)

lint: $(VENV)/.tocsin-dev ## style, types, import floors, spelling, derived files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict
	$(BIN)/lint-imports --no-cache
	$(BIN)/yamllint --strict .
	$(BIN)/codespell
	$(BIN)/tocsin generate --check

bench: $(VENV)/.tocsin-dev ## measure throughput, memory, start-up and answers
	@$(BIN)/python -m benchmarks

generate: $(VENV)/.tocsin-dev ## write .env.example, rules/schema.json and deploy/slack/manifest.yml anew
	$(BIN)/tocsin generate

lock: ## pin the dependencies anew (UPGRADE=--upgrade takes newer ones); needs uv
	$(COMPILE) $(UPGRADE) --group build pyproject.toml --output-file requirements.lock
	$(COMPILE) $(UPGRADE) --constraint requirements.lock --group dev pyproject.toml --output-file requirements-dev.lock
	@if grep -nE '://|(^|[[:space:]=])/' requirements.lock requirements-dev.lock; then \
		echo 'A lock must not name hosts or paths of one machine.' >&2; exit 1; fi

clean: ## remove caches and build output; the environment and var/ stay
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage htmlcov
	find bot tests -name __pycache__ -type d -prune -exec rm -rf {} +

# An environment that another tool made is used as it is, as long as its Python is new enough; some have no pip.
define prepare
@if ! $(BIN)/python -c '$(NEW_ENOUGH)' 2>/dev/null; then \
	if ! $(PYTHON) -c '$(NEW_ENOUGH)' 2>/dev/null; then \
		echo 'Tocsin needs Python 3.11 or newer; none was found. Install one, or name it: make PYTHON=/path/to/python3.11 run' >&2; \
		exit 1; fi; \
	echo 'Making $(VENV) with $(PYTHON)'; \
	$(PYTHON) -m venv --clear $(VENV); fi
@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip --upgrade >/dev/null
endef

$(VENV)/.tocsin-run: requirements.lock pyproject.toml
	$(prepare)
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.tocsin-dev: requirements-dev.lock pyproject.toml
	$(prepare)
	$(PIP) install --require-hashes -r requirements-dev.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@
