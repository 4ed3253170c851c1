# The README's commands. Each sets up what it needs in .venv (or .venvs); nothing else is touched.
PYTHON ?= python3
# Another interpreter than python3 has an environment of its own, so that .venv stays what it is.
VENV := $(if $(filter python3,$(PYTHON)),.venv,.venvs/$(patsubst -%,%,$(subst /,-,$(PYTHON))))
BIN := $(VENV)/bin
# Extras are in an environment of their own: `make bench` would measure their engines, too.
EXTRAS := .venvs/extras$(if $(filter-out python3,$(PYTHON)),-$(notdir $(VENV)))

.PHONY: bench interpreters report export test test-all browser faults lint clean
.DEFAULT_GOAL := bench

bench: $(VENV)/ready ## measure, then report: the verdict is printed, the page is under reports/out/
	@$(BIN)/python -m compileall -q lightwork workloads  # once for all, also where PYTHONDONTWRITEBYTECODE is set
	$(BIN)/pytest benchmarks/ --benchmark-autosave $(ARGS)
	$(BIN)/python reports/plot.py

interpreters: $(VENV)/ready ## the same plan under each of PYTHONS="python3.13 python3.14t", then one page; TURNS=3: three times
	$(BIN)/python -m lightwork interpreters --pythons "$(PYTHONS)" --turns $(or $(TURNS),1) $(ARGS)

report: $(VENV)/ready ## report the newest saved run again
	$(BIN)/python reports/plot.py $(ARGS)

export: $(VENV)/ready ## pack the newest saved run as one file that another host's plot.py takes
	$(BIN)/python reports/plot.py --export $(or $(PACK),.) $(ARGS)

test: $(VENV)/ready ## the tests, two halves side by side; with ARGS: one pytest. No timing is asserted in them
	$(BIN)/$(if $(ARGS),pytest $(ARGS),python -m tests.halves)

test-all: test $(EXTRAS)/ready ## make test, then what is exhaustive or needs an extra (engine, pyarrow, browser)
	$(EXTRAS)/bin/python -m tests.halves --exhaustive -m "exhaustive or extras" $(ARGS)

browser: $(VENV)/ready ## the tests that open the pages in a browser; needs chromium-headless-shell or chromium
	$(BIN)/python $(PIP) playwright
	$(BIN)/pytest tests/browser $(ARGS)

faults: $(VENV)/ready ## kill, starve and interrupt real runs: half an hour; SEED=2: other moments; ENDS=300: more of them
	$(BIN)/python -m studies.random_ends --ends $(or $(ENDS),60) --seed $(or $(SEED),1)
	$(BIN)/python -m studies.fault_matrix
	$(BIN)/python -m studies.cost_faults
	$(BIN)/python -m studies.starved_hosts

lint: $(VENV)/ready ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean: ## drop the virtual environments and caches; saved runs and reports stay
	rm -rf .venv .venvs .pytest_cache .mypy_cache .ruff_cache build *.egg-info

# The dependencies and those of the extras named, without lightwork itself: a checkout runs its own code.
PIP = -m pip install --quiet --disable-pip-version-check -c constraints.txt
NEEDS = -c 'import sys, tomllib; project = tomllib.load(open("pyproject.toml", "rb"))["project"]; \
	print(*project["dependencies"], *(one for extra in sys.argv[1:] for one in project["optional-dependencies"][extra]), sep="\n")'

# "ready" is written last, so that an installation which broke off starts anew.
$(VENV)/ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "lightwork needs Python 3.11 or newer, got " + sys.version.split()[0] + ": try make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)
	@$(BIN)/python $(NEEDS) dev > $(VENV)/needs.txt
	$(BIN)/python $(PIP) -r $(VENV)/needs.txt
	@$(BIN)/python $(PIP) --only-binary :all: orjson 2>/dev/null || \
		echo "orjson has no wheel for this Python: saved files are read without it, in twice the time"
	@touch $@

$(EXTRAS)/ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(EXTRAS)
	@$(EXTRAS)/bin/python $(NEEDS) dev browser parquet > $(EXTRAS)/needs.txt
	$(EXTRAS)/bin/python $(PIP) -r $(EXTRAS)/needs.txt
	@for extra in fast joblib mpire multiprocess dask mpi ray; do \
		$(EXTRAS)/bin/python $(NEEDS) $$extra > $(EXTRAS)/needs.txt; \
		$(EXTRAS)/bin/python $(PIP) --only-binary :all: -r $(EXTRAS)/needs.txt || \
		echo "$$extra has no wheel for this Python: its tests are skipped"; done
	@touch $@
