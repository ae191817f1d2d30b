PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
MUSIC  ?=

.PHONY: help setup dev run demo test quick soak check bench lock clean

help:            ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

setup: $(VENV)/.ready        ## install what Segue runs on, into .venv
dev: $(VENV)/.ready-dev      ## install what tests and checks need on top

$(VENV)/.ready: requirements.lock
	$(PYTHON) -c 'import sys; sys.exit("Segue needs Python 3.11 or newer: make PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	touch $@

$(VENV)/.ready-dev: requirements-dev.lock requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $(VENV)/.ready $@

run: setup       ## serve ~/Music, or MUSIC="/folder /another"
	$(BIN)/python run.py serve $(foreach folder,$(MUSIC),--music $(folder))

demo: setup      ## serve a small made-up library with virtual speakers and emulated real ones
	@$(BIN)/python -m tests.emulators demo & emulators=$$!; trap 'kill $$emulators' EXIT; $(BIN)/python run.py serve --demo

quick: dev       ## the fast tests
	$(BIN)/python -m pytest -n 2 -m "not slow and not browser and not soak"

test: dev        ## every test but those of `make soak`
	$(BIN)/python -m tests.tools
	$(BIN)/python -m pytest -n 3 --dist loadfile --durations=20

soak: dev        ## what takes minutes: many faults, long albums, every pair of devices, real desktop apps
	$(BIN)/python -m tests.tools soak
	$(BIN)/python -m pytest -n 2 -m soak

check: dev       ## format, lint, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	@if command -v npx >/dev/null; then npx --yes --package=typescript@5.9.3 -- tsc -p web/jsconfig.json; \
	else echo "!!! npx is missing: the types of the pages' modules are NOT checked"; fi

bench: dev       ## measurements, each with a reference in the same run
	$(BIN)/python -m bench

lock:            ## write the lock files anew from requirements*.in (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --quiet --no-header --no-annotate requirements.in -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --quiet --no-header --no-annotate requirements-dev.in -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
