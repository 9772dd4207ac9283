# Two commands matter: `make run` and `make test`. `make help` lists the rest.
# A fresh machine needs git, make and Python 3.11 or newer; everything else goes into .venv.

PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3)
UV := $(shell command -v uv 2>/dev/null || true)
VENV := .venv
BIN := $(VENV)/bin
PYTEST_ARGS ?=
BENCH_ARGS ?=
# Peers of the benchmarks that want other versions than the project.
PEERS := .venv-peers

export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test lint fmt package bench bench-quick clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' Makefile

run: $(VENV)/.core ## Check the tables, build the graph and draw its page
	$(BIN)/partnergraph check
	$(BIN)/partnergraph build
	$(BIN)/partnergraph explore

test: lint ## Run every check and every test
	$(BIN)/pytest --numprocesses auto --dist loadfile $(PYTEST_ARGS)

lint: $(VENV)/.dev ## Check style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fmt: $(VENV)/.dev ## Repair style where that can be done by machine
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

package: $(VENV)/.dev ## Build the sdist, and the wheel from that sdist, into dist/
	$(BIN)/python -m build --outdir dist

bench: $(VENV)/.bench $(PEERS)/.made ## Measure everything beside its peers, into bench/RESULTS.md
	$(BIN)/python bench/run.py $(BENCH_ARGS)

bench-quick: $(VENV)/.bench $(PEERS)/.made ## The same with small sizes, within three minutes
	$(BIN)/python bench/run.py --quick $(BENCH_ARGS)

clean: ## Remove what was built; .venv stays
	rm -rf build dist artefacts
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name .venv -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps are newer than pyproject.toml when what it asks for is installed.

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed. Name it: make PYTHON=/path/to/python3.11"; exit 1; }
	$(if $(UV),$(UV) venv --quiet --allow-existing --python $(PYTHON) $(VENV),$(PYTHON) -m venv $(VENV))
	@touch $@

$(VENV)/.core: pyproject.toml | $(VENV)/.made
ifneq ($(UV),)
	$(UV) pip install --quiet --python $(BIN)/python --editable .
else
	$(BIN)/python -m pip install --quiet --editable .
endif
	@touch $@

# Dependency groups need pip 25.1; Python 3.11 brings an older one.
$(VENV)/.dev: pyproject.toml | $(VENV)/.made
ifneq ($(UV),)
	$(UV) pip install --quiet --python $(BIN)/python --editable . --group dev
else
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --editable . --group dev
endif
	@touch $(VENV)/.core $@

$(VENV)/.bench: pyproject.toml | $(VENV)/.dev
ifneq ($(UV),)
	$(UV) pip install --quiet --python $(BIN)/python --group bench
else
	$(BIN)/python -m pip install --quiet --group bench
endif
	@touch $@

# Each peer by itself: one that cannot be installed keeps no other away, and is tried again.
$(PEERS)/.made: Makefile | $(VENV)/.made
	$(BIN)/python -m venv $(PEERS)
	@done=true; for peer in 'morph-kgc>=2.10,<3' 'rdflib-endpoint[cli]>=0.6,<0.7'; do \
	  $(PEERS)/bin/python -m pip install --quiet "$$peer" || \
	    { done=false; echo "$$peer could not be installed; the results will say so."; }; \
	done; if $$done; then touch $@; fi
