# make demo    show what it does, on a fictitious document, in demo-output/
# make test    lint, types and tests (LibreOffice is installed where that is possible)
# Both set up what they need the first time; after that they need no network.
# PYTHON=/path/to/python chooses the interpreter, 3.11 or later.

.DEFAULT_GOAL := demo
.PHONY: demo test lint bench bench-record workbooks clean

PYTHON ?=
JOBS ?= 2
VENV := .venv
BIN := $(VENV)/bin
SETUP := PYTHON='$(PYTHON)' VENV='$(VENV)' tools/setup.sh

demo: $(VENV)/.ready-run
	$(BIN)/xlgoals demo -o demo-output

test: lint office
	$(BIN)/pytest -n $(JOBS)

lint: $(VENV)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

.PHONY: office
office:
	@tools/office.sh

bench: $(VENV)/.ready-bench
	$(BIN)/python -m benchmarks.run
	$(BIN)/python -m benchmarks.batch

bench-record: $(VENV)/.ready-bench
	$(BIN)/python -m benchmarks.run --record benchmarks/RESULTS.md

# A thousand and ten thousand documents at once: some minutes, and 2 GB of disk for a while.
.PHONY: bench-batch
bench-batch: $(VENV)/.ready-bench
	$(BIN)/python -m benchmarks.batch --record benchmarks/RESULTS.md --plot docs/images/batch.png

workbooks: $(VENV)/.ready-dev
	$(BIN)/python -m xlgoals.standard workbooks

.PHONY: docs
docs: $(VENV)/.ready-dev
	$(BIN)/xlgoals rules --format md --lang zh -o docs/rules.zh-CN.md
	$(BIN)/xlgoals rules --format md --lang en -o docs/rules.md
	$(BIN)/python -m xlgoals.commands.pages

# For machines without internet: a zip in dist/ that Windows' own tools unpack.
.PHONY: bundle bundle-pins
bundle: $(VENV)/.ready-bundle
	$(BIN)/python -m tools.bundle -o dist

bundle-pins: $(VENV)/.ready-bundle
	$(BIN)/python -m tools.bundle --pins

# Each reader in turn; FUZZ_SECONDS is for each. Finds are kept in tests/data/fuzz/.
FUZZ_SECONDS ?= 60
.PHONY: fuzz
fuzz: $(VENV)/.ready-fuzz
	for target in text docx workbook; do \
	    $(BIN)/python -m tests.fuzz.run $$target --seconds $(FUZZ_SECONDS) || exit 1; \
	done

clean:
	rm -rf $(VENV) demo-output build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find src tests benchmarks tools -name __pycache__ -prune -exec rm -rf {} +

# The stamps stand in the environment: without it, they are gone too.
$(VENV)/.ready-run: pyproject.toml
	$(SETUP) run

$(VENV)/.ready-dev: pyproject.toml
	$(SETUP) dev

$(VENV)/.ready-bench: pyproject.toml
	$(SETUP) bench

$(VENV)/.ready-bundle: pyproject.toml
	$(SETUP) bundle

$(VENV)/.ready-fuzz: pyproject.toml
	$(SETUP) fuzz
