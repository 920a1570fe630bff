# Two commands matter: `make run` and `make test`. Both make the environment first, if it is missing or out of date.
PYTHON ?= python3
PY := .venv/bin/python
ARTICLES ?= data/raw
OUT ?= data/processed
MAPS ?= maps
EXTRAS := warc feeds dask picture test

.DEFAULT_GOAL := help
.PHONY: help run test check format lint types soak bench docs constraints env clean distclean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: env ## Code the articles in data/raw (or ARTICLES=folder) into tables and a map
	$(PY) -m pipeline run "$(ARTICLES)" --out "$(OUT)" --maps "$(MAPS)"

test: env ## Run the tests
	$(PY) -m pytest

check: lint types test ## Format, lint, types and tests: what has to be green before a commit

lint: env ## Check format and style
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .

types: env ## Check the types
	$(PY) -m mypy

format: env ## Put the code into its format
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

soak: env ## Run the long tests (minutes)
	$(PY) -m pytest -m soak

bench: env ## Measure speed and memory against peers
	@for script in benchmarks/[a-z]*.py; do echo "== $$script"; $(PY) "$$script" || exit 1; done

constraints: env ## Write constraints.txt anew from pyproject.toml (needs the network)
	$(PY) -m pip install --quiet pip-tools
	$(PY) -m piptools compile --quiet --upgrade --strip-extras $(EXTRAS:%=--extra %) --no-header --no-annotate \
		--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --output-file constraints.txt pyproject.toml

docs: env ## Write the codebook and the tables of the README anew from the schema
	$(PY) -m pipeline codebook --out docs/codebook.md
	$(PY) -m docs.tables

env: ## Make .venv, or bring it up to date
	@$(PYTHON) bootstrap.py

clean: ## Remove outputs and caches
	rm -rf data/processed/* maps/*.html .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist *.egg-info
	find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +

distclean: clean ## Remove the environment too
	rm -rf .venv
