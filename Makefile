# make run     the window on practice data; without a display, the demonstration papers in demo/
# make test    everything the CI asks: ruff, mypy, lint-imports, pytest; DEEP=1 for the lives that take a night
# make lint    the same without the tests
# make bench   measured beside LibreOffice Calc, Anki and PouchDB (installs them)
# make clean   back to a bare checkout

SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin

# What the Qt wheels leave to the system (offscreen, then xcb), and fc-list.
LIBS := libgl1 libegl1 libxkbcommon0 libglib2.0-0 libfreetype6 libfontconfig1 libdbus-1-3 \
        libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 fontconfig
# What the tests look at paper with, and a display for the few that need one.
TEST_LIBS := poppler-utils qpdf xvfb strace postgresql

# $(call need,packages): install what is missing and only that; say how when we may not.
# Since Ubuntu 24.04 some libraries are called …t64.
define need
	@if ! command -v dpkg-query >/dev/null; then \
	    echo "不是 Debian 系的系统;缺库时请自行安装: $(strip $(1))"; exit 0; fi; \
	have=" $$(dpkg-query -W -f '$${db:Status-Abbrev}$${Package}\n' 2>/dev/null | sed -n 's/^ii *//p' | tr '\n' ' ') "; \
	missing=""; \
	for p in $(1); do case "$$have" in *" $$p "*|*" $${p}t64 "*) ;; *) missing="$$missing $$p";; esac; done; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	echo "安装系统库:$$missing"; \
	if [ "$$(id -u)" = 0 ]; then as=""; elif command -v sudo >/dev/null; then as="sudo"; else \
	    echo "没有管理员权限,请让管理员运行: apt-get install$$missing"; exit 1; fi; \
	$$as apt-get update -qq && $$as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null
endef

.PHONY: run test lint bench clean libs test-libs python

run: libs .venv/.installed
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" = Darwin ]; then exec $(BIN)/mediation-desk --practice; \
	else echo "没有图形界面,改为生成演示文书与画面到 demo/"; exec $(BIN)/mediation-desk demo --out demo; fi

test: libs test-libs lint
	QT_QPA_PLATFORM=offscreen $(BIN)/pytest -n 2 --dist worksteal

lint: libs .venv/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# What we are measured beside, a screen for all of them, and what Anki's browser engine needs.
PEERS := libreoffice-calc libreoffice-writer xvfb openbox xdotool libnss3 libxkbfile1 libasound2 \
         libxdamage1 libxcomposite1 libxrandr2 libxtst6 postgresql

bench: libs .venv/.installed-dev bench/peers/.installed bench/peers/node/.installed
	$(call need,$(PEERS))
	PEERS_PYTHON=$(CURDIR)/bench/peers/bin/python $(BIN)/python -m tests.benchmarks

clean:
	rm -rf .venv build dist demo bench .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

libs:
	$(call need,$(LIBS))

test-libs:
	$(call need,$(TEST_LIBS))

python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo "需要 Python 3.11 或更新:现在是 $$($(PYTHON) --version 2>&1)。装好后运行 make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@if ! $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then $(MAKE) --no-print-directory venv-package; fi

.PHONY: venv-package
venv-package:
	$(call need,python3-venv)

$(BIN)/python: | python
	$(PYTHON) -m venv .venv

.venv/.installed: pyproject.toml | $(BIN)/python
	$(BIN)/pip install --disable-pip-version-check -q -e .
	@touch $@

.venv/.installed-dev: pyproject.toml | $(BIN)/python
	$(BIN)/pip install --disable-pip-version-check -q -e '.[dev]'
	@touch $@ .venv/.installed

bench/peers/.installed: | python
	$(PYTHON) -m venv bench/peers
	bench/peers/bin/pip install --disable-pip-version-check -q aqt pyqt6 pyqt6-webengine xlsxwriter
	@touch $@

bench/peers/node/.installed: | bench/peers/.installed
	@command -v npm >/dev/null || $(MAKE) --no-print-directory node-package
	mkdir -p $(@D)
	npm install --prefix $(@D) --no-audit --no-fund --loglevel=error pouchdb@9 pouchdb-server@4
	@touch $@

.PHONY: node-package
node-package:
	$(call need,nodejs npm)
