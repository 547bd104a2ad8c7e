# Everything runs in .venv, which is made on first use with nothing but Python and make.
# What is said on the way goes to standard error: standard output is the result's.

# The first Python that is new enough, whatever the machine calls it.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.10 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null && echo $$p && break; done)

# The text that `make demo` repairs.
FILE ?= $(firstword $(sort $(wildcard corpus/pages/*.damaged.txt)))

PIP := .venv/bin/python -m pip --disable-pip-version-check

.PHONY: demo test lint format clean

demo: .venv/ready
	@.venv/bin/python tools/demo.py "$(FILE)"

test: .venv/ready
	@.venv/bin/python -m pytest

lint: .venv/ready
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy --strict src tools

format: .venv/ready
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/ready: requirements-dev.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "mojifix needs Python 3.10 or newer; name it: make PYTHON=..." >&2; exit 1; }
	@echo "making .venv with $$($(PYTHON) --version) (once, about a minute)" >&2
	@$(PYTHON) -m venv .venv >&2
	@$(PIP) install --quiet --require-hashes --requirement requirements-dev.txt >&2
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable . >&2
	@touch $@
