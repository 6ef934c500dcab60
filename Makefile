# Run `make` for the list. Needs Python 3.11, pip and make; everything else is
# installed into a private environment (VENV=, by default .venv).

SHELL := /bin/sh
.DEFAULT_GOAL := help
.SUFFIXES:

VENV ?= .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
UV := $(BIN)/uv pip compile --quiet --system-certs --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links
INPUTS := tests/tools/requirements
export VENV

.PHONY: help setup setup-dev demo test check coverage bench soak year mutation lock reference docs pictures assets words clean

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | \
		while IFS='	' read -r name what; do printf '  make %-10s %s\n' "$$name" "$$what"; done

setup: $(VENV)/.ready-run ## Install what runs in operation
setup-dev: $(VENV)/.ready-dev ## Install what runs in operation, and what checks it

$(VENV)/.ready-run: requirements.lock tests/tools/pip.lock pyproject.toml
	@sh tests/tools/setup.sh run
$(VENV)/.ready-dev: requirements-dev.lock requirements.lock tests/tools/pip.lock pyproject.toml
	@sh tests/tools/setup.sh dev

demo: setup ## Serve invented data on this machine; ARGS= for options
	@exec $(BIN)/referral demo $(ARGS)

test: setup-dev ## Run every test; ARGS= for pytest's options
	@sh tests/tools/system_packages.sh
	@sh tests/tools/contract/setup.sh
	@sh tests/tools/test.sh ci $(ARGS)

check: setup-dev ## Format, lint, types, import law, then every test
	@sh tests/tools/check.sh
	@$(MAKE) --no-print-directory test

bench: setup-dev ## Run every benchmark in tests/benchmarks
	@sh tests/tools/bench.sh $(ARGS)

coverage: setup-dev ## Run every test and measure which branches were taken
	@sh tests/tools/system_packages.sh
	@sh tests/tools/contract/setup.sh
	@sh tests/tools/test.sh coverage $(ARGS)

soak: setup-dev ## Let Hypothesis look a hundred times longer, for hours
	@sh tests/tools/system_packages.sh
	@sh tests/tools/contract/setup.sh
	@sh tests/tools/test.sh night $(ARGS)

year: setup-dev ## Walk a year of every mechanism by real acts; ARGS="--cases 50 serbia"
	@REFERRAL_SECOND_FACTOR=optional $(PY) -m tests.simulated.year $(ARGS)

mutation: setup-dev ## Change the rules in small ways; see whether a test notices
	@sh tests/tools/mutation.sh

lock: setup-dev ## Pin versions and hashes anew; ARGS=--upgrade-package=NAME
	@$(UV) $(ARGS) $(INPUTS).in --output-file requirements.lock
	@$(UV) $(ARGS) $(INPUTS)-dev.in --output-file requirements-dev.lock
	@$(UV) $(ARGS) tests/tools/pip.in --output-file tests/tools/pip.lock
	@$(UV) $(ARGS) tests/tools/contract/client.in --output-file tests/tools/contract/client.lock
	@echo 'The lock files are written.'

reference: setup-dev ## Write anew what is generated under docs/reference
	@$(PY) -m tests.tools.reference

docs: setup-dev ## Build everything there is to read into var/site
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --config-file tests/tools/site.yml
	@echo 'Open var/site/index.html'

pictures: setup-dev ## Take the README's pictures anew; needs Chromium
	@$(PY) -m pytest --quiet --no-header -p no:randomly -n 0 tests/browser/test_pictures.py --write-pictures

assets: ## Build style sheet and script of the pages anew; needs Node and npm
	@cd tests/tools/assets && npm ci --silent && node build.mjs

words: setup-dev ## Bring the catalogues of the interface's languages up to date
	@$(PY) -m tests.tools.catalogues

clean: ## Remove the private environment and every cache
	@if [ -f '$(VENV)/pyvenv.cfg' ]; then rm -rf -- '$(VENV)'; fi
	@rm -rf tests/tools/contract/node_modules
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage .coverage.*
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
