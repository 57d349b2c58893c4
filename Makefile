.PHONY: demo test lint bench accuracy train lock clean

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALL := $(PIP) install --quiet --no-compile
TRAINING ?= .venv-train
TORCH ?= torch==2.13.0 --extra-index-url https://download.pytorch.org/whl/cpu

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

train: $(TRAINING)/.train
	$(TRAINING)/bin/python -m models.recipe

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

# Training has an environment of its own, because of torch: the processor's build, unless TORCH says otherwise
# (make train TORCH=torch==2.13.0 for a graphics card).
$(TRAINING)/bin/python:
	$(PYTHON) -m venv $(TRAINING)

$(TRAINING)/.train: requirements/train.lock | $(TRAINING)/bin/python
	$(TRAINING)/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes -r requirements/train.lock
	$(TRAINING)/bin/python -m pip --disable-pip-version-check install --quiet $(TORCH)
	touch $@

# Needs uv; run after a change of the dependencies in pyproject.toml.
LOCK := uv pip compile --no-config --quiet --python-version 3.11 --generate-hashes --no-header pyproject.toml
lock:
	$(LOCK) --extra build -o requirements/run.lock
	$(LOCK) --extra build --extra dev -c requirements/run.lock -o requirements/dev.lock
	$(LOCK) --extra build --extra dev --extra bench -c requirements/dev.lock -o requirements/bench.lock
	$(LOCK) --extra train -c requirements/dev.lock -o requirements/train.lock

clean:
	rm -rf $(VENV) $(TRAINING) .pytest_cache .mypy_cache .ruff_cache build dist
