# A machine with Python 3.11+ and a package index needs only these two:
#   make run     a DingTalk group on this machine, in the browser
#   make test    everything that must hold
# PYTHON=… chooses the interpreter, ARGS=… goes to the sandbox or to pytest.

PYTHON ?= python3
VENV ?= .venv
ARGS ?=
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help run test check format docs clean
.DEFAULT_GOAL := help

help:
	@sed -n '2,4s/^# *//p' Makefile

run: $(VENV)/installed
	@$(BIN)/xiangwen sandbox $(ARGS)

test: check
	$(BIN)/pytest $(ARGS)

# Everything but the tests: seconds instead of minutes.
check: $(VENV)/installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check --quiet
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/installed-dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# docs/commands.md, from what the program says of itself.
docs: $(VENV)/installed-dev
	$(BIN)/python -m tests.generated_docs

# Neither data/ nor config.toml: they are yours.
clean:
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find bot handlers tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@for python in "$(PYTHON)" python3.14 python3.13 python3.12 python3.11; do \
	  if "$$python" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' \
	    2>/dev/null; then break; fi; python=; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "需要 Python 3.11 或更新的版本（带 venv），例如：apt-get install -y python3 python3-venv" >&2; \
	  exit 1; \
	fi; \
	"$$python" -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/installed: pyproject.toml | $(BIN)/python
	@echo "安装依赖，第一次要等一两分钟……"
	@$(PIP) install --use-pep517 --editable .
	@touch $@

# The old pip of a fresh environment does not know dependency groups.
$(VENV)/installed-dev: pyproject.toml | $(BIN)/python
	@echo "安装依赖和测试工具，第一次要等几分钟……"
	@$(PIP) install --upgrade 'pip>=25.1'
	@$(PIP) install --editable . --group dev
	@touch $(VENV)/installed $@
