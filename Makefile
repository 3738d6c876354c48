# Two commands: `make lab` to learn, `make test` to prove.
PYTHON ?= python3
LAB_ARGS ?=
LOCK_ARGS ?=
# Jupyter refuses to run as root unless it is told to.
AS_ROOT := $(shell [ "$$(id -u)" = 0 ] && echo --allow-root)
CODE := binder helpers lstm_shapes teaching tests notebooks conftest.py

.PHONY: help lab test prove lint notebooks site slides cheatsheet bench lock
.NOTPARALLEL:

help:
	@echo "make lab        install into .venv (first time: minutes) and open JupyterLab at notebooks/00_start_here.ipynb"
	@echo "                make lab LAB_ARGS='--no-browser --port 8890' passes words on to JupyterLab"
	@echo "make test       install what the tests need and run them (20 minutes on two cores)"
	@echo "make prove      run what takes longer (25 minutes); with FULL=1 an hour more"
	@echo "make lint       check the style of the code"
	@echo "make notebooks  execute every notebook and store its outputs in the normal form"
	@echo "make site       writes the course as pages to read, without a kernel or a network: .output/site/index.html"
	@echo "make slides     writes each notebook as slides that need no network: .output/slides (npm fetches reveal.js)"
	@echo "make cheatsheet writes notebook 99 as a page that prints on two sheets of A4: .output/cheat_sheet.html"
	@echo "make bench      measure speed, memory, and how well faults are named"
	@echo "make lock       pyproject.toml to the three locks; LOCK_ARGS=--upgrade for the newest versions"

lab:
	@$(PYTHON) binder/make_environment.py lab
	@echo "Opening JupyterLab; stop it with Ctrl-C."
	@# As the address, not as a file: the printed link leads there too, and ../README.md can be opened.
	@JUPYTER_CONFIG_PATH="$(CURDIR)/binder$${JUPYTER_CONFIG_PATH:+:$$JUPYTER_CONFIG_PATH}" exec .venv/bin/jupyter lab --ServerApp.root_dir="$(CURDIR)" --LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb $(AS_ROOT) $(LAB_ARGS)

test:
	@$(PYTHON) binder/make_environment.py test
	@.venv/bin/python tests/run_tests.py

prove:
	@$(PYTHON) binder/make_environment.py test
	@$(PYTHON) binder/make_environment.py class
	@.venv/bin/python tests/run_tests.py prove

lint:
	@$(PYTHON) binder/make_environment.py test
	.venv/bin/ruff check $(CODE)
	.venv/bin/ruff format --check $(CODE)

notebooks:
	@$(PYTHON) binder/make_environment.py test
	.venv/bin/python tests/run_notebooks.py notebooks/*.ipynb

# What it needs comes with JupyterLab.
site:
	@$(PYTHON) binder/make_environment.py lab
	.venv/bin/python teaching/site/make_site.py

slides:
	@$(PYTHON) binder/make_environment.py test
	.venv/bin/python teaching/slides/make_slides.py

cheatsheet:
	@$(PYTHON) binder/make_environment.py test
	.venv/bin/python tests/cheat_sheet.py

bench:
	@$(PYTHON) binder/make_environment.py test
	.venv/bin/python tests/bench/run.py

# The lowest Python decides: compiled on 3.11, valid for 3.11 to 3.13 on every platform.
COMPILE = .venv/bin/uv pip compile -q --universal --python-version 3.11 --no-python-downloads --no-annotate --no-header $(LOCK_ARGS)

lock:
	@$(PYTHON) binder/make_environment.py test
	$(COMPILE) pyproject.toml --group course -o binder/requirements.txt
	$(COMPILE) --group test -c binder/requirements.txt -o tests/requirements.txt
	@# A class has widgets of its own, for RISE; all else is that of the lessons.
	@mkdir -p .output && grep -v -e '^ipywidgets==' -e '^jupyterlab-widgets==' binder/requirements.txt > .output/lessons.txt
	$(COMPILE) pyproject.toml --group course --group class -c .output/lessons.txt -o teaching/hub/requirements.txt
