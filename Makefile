# Two commands do everything: `make demo` and `make test`. Both make .venv first, from pins.
PYTHON ?= python3
CORES ?= all
CONFIG ?= config/config.yaml
# The study's name in that config; it is the folder below results/.
STUDY = $(shell sed -n "s/^study: *[\"']\{0,1\}\([A-Za-z0-9_-]*\).*/\1/p" $(CONFIG))
# The GPU packages take the place of the CPU ones where they were installed.
PACKAGES = $(if $(wildcard .venv/gpu.installed),.venv/gpu.installed,.venv/cpu.installed)

BIN := .venv/bin
SNAKEMAKE = $(BIN)/snakemake --cores $(CORES) --configfile $(CONFIG) --quiet host reason

.PHONY: demo check test test-cluster lint format docs report bench lock clean

demo: $(PACKAGES) .venv/logger.installed
	@$(SNAKEMAKE) -- all

report: $(PACKAGES) .venv/logger.installed
	@$(SNAKEMAKE) --report results/$(STUDY)/report.html -- all
	@echo "Open results/$(STUDY)/report.html in a browser."

# Is the config fine? In one sentence, before anything is planned; its exit status is 2 if not.
check: $(PACKAGES)
	@$(BIN)/python -m zpoints.config.summary $(CONFIG)

demo report: check

test: .venv/test.installed
	$(BIN)/python -m pytest -n 2 --dist loadgroup

# On a real Slurm, which the tests start and stop; skipped, with the reason, where it is not installed.
test-cluster: .venv/test.installed
	$(BIN)/python -m pytest -rs tests/cluster

lint: .venv/test.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/snakefmt --check Snakefile rules
	$(BIN)/snakemake --lint
	$(BIN)/lint-imports
	$(BIN)/mypy

format: .venv/test.installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/snakefmt Snakefile rules
	$(BIN)/python -m zpoints.config.page workflow/schemas/config.schema.yaml > config/README.md
	$(BIN)/python docs/rules.py > docs/rules.md

# A site that needs no network, in build/site; links are checked.
docs: .venv/docs.installed
	$(BIN)/python docs/site.py

# PyTorch is a peer of the training benchmark only. pip takes it from where it is configured to look;
# on Linux the plain index gives the CUDA build (several GB), so point pip to a CPU wheel if you can.
bench: .venv/test.installed
	$(BIN)/python -c "import torch" 2>/dev/null || $(BIN)/python -m pip install --quiet torch==2.13.0
	$(BIN)/uv pip install --quiet --python $(BIN)/python boost-histogram==1.8.1
	$(BIN)/python benchmarks/run.py

# Pins for every platform and Python 3.11 to 3.13, with hashes and without index addresses.
LOCK = $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
lock: .venv/uv.installed
	$(LOCK) --upgrade --extra cpu --extra test -o requirements/test.txt
	$(LOCK) --extra cpu -c requirements/test.txt -o requirements/cpu.txt
	$(LOCK) --extra gpu -c requirements/test.txt -o requirements/gpu.txt
	$(LOCK) --extra slurm -c requirements/test.txt -o requirements/slurm.txt
	$(LOCK) --extra docs -c requirements/test.txt -o requirements/docs.txt

.venv/uv.installed:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { \
		echo "zpoints needs Python 3.11 to 3.13 (TensorFlow has no wheels for others), but '$(PYTHON)' is $$($(PYTHON) --version 2>&1); call make with PYTHON=python3.12, say."; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet uv==0.13.9
	@touch $@

# The pins of the tests contain those of the demo.
.venv/%.installed: requirements/%.txt | .venv/uv.installed .venv/logger.installed
	@if [ -e .venv/gpu.installed ]; then \
		$(BIN)/uv pip uninstall --quiet --python $(BIN)/python tensorflow onnxruntime-gpu; rm .venv/gpu.installed; fi
	@echo "Installing the packages of $< into .venv (about 1.6 GB) ..."
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode -r $<
	@touch $@

# The CPU packages hold the same modules as the GPU ones: they leave first.
.venv/gpu.installed: requirements/gpu.txt | .venv/uv.installed .venv/logger.installed
	-$(BIN)/uv pip uninstall --quiet --python $(BIN)/python tensorflow-cpu onnxruntime
	@rm -f .venv/cpu.installed .venv/test.installed
	@echo "Installing the packages of $< into .venv (about 4.5 GB) ..."
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode -r $<
	@touch $@

# Snakemake finds its plugins where Python finds packages, and that is also what a .pth file names.
.venv/logger.installed: | .venv/uv.installed
	@echo "$(CURDIR)/workflow/logger" > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/zpoints-logger.pth"
	@touch $@

clean:
	rm -rf .venv .snakemake .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis
