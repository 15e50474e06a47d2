# Everything here sets itself up: Python >= 3.10, git and make are all that is needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: help demo new-rule check-rule docs site test test-corpus test-exhaustive releases lint bench build clean

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("unbroken needs Python 3.10 or newer (set PYTHON=...)" if sys.version_info < (3, 10) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $(READY)

demo: $(READY) ## Watch a real commit that breaks a call being stopped, and the same change shipped well
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m tests.demo

test: $(READY) ## Run all tests
	$(BIN)/python -m pytest -n auto

test-corpus: $(READY) ## Hold the two readers together on many packages from PyPI (long)
	$(BIN)/python -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
		--dest $(VENV)/corpus --requirement corpus/packages.txt
	UNBROKEN_CORPUS=$(VENV)/corpus $(BIN)/python -m pytest corpus -n auto

test-exhaustive: $(READY) ## Hold every pair of small signatures against real calls (long)
	UNBROKEN_EXHAUSTIVE=1 $(BIN)/python -m pytest tests/compare -n auto

releases: $(READY) ## Hold the findings against real releases that are imported (long)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/python -m releases --details $(VENV)/releases.txt

new-rule: $(READY) ## Write the file of a new rule, to be filled in: make new-rule NAME=docstring-removed
	@$(BIN)/python -m tests.rules.new_rule $(NAME)

check-rule: $(READY) ## Run the tests that are about one rule: make check-rule NAME=docstring-removed
	$(BIN)/python -m pytest -q tests/rules tests/model/test_projection.py tests/baseline/test_snapshot_agrees.py \
		-k '$(NAME)'

docs: $(READY) ## Write what derives from the rules: docs/rules.md, the schema, the messages to be reviewed
	$(BIN)/python -m unbroken.report.rule_pages
	$(BIN)/python -m tests.rules.messages
	$(BIN)/unbroken schema config > docs/schemas/config.json
	$(BIN)/unbroken schema json > docs/schemas/report-1.json

site: $(READY) ## Build the documentation as a site, one page a rule, in build/site
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[site]'
	$(BIN)/mkdocs build --quiet

torture: $(READY) ## Try 100,000 hostile sources, all states of git and 300 kills (hours)
	$(BIN)/python -m tests.torture --sources 100000
	UNBROKEN_KILLS=300 $(BIN)/python -m pytest tests/torture -n auto

lint: $(READY) ## Format, lint and type-check, unbroken itself included
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/pre-commit run --all-files --show-diff-on-failure

bench: $(READY) ## Compare the speed with griffe check
	$(BIN)/python -m benchmarks

build: $(READY) ## Build the wheel and the sdist
	$(BIN)/python -m pip install --quiet build
	$(BIN)/python -m build

clean: ## Remove what was built
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
