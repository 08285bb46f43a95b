# `make help` says what there is. Needs Python 3.11 or newer and make; everything else goes into .venv.

PYTHON ?= python3

BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: help demo test example

help:
	@echo 'make demo   install into .venv, run the whole loop on the example into demo/, and say what to open'
	@echo 'make test   install the test tools too, and run ruff, mypy and all tests'
	@echo 'make example   make examples/worked anew: what the program writes for the example, from the plan to the reports'
	@echo 'make help   this list'
	@echo
	@echo 'Another Python: make demo PYTHON=python3.12 (remove .venv first if it was made with an older one)'

demo: .venv/installed
	$(BIN)/intervjuguide demo demo

# The time is fixed, so that the same program writes the same files.
example: .venv/installed
	rm -rf examples/worked
	SOURCE_DATE_EPOCH=1793880000 $(BIN)/intervjuguide demo examples/worked --language nb

test: .venv/installed-for-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest --numprocesses auto

# The files named here are stamps: as long as they are newer than what they depend on, nothing is installed again.
# The build backend is installed first and used as it is, so that constraints.txt holds for it too.

.venv/installed: .venv/made pyproject.toml constraints.txt
	$(PIP) hatchling
	$(PIP) --no-build-isolation --editable .
	@touch $@

.venv/installed-for-tests: .venv/installed
	$(PIP) --no-build-isolation --editable '.[test]'
	@touch $@

.venv/made:
	@command -v '$(PYTHON)' >/dev/null || { \
	  echo 'There is no $(PYTHON) here. Install Python 3.11 or newer, or name one: make demo PYTHON=/path/to/python3' >&2; exit 1; }
	@'$(PYTHON)' -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed; $(PYTHON) is $$('$(PYTHON)' --version 2>&1)." \
	       'Name a newer one: make demo PYTHON=python3.12' >&2; exit 1; }
	@'$(PYTHON)' -c 'import ensurepip, venv' 2>/dev/null || { \
	  package=$$('$(PYTHON)' -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
	  echo "This Python cannot make virtual environments. On Debian and Ubuntu: sudo apt-get install $$package" >&2; exit 1; }
	'$(PYTHON)' -m venv .venv
	@touch $@
