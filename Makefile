# make serve: the site on this machine.  make test: the whole suite.  The rest is for developers.

PYTHON ?= python3
BIN := .venv/bin
# The lock files are the same on every platform and for every Python from 3.11.
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --custom-compile-command "make lock"

.PHONY: serve install test lint format types messages lock benchmarks clean

serve: export KNF_MODE = local
serve: .venv/serve.stamp
	@$(BIN)/python manage.py serve

# What a server needs; see README.md.
install: .venv/serve.stamp

# SQLite first, whatever DATABASE_URL the shell has; PostgreSQL too where TEST_DATABASE_URL names one,
# but for what no database can change.
test: .venv/test.stamp
	@env -u DATABASE_URL $(BIN)/pytest $(PYTEST_ARGS)
ifdef TEST_DATABASE_URL
	@DATABASE_URL="$$TEST_DATABASE_URL" $(BIN)/pytest -m "not once" $(PYTEST_ARGS)
endif

lint: .venv/test.stamp
	$(BIN)/ruff check .
	$(BIN)/lint-imports

format: .venv/test.stamp
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format .

types: export KNF_MODE = test
types: .venv/test.stamp
	$(BIN)/mypy

# The compiled catalogue is committed: a bare server has no msgfmt.
messages: .venv/test.stamp
	@$(BIN)/python -c 'import pathlib, polib; \
		[polib.pofile(str(po)).save_as_mofile(str(po.with_suffix(".mo"))) for po in pathlib.Path("knf/locale").rglob("*.po")]'

lock: .venv/test.stamp
	$(LOCK) pyproject.toml --output-file requirements.txt
	$(LOCK) pyproject.toml --group dev --constraints requirements.txt --output-file requirements-dev.txt

benchmarks: .venv/test.stamp
	$(BIN)/pytest tests/benchmarks --override-ini python_files='bench_*.py' -n 0 -s

# Keeps var/: it holds what editors wrote.
clean:
	rm -rf .venv .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache var/static var/cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/serve.stamp: requirements.txt | $(BIN)/python
	@echo "Installing $< …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/test.stamp: requirements-dev.txt | $(BIN)/python
	@echo "Installing $< …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or newer is needed, and $(PYTHON) is not that. Try: make PYTHON=/path/to/python3.11 …" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { \
		rm -rf .venv; echo "$(PYTHON) could not make .venv. On Debian: sudo apt install python3-venv" >&2; exit 1; }
