# Everything Phalanx can do to itself, one line each. `make help` prints the sentences behind `##`.
# Set-up happens by itself, once; a changed lock file brings it about again.

SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help run test page check format bench docs lock wheel clean

# Some machines forbid compiled Python; without it every start of `phalanx` takes three times as long.
export PYTHONDONTWRITEBYTECODE =
# Small products of matrices are quickest in one thread, as the command makes them; tests run side by side anyway.
export OPENBLAS_NUM_THREADS = 1
export UV_PYTHON_DOWNLOADS = never
export NO_MKDOCS_2_WARNING = 1

BIN := .venv/bin
HERE := requirements/setup.lock scripts/set-up.sh pyproject.toml

help: ## Say what can be made here.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

run: .venv/run.stamp page ## Set up what is missing, make the registry, and open the page: address printed, Ctrl-C ends it.
	$(BIN)/phalanx serve --open

test: .venv/dev.stamp .venv/system.stamp page ## Set up what is missing, Debian packages included, and run every test.
	$(BIN)/python -m pytest --numprocesses=logical --dist=loadfile --no-loadscope-reorder $(PYTEST)

page: .venv/run.stamp ## Build the page from web/, where it changed; needs Node.js 20.19 or newer.
	$(BIN)/python scripts/page.py --if-changed

check: .venv/dev.stamp ## Hold the code to its format, its rules, its types and its layers, page included.
	$(BIN)/python scripts/page.py --check & $(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy && $(BIN)/lint-imports; code=$$?; wait $$! && exit $$code

format: .venv/dev.stamp ## Put the code into its format and mend what can be mended by itself.
	$(BIN)/ruff format . && $(BIN)/ruff check --fix . && $(BIN)/python scripts/page.py --format

bench: .venv/dev.stamp .venv/system.stamp page ## Measure Phalanx side by side with what a user would pick instead.
	$(BIN)/python -m bench

docs: .venv/dev.stamp ## Write the reference pages from the code and build the documentation into site/.
	$(BIN)/python -m phalanx.surfaces.documentation docs/reference && $(BIN)/mkdocs build --strict

lock: .venv/run.stamp ## Choose the newest versions of all parts anew and write requirements/*.lock.
	scripts/lock.sh --upgrade

wheel: .venv/dev.stamp ## Build the wheel and the source archive into dist/.
	$(BIN)/hatchling build

clean: ## Remove everything that was made here; the registry in your data folder stays.
	rm -rf .venv build dist site report.html web/node_modules src/phalanx/surfaces/presenting/page .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks .import_linter_cache

.venv/run.stamp: requirements/run.lock $(HERE)
	scripts/set-up.sh run

.venv/dev.stamp: requirements/dev.lock $(HERE)
	scripts/set-up.sh dev

.venv/system.stamp: scripts/system-packages.sh | .venv/dev.stamp
	scripts/system-packages.sh $@
