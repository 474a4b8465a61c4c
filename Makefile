# make run    environment, install, index of corpus/, web page on http://127.0.0.1:7860
# make test   everything the tests need, then all of them; make test-fast half of them, in a few minutes
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

# Every package is one of those whose SHA-256 stands in requirements*.lock, and comes as a wheel: building from source
# would fetch tools that no digest checks. Where a platform lacks a wheel that the tests need: make WHEELS= test
WHEELS ?= --only-binary :all:
# Modules are compiled when they are first imported: most never are. What is compiled is kept, even where the
# environment asks for the contrary: torch and Gradio take three times as long to import without it, in every process.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run build test test-fast test-exhaustive tests announce check style types programs corpus docs evaluate bench bench-quick clean fuzz lock train train-encoder

# What a step has done before it need not do again.
run:
	@echo "make run has four steps: 1 environment, 2 packages, 3 index of corpus/, 4 web page. Done steps are skipped."
	@$(MAKE) --no-print-directory build
	@echo "Step 4 of 4: serve the web page (it opens in seconds; Ctrl-C stops it)"
	@echo "For the paper-search command, in another terminal in this folder:  . $(BIN)/activate"
	@$(BIN)/python app.py

build: $(VENV)/.installed
	@echo "Step 3 of 4: read the papers in corpus/ and index them (half a minute for the sample papers)"
	@$(BIN)/paper-search build || { echo "When that is mended, start make again: it goes on from here." >&2; exit 1; }

test: announce check programs tests

# The tests of a file run in one process, since they share what it makes, and the long ones (acceptance) come first.
# JOBS=1 runs all in one process. Each computes on one thread, and waits for servers, browsers and disks in between.
JOBS ?= 2
PARALLEL := $(if $(filter-out 1,$(JOBS)),--numprocesses $(JOBS) --dist loadfile --no-loadscope-reorder)
PYTEST := OMP_NUM_THREADS=1 $(BIN)/python -m pytest
tests: $(VENV)/.installed-dev programs
	$(PYTEST) -m "not exhaustive" $(PARALLEL)

# What "make test" leaves out: every step of a kill, every kind of damage, one server and several workers, further pages
# under the rules of accessibility. A change of storage, publishing, fetching or pages wants them.
test-exhaustive: $(VENV)/.installed-dev
	$(PYTEST) -m exhaustive $(PARALLEL)

announce:
	@echo "make test: installs what the tests need (400 MB for the program, 120 MB for the tests, where they are missing),"
	@echo "then checks style and types and runs the tests: 10 to 20 minutes on two processors. make test-fast runs half of them."
	@echo "A browser and a text recogniser are installed by apt-get only where they are missing and it may; that is said."

# What needs no browser, starts no programs and builds hardly an index: half of the tests in a small part of the time.
test-fast: $(VENV)/.installed-dev
	@echo "Fast tests: no browser, no journeys, no builds, servers or programs. A few minutes on two processors."
	@$(PYTEST) -m "not browser and not acceptance and not long and not exhaustive" $(PARALLEL)

check: style types

style: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/lint-imports
	$(BIN)/codespell
	$(BIN)/python .ci/lock --check

types: $(VENV)/.installed-dev
	$(BIN)/mypy

# A browser and a text recogniser for the tests: the system's own, installed where this user may; else those tests are skipped.
INSTALL_PROGRAMS ?= yes
programs:
	@INSTALL_PROGRAMS=$(INSTALL_PROGRAMS) .ci/programs

# How well papers are read and questions answered, and how often an answer is wrong without a warning, against what a
# person wrote down: the sample papers, and judged sets of real ones where they are there.
GOLD := ../shared/evalsets/kent-cabinet
GOLD_PAPERS := ../shared/papers/kent/cabinet
COUNCILS_GOLD := ../shared/evalsets/councils
COUNCILS_PAPERS := ../shared/papers/councils
QUESTIONS := tests/judged_questions
REGISTER := tests/judged_register
WRITING := tests/judged_writing
REGISTER_PAPERS := ../shared/papers
ORDINARY := $(patsubst %/qrels.jsonl,%,$(wildcard ../shared/evalsets/kent-cabinet/qrels.jsonl ../shared/evalsets/councils/qrels.jsonl))
SETS := tests/sample_corpus/gold $(patsubst %/qrels.jsonl,%,$(wildcard ../shared/evalsets/*/qrels.jsonl))
evaluate: $(VENV)/.installed
	$(BIN)/paper-search evaluate reading --gold tests/sample_corpus/gold --corpus corpus
	@if [ -d $(GOLD) ] && [ -d $(GOLD_PAPERS) ]; then \
	  $(BIN)/paper-search evaluate reading --gold $(GOLD) --corpus $(GOLD_PAPERS); fi
	@if [ -d $(COUNCILS_GOLD) ] && [ -d $(COUNCILS_PAPERS) ]; then \
	  $(BIN)/paper-search evaluate reading --gold $(COUNCILS_GOLD) --corpus $(COUNCILS_PAPERS); fi
	$(BIN)/paper-search evaluate writing --gold $(WRITING) --corpus corpus
	@if [ -d $(REGISTER_PAPERS) ]; then \
	  $(BIN)/paper-search evaluate register --gold $(REGISTER) --corpus $(REGISTER_PAPERS); \
	else echo "$(REGISTER): skipped, its papers are not here."; fi
	$(BIN)/paper-search evaluate search $(addprefix --set ,$(SETS)) --corpus corpus --corpus $(GOLD_PAPERS) \
	  --corpus $(COUNCILS_PAPERS) --baseline bm25 --baseline dense --baseline rrf
	$(BIN)/paper-search evaluate answers --questions $(QUESTIONS) $(addprefix --set ,$(ORDINARY)) \
	  --corpus $(GOLD_PAPERS) --corpus $(COUNCILS_PAPERS)

# A reader, or the encoder, trained from the packaged weights; it goes on where it stopped. MINUTES=60 stops it after an hour.
READER ?= reader-training
ENCODER ?= encoder-training
train: $(VENV)/.installed
	$(BIN)/python -m training $(READER) $(if $(MINUTES),--minutes $(MINUTES))

train-encoder: $(VENV)/.installed
	$(BIN)/python -m training.encoder $(ENCODER) $(if $(MINUTES),--minutes $(MINUTES))

# The documentation as a site in site/; a broken link or an unknown reference stops it.
docs: $(VENV)/.installed-dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

# The sample papers and their catalogue, made again from tests/sample_corpus.
corpus: $(VENV)/.installed-dev
	$(BIN)/python -m tests.sample_corpus

# Programs of an environment name its place: where the folder was moved, or the Python that made it is gone, they cannot
# start, and it is made again.
STANDS := $(shell $(BIN)/python -c "" 2>/dev/null && grep -qF "$(abspath $(BIN))/" $(BIN)/paper-search 2>/dev/null && echo yes)
.PHONY: again

# .ci/install says what it does, how far it is and what is in the way. It takes uv where that is there, else pip.
$(VENV)/.installed: pyproject.toml requirements.lock requirements-torch.lock requirements-torch-cpu.lock $(if $(STANDS),,again)
	@command -v $(PYTHON) >/dev/null || { \
	  echo "paper-search: there is no $(PYTHON) here. Install Python 3.11 or newer (python.org), then start again." >&2; \
	  exit 1; }
	@$(PYTHON) .ci/install $(VENV) --wheels="$(WHEELS)"
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	@$(PYTHON) .ci/install $(VENV) --wheels="$(WHEELS)" --dev
	@touch $@

# The lock files, made again from pyproject.toml for every system; releases that still fit are kept.
# UPGRADE=--upgrade takes the newest ones.
UPGRADE ?=
lock: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet uv packaging
	PATH="$(abspath $(BIN)):$$PATH" $(BIN)/python .ci/lock $(UPGRADE)

# The readers against made-up bytes, for MINUTES each; what breaks them is kept in fuzz-findings/. Not part of the tests.
MINUTES ?= 2
fuzz: $(VENV)/.installed-dev
	$(BIN)/python -m pip install --quiet --editable '.[fuzz]'
	for target in pdf drawing html txt docx numbering; do $(BIN)/python -m tests.fuzz $$target --minutes $(MINUTES); done

# Timings, written into docs/benchmarks.md: an hour or more. BENCH="beside --passages 2000" runs one of them, smaller.
BENCH ?=
bench: $(VENV)/.installed-dev
	$(BIN)/python -m pip install --quiet --editable '.[bench]'
	$(BIN)/python -m tests.bench --write $(BENCH)
	PAPER_SEARCH_LIVE_SECONDS=60 $(BIN)/python -m pytest tests/acceptance/survival/test_live.py

# Five minutes: fails where a ratio is over 15 % worse than tests/bench/quick_ratios.json. STORE=--store writes them anew.
STORE ?=
bench-quick: $(VENV)/.installed-dev
	OMP_NUM_THREADS=1 $(BIN)/python -m tests.bench.quick $(STORE)

clean:
	rm -rf $(VENV) site dist index/papers.db* index/vectors.* index/LOCK .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
