# make run, make test: all a newcomer needs. Everything stays inside the checkout but the package managers' caches.
PYTHON ?= python3
UV := .tools/bin/uv
export UV_PYTHON_DOWNLOADS := never
export UV_SYSTEM_CERTS ?= 1
# Since 3.9, Prefect reports its first use at a terminal.
export DO_NOT_TRACK ?= 1
RUN := .venv/bin/

.PHONY: install run test check docs up deploy pywb quality clean-data clean

run: .venv/.run                 ## set up, then run the flow on the embedded sample, offline
	@$(RUN)readout ingest sample --flow

test: .venv/.dev                ## set up, then run the tests
	$(RUN)python -m pytest $(ARGS)

install: .venv/.run             ## the environment only

check: .venv/.dev               ## lint, types, layers, spelling, generated documents, lock
	$(RUN)ruff check .
	$(RUN)ruff format --check .
	$(RUN)pyright
	$(RUN)lint-imports
	$(RUN)codespell README.md CHANGELOG.md CONTRIBUTING.md docs tasks flows tests config benchmarks
	$(RUN)readout dictionary --check
	$(RUN)readout commands --check
	$(RUN)readout deployments --check
	$(RUN)readout check --configuration
	$(UV) lock --check --quiet

docs: .venv/.dev                ## write the generated documents again
	$(RUN)readout dictionary --write
	$(RUN)readout commands --write
	$(RUN)readout deployments --write

up: .venv/.run                  ## a Prefect server with its pages, the deployments and a worker
	@$(RUN)readout up

deploy: .venv/.run              ## write prefect.yaml from the watchlists, apply it to the server of PREFECT_API_URL
	$(RUN)readout deployments --write
	READOUT_HOME=$(CURDIR) $(RUN)prefect --no-prompt deploy --all

clean-data:                     ## remove the published data and our captures (the shipped sample stays)
	rm -rf data/raw/warc data/raw/runs data/raw/.index data/raw/damaged
	find data/processed -mindepth 1 ! -name .gitkeep -delete

clean: clean-data               ## and the environment
	rm -rf .tools .venv .prefect

# uv lives in a venv of its own, because `uv sync` may make .venv anew, uv and all.
$(UV):
	$(PYTHON) -m venv .tools
	.tools/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9,<1'

# --inexact: `make run` must not remove what `make test` installed.
.venv/.run: pyproject.toml uv.lock | $(UV)
	$(UV) sync --quiet --locked --no-dev --extra align --inexact --compile-bytecode --python $(PYTHON)
	@touch $@

.venv/.dev: pyproject.toml uv.lock | $(UV)
	$(UV) sync --quiet --locked --all-extras --compile-bytecode --python $(PYTHON)
	@touch $@ .venv/.run

pywb: .tools/pywb/bin/pywb      ## a real web archive for the tests that replay captures

# In a venv of its own: it needs an old setuptools and brings gevent.
.tools/pywb/bin/pywb:
	$(PYTHON) -m venv .tools/pywb
	.tools/pywb/bin/python -m pip install --quiet --disable-pip-version-check 'pywb==2.10.0' 'setuptools==65.5.0'

quality: .venv/.dev             ## every evaluator of ../shared/eval beside the best peers; writes docs/quality.md
	$(RUN)python benchmarks/quality.py $(ARGS)
