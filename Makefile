# One word for each thing one does with Congvu; every target does its own set-up.

# Debian's own is built with profile-guided optimisation: a quarter less CPU a letter than one built without.
PYTHON ?= $(firstword $(wildcard /usr/bin/python3) python3)
VENV := .venv
BIN := $(VENV)/bin
PACKAGES := bot congvu demo mail papers schedules store templates web work
CODE := $(wildcard $(PACKAGES)) tests bench
HERE := $(wildcard $(CODE))

# Debian packages of the peers that judge us in tests.
PEERS := postfix opendkim opendkim-tools softhsm2 opensc libmail-dkim-perl libspreadsheet-writeexcel-perl libole-storage-lite-perl swaks msmtp s-nail curl libnet-ssleay-perl dnsmasq-base unbound bind9-dnsutils strace openssl xmlsec1 tesseract-ocr tesseract-ocr-vie poppler-utils chromium fonts-noto-core fonts-noto-color-emoji

# Those that push installed ones out, or would start a service: unpacked, not installed.
UNPACKED := exim4-daemon-light opensmtpd dovecot-core dovecot-imapd dovecot-lmtpd cyrus-common cyrus-imapd sasl2-bin prometheus nginx

LOCK := build/lock/bin/uv pip compile -q --python-version 3.11 --generate-hashes --no-header

# Hundreds of processes begin in a run; each would compile the whole program for itself.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run check test proof bench setup lock clean

help:  ## what can be asked for
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: $(VENV)/run  ## a sample office on this machine, with a guided tour, until Ctrl-C
	$(BIN)/congvu demo

check: $(VENV)/dev  ## style, types, layers: under a minute
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(HERE)
	$(BIN)/lint-imports

test: setup check  ## everything that fits in ten minutes
	PYTEST_DEBUG_TEMPROOT=$$($(BIN)/python tests/memory.py) $(BIN)/pytest -n 3 --dist loadgroup -m "not proof" -rs

proof: setup  ## kills, power cuts, a week and a year of kills, the wheel alone, published suites: as long as it takes; a missing peer or suite is a failure
	CONGVU_REQUIRE_PEERS=1 $(BIN)/pytest -m "proof or suite" -rs $(PROOF)

bench: setup  ## absolute figures: medians, with the machine's load beside them
	$(BIN)/python -m bench.start
	$(BIN)/python -m bench.tick
	$(BIN)/python -m bench.chat
	$(BIN)/python -m bench.relay --twelve --unsigned
	$(BIN)/python -m bench.backlog
	$(BIN)/python -m bench.pages
	$(BIN)/python -m bench.browse

setup: $(VENV)/dev  ## installs what tests need: Python packages, and the peers where it may
	@sh tests/setup.sh $(PEERS)
	@sh tests/unpack.sh build/peers $(UNPACKED)

lock:  ## writes the lock files anew: versions and hashes, no URLs
	$(PYTHON) -m venv --clear build/lock
	build/lock/bin/pip install -q --disable-pip-version-check uv==0.13.9
	$(LOCK) pyproject.toml -o requirements.lock
	$(LOCK) --extra dev pyproject.toml -o requirements-dev.lock

clean:  ## removes what was made here
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis dist build

$(VENV)/run: requirements.lock pyproject.toml
	@sh tests/venv.sh $(PYTHON) $(VENV)
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/dev: requirements-dev.lock pyproject.toml
	@sh tests/venv.sh $(PYTHON) $(VENV)
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/run
