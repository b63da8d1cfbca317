# make run    set up, and load the sample articles into warehouse/readout.duckdb
# make test   set up, and run the tests
# make test-all  the same with tests of services, their signals, a whole installation by pip and every control of the
#             dashboards, with four times the generated examples, branch coverage, and pictures of all pages in
#             test-artifacts/
# make check  lint, format and types
# make bench  run all benchmarks, which takes about an hour; their results go to benchmarks/results.md
# make lock   resolve the dependencies of pyproject.toml into requirements.lock
# make clean  remove what the other targets made, except the warehouse

VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/ready
PYTHON := $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
	&& { echo $$p; break; }; done)

.PHONY: run test test-all check bench lock clean

run: $(READY)
	$(BIN)/readout run samples

# One process more than cores, as tests wait for servers and browsers a quarter of their time
TESTS = $(BIN)/pytest -n $(shell $(PYTHON) -c 'import os; print(os.cpu_count() + 1)') --no-loadscope-reorder

test: $(READY)
	$(TESTS) -m "not slow" $(PYTEST)

test-all: $(READY)
	PICTURES=1 $(TESTS) --hypothesis-profile=all --cov --cov-report= $(PYTEST)
	$(BIN)/coverage report --include "transforms/*" --fail-under 90

check: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

# With the peers that only benchmarks need
bench: $(READY)
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --require-hashes -r benchmarks/requirements.lock
	$(BIN)/python -m benchmarks

# uv comes first, by pip and out of the same lock, and then installs the rest several times as fast.
$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Readout needs Python 3.11 to 3.13 with venv (on Debian: python3-venv)"; exit 1; }
	@echo "Setting up $(VENV): this takes a minute or two, once"
	$(PYTHON) -m venv --clear $(VENV)
	sed -n '/^uv==/,/^ *# via/p' requirements.lock > $(VENV)/uv.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/uv.lock
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --require-hashes -r requirements.lock
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q -j 0 $(VENV)/lib flows transforms expectations warehouse || true
	@touch $(READY)

LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-header pyproject.toml

lock:
	$(LOCK) --group dev --extra dask --output-file requirements.lock > /dev/null
	$(LOCK) --group bench --constraints requirements.lock --output-file benchmarks/requirements.lock > /dev/null

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage test-artifacts
