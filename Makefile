# The README's commands. Each sets up what it needs in .venv; nothing else is touched.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: bench report export test browser lint clean
.DEFAULT_GOAL := bench

bench: .venv/ready ## measure, then report: the verdict is printed, the page is under reports/out/
	$(BIN)/pytest benchmarks/ --benchmark-autosave $(ARGS)
	$(BIN)/python reports/plot.py

report: .venv/ready ## report the newest saved run again
	$(BIN)/python reports/plot.py $(ARGS)

export: .venv/ready ## pack the newest saved run as one file that another host's plot.py takes
	$(BIN)/python reports/plot.py --export $(or $(PACK),.) $(ARGS)

test: .venv/ready ## the tests; no timing is asserted in them
	$(BIN)/pytest tests/ $(ARGS)

browser: .venv/ready ## the tests that open the pages in a browser; needs chromium-headless-shell or chromium
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt '.[browser]'
	$(BIN)/pytest tests/browser $(ARGS)

lint: .venv/ready ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean: ## drop the virtual environment and caches; saved runs and reports stay
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache build *.egg-info

# "ready" is written last, so that an installation which broke off starts anew.
.venv/ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "manyhands needs Python 3.11 or newer, got " + sys.version.split()[0] + ": try make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt '.[dev]'
	@touch $@
