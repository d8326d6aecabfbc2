# 呼应 Huying: `make run` starts everything, `make test` tests everything. Nothing but Python >= 3.11 is needed.
#
#   make run  PORT=8000 HOST=127.0.0.1 DATABASE_URL= HUYING_POLICY=
#   make phone    a call that goes through, with Asterisk and simulated telephones
#   make test DB=embedded|system  ARGS="tests/clocks -k pause"

SHELL := /bin/sh
BIN := .venv/bin
# Each stamp lies in what it stands for: deleting that makes it again.
RUN := .venv/.run
DEV := .venv/.dev
BUILT := huying/ui/static/dist/.built
DB ?= embedded
ARGS ?=
WORKERS ?= 2

FRONT := $(shell find frontend/src frontend/scripts frontend/public -type f 2>/dev/null) \
         $(wildcard frontend/*.json frontend/*.js)

.PHONY: help run phone test test-front test-mini lint bench docs lock package clean env dev front

help:
	@sed -n 's/^#  *make/  make/p' Makefile
	@echo "  make lint · bench · docs · lock · package · clean"

run: env front
	@exec $(BIN)/huying up

phone: env
	@sh scripts/phone.sh

test: dev front
	@sh scripts/machine.sh chromium
	@if [ "$(DB)" = system ]; then sh scripts/machine.sh postgresql; fi
	HUYING_TEST_DB=$(DB) $(BIN)/pytest -n $(WORKERS) $(ARGS)

test-front: env front
	PATH="$$PWD/$(BIN):$$PATH" npm --prefix frontend test

test-mini: front
	@sh scripts/miniprogram.sh

lint: dev
	$(BIN)/ruff check .
	$(BIN)/mypy huying
	$(BIN)/lint-imports

bench: dev front
	$(BIN)/python -m bench $(ARGS)

docs: dev
	$(BIN)/python scripts/docs.py

lock: dev
	$(BIN)/python scripts/lock.py $(ARGS)

package: dev front
	$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir var/wheels .
	@ls var/wheels/*.whl

# Keeps var/postgres and var/files: the city's data are not a by-product.
clean:
	rm -rf .venv frontend/node_modules miniprogram/node_modules huying/ui/static/dist var/wheels var/test-* build
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

env: $(RUN)
dev: $(DEV)
front: $(BUILT)

$(RUN): requirements/run.txt pyproject.toml scripts/environment.sh
	@if [ ! -e $(DEV) ] || [ requirements/dev.txt -nt $(DEV) ]; then sh scripts/environment.sh run; fi
	@touch $@

$(DEV): requirements/dev.txt pyproject.toml scripts/environment.sh
	@sh scripts/environment.sh dev
	@touch $@

$(BUILT): $(FRONT) scripts/frontend.sh | $(RUN)
	@sh scripts/frontend.sh
	@mkdir -p $(@D) && touch $@
