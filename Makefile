.PHONY: demo test lint bench accuracy train lock clean

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALL := $(PIP) install --quiet --no-compile

demo: $(VENV)/.run
	$(BIN)/dealwire demo

test: $(VENV)/.dev
	$(BIN)/python -m pytest -q -n 2

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict pipeline

bench: $(VENV)/.bench
	$(BIN)/python -m benchmarks

accuracy: $(VENV)/.run
	$(BIN)/python -m models.gate

train: $(VENV)/.train
	$(BIN)/python -m models.recipe.train

# The environment is made once and brought up to date when a list of dependencies changes.
$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements/run.lock pyproject.toml | $(BIN)/python
	$(INSTALL) --require-hashes -r requirements/run.lock
	$(INSTALL) --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.dev: requirements/dev.lock $(VENV)/.run
	$(INSTALL) --require-hashes -r requirements/dev.lock
	touch $@

$(VENV)/.bench: requirements/bench.lock $(VENV)/.dev
	$(INSTALL) --require-hashes -r requirements/bench.lock
	touch $@

$(VENV)/.train: requirements/train.lock $(VENV)/.dev
	$(INSTALL) --require-hashes -r requirements/train.lock
	$(INSTALL) torch==2.13.0
	touch $@

# Needs uv; run after a change of the dependencies in pyproject.toml.
LOCK := uv pip compile --no-config --quiet --python-version 3.11 --generate-hashes --no-header pyproject.toml
lock:
	$(LOCK) --extra build -o requirements/run.lock
	$(LOCK) --extra build --extra dev -c requirements/run.lock -o requirements/dev.lock

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache build dist
