# The two commands of the README, and the checks behind them.
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
DEMO_MAP := shapefiles/ardmere.zip
DEMO_GOAL := Four compact districts within 1 percent of the same population

.PHONY: all lint floors types test quick demo docs gallery clean

all: lint floors types test

$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "districtbot needs Python 3.11 or newer: make PYTHON=/path/to/python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install -qq --upgrade pip
	$(PIP) install -qq --constraint constraints.txt --editable .
	touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(PIP) install -qq --constraint constraints.txt --editable '.[dev]'
	$(PIP) install -qq --constraint constraints.txt --editable '.[gguf]' || \
	  echo "llama.cpp could not be compiled on this machine: the tests of GGUF models are skipped."
	touch $@

demo: $(VENV)/installed            ## draft a plan from a sentence on a shipped sample map
	$(BIN)/districtbot run $(DEMO_MAP) --goal "$(DEMO_GOAL)" --out demo
	@echo
	@echo "The map:    demo/map.png"
	@echo "The report: demo/report.html (open it in a browser)"

test: $(VENV)/installed-dev        ## every test, the slow ones too
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

quick: $(VENV)/installed-dev       ## the fast tests
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder -m "not slow"

lint: $(VENV)/installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check

floors: $(VENV)/installed-dev
	$(BIN)/lint-imports

types: $(VENV)/installed-dev
	$(BIN)/mypy

docs: $(VENV)/installed-dev        ## write the generated pages
	$(BIN)/python docs/make.py

gallery: $(VENV)/installed-dev     ## draw docs/gallery; DATA=FOLDER holds the real maps
	$(BIN)/python docs/gallery.py $(DATA)

clean:
	rm -rf $(VENV) build dist demo *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
