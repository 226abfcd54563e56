# Two commands do all the set-up: `make demo` and `make test`. Each makes its own virtual environment from the
# hash-locked requirements. Pass arguments on with ARGS: make demo ARGS="--no-serve --people 5000".

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
# Real public files, brought in beside the made-up ones where they are there.
REAL ?= ../shared/real
# Spark, for its tests: 450 MB, and nothing without Java.
SPARK := $(if $(or $(JAVA_HOME),$(shell command -v java)),$(VENV)/spark)

.PHONY: demo test lint lock bench validate pages clean chromium

demo: $(VENV)/ready
	$(BIN)/sfg demo --also $(REAL) $(ARGS)

# Spark and a browser come at the same time: each mostly waits for files. A file's tests stay together; what comes first, the
# browser's, takes longest.
test: $(VENV)/ready
	@$(MAKE) --no-print-directory --jobs=2 $(SPARK) chromium
	@$(MAKE) --no-print-directory lint
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

lint: $(VENV)/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

bench: $(VENV)/ready
	$(BIN)/python -m tests.benchmarks $(ARGS)

# Do the statistics keep their promises? Simulated, seeded; the table is printed as Markdown.
validate: $(VENV)/ready
	$(BIN)/python -m tests.validation

# The parts of the README that are made from the code.
pages: $(VENV)/ready
	$(BIN)/python -m tests.pages

# Every platform and Python the project supports, in one file; hashes, and no address of any index.
lock: $(VENV)/ready
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header --upgrade --quiet --output-file requirements.lock
	$(BIN)/python -c 'import tomllib; \
		print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["spark"], sep="\n")' \
	| $(BIN)/uv pip compile - --constraint requirements.lock --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header --no-annotate --upgrade --quiet \
		--output-file requirements-spark.lock

clean:
	rm -rf $(VENV) demo dist build test-artefacts .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; pass it as PYTHON=")'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/spark: $(VENV)/ready requirements-spark.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-spark.lock
	touch $@

# A browser for the tests: one that is there, else Debian's package, else Playwright's own.
chromium: $(VENV)/ready
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
	|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	     && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; } \
	|| $(BIN)/playwright install chromium \
	|| { echo "The tests need a Chromium browser and none could be installed: install one and put it on the PATH." >&2; exit 1; }
