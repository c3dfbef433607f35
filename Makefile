# Two commands for newcomers: `make demo` and `make test`. Both need only Python >= 3.11, make and git.
PYTHON ?= python3
BIN := .venv/bin
unexport PYTHONDONTWRITEBYTECODE # hundreds of processes start here; each would compile the product anew
DEMO := .venv/.demo
READY := .venv/.ready
# Most of moto and botocore is never imported: what is, compiles then.
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check --no-compile

# What takes seconds comes first. All that takes minutes shares the cores then: the tests of the whole product wait
# more than they work, and the last file of each pool would be alone. The unit tests show how far they are meanwhile.
QUICK := format-check lint imports docs-check
BESIDE := whole types wheel-check properties
GATES := quick long
TWO_AT_A_TIME := $(MAKE) --no-print-directory --jobs=2 --output-sync=target

# Tests of the product as a whole, the longest first. Nothing counts as covered because they passed by, and without the
# count of branches they take a third less time: a file whose branches other tests cover as well belongs here.
WHOLE := $(addprefix tests/,year test_crashes.py hostile test_promises.py browser cli/test_ends.py cli/test_signals.py faults \
	report/test_wild.py scan/workers/test_safe_path.py demo/test_embedded_organization.py demo/test_same_each_time.py \
	test_pagination.py runs/history/test_module_paths.py report/test_totals.py test_docs.py sessions/test_clients.py \
	deliver/test_wild.py report/follow_up/test_texts.py runs/history/test_property.py runs/history/test_pruning.py \
	test_only_where.py test_requests.py test_secrets.py remediation/test_commands_fix.py)

# The files with a test of hypothesis.
PROPERTIES = $(filter-out $(WHOLE:%=%%),$(shell grep -rl hypothesis tests --include='test_*.py'))

BENCH := server_load startup calls parsing accounts judging policies processes slow pipeline side_by_side

.PHONY: help demo test exhaustive format hooks docs constraints clean browser bench bench-scale unit coverage $(GATES) $(QUICK) $(BESIDE)

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

demo: $(DEMO) ## scan the embedded organisation and render every report
	$(BIN)/reporter demo

test: $(READY) ## run every gate, stopping at the first that fails
	@for gate in $(GATES); do \
		printf '\n=== %s\n' "$$gate"; \
		$(MAKE) --no-print-directory "$$gate" || { \
			printf '\nmake test: the gate "%s" failed; "make %s" runs it alone.\n' "$$gate" "$$gate" >&2; \
			exit 1; \
		}; \
	done

quick: $(READY) ## the gates that take seconds
	@$(TWO_AT_A_TIME) $(QUICK)

long: $(READY) ## the gates that take minutes, side by side
	@$(TWO_AT_A_TIME) $(BESIDE) & beside=$$!; \
	$(MAKE) --no-print-directory unit; unit=$$?; \
	wait $$beside && exit $$unit

format: $(READY) ## format the code, and fix what ruff can fix
	$(BIN)/ruff check --fix-only --quiet
	$(BIN)/ruff format

format-check: $(READY) ## gate: the code is formatted
	$(BIN)/ruff format --check

lint: $(READY) ## gate: ruff, all rules
	$(BIN)/ruff check

types: $(READY) ## gate: mypy, strict
	$(BIN)/mypy

imports: $(READY) ## gate: imports go downwards only
	$(BIN)/lint-imports --no-logo

docs: $(READY) ## write the generated documentation
	$(BIN)/python docs/generate.py

docs-check: $(READY) ## gate: the generated documentation is fresh
	$(BIN)/python docs/generate.py --check

wheel-check: $(READY) ## gate: the wheel, installed elsewhere, works
	PYTHON=$(BIN)/python tests/wheel/check_wheel.sh

unit: $(READY) ## gate: pytest, every branch covered
	$(BIN)/slipcover --json --out .coverage.json -m pytest -q -n 2 --dist loadfile -m 'not no_cover' $(WHOLE:%=--ignore=%)
	$(BIN)/slipcover --merge .coverage.json --out .coverage.json --skip-covered --fail-under 100

coverage: $(READY) ## count the branches once more, by tracing: the slower and better-known way
	$(BIN)/pytest -q -n 2 --dist loadfile --cov $(WHOLE:%=--ignore=%)

properties: $(READY) ## gate: pytest, what hypothesis tries; the next run may try other examples, so nothing is counted
	$(BIN)/pytest -q -n 2 --dist loadfile -m no_cover $(PROPERTIES)

whole: $(READY) ## gate: pytest over the whole product: its promises, faults, a year of weeks, the page in a browser
	$(BIN)/pytest -q -n 2 --dist loadfile --no-loadscope-reorder $(WHOLE)

browser: $(READY) ## test the HTML page in Chromium; `make test` does so too where there is one
	$(BIN)/pytest -q tests/browser -rs

exhaustive: $(READY) ## every fault in every operation, every attack, a hundred kills (make test takes a sample)
	$(BIN)/pytest -q -n 2 --dist load --exhaustive tests/faults
	$(BIN)/pytest -q -n 2 --dist loadfile --exhaustive tests/hostile tests/test_crashes.py

bench: $(READY) ## measure calls, start, accounts, parsing, speed against bare botocore (about half an hour)
	@for one in $(BENCH); do $(BIN)/python -m benchmarks.$$one || exit 1; done

bench-scale: $(READY) ## measure a thousand accounts, one that is very large, a million findings (about half an hour)
	$(BIN)/python -m benchmarks.judging --findings 1000000
	$(BIN)/python -m benchmarks.scale
	$(BIN)/python -m benchmarks.large

hooks: $(READY) ## run the gates before each commit and push
	$(BIN)/pre-commit install

constraints: ## pin the newest versions of everything in constraints.txt
	@set -e; new=$$(mktemp -d); trap 'rm -rf "$$new"' EXIT; \
	$(PYTHON) -m venv "$$new"; \
	"$$new/bin/python" $(PIP_INSTALL) '.[dev]'; \
	{ sed -n '/^#/p' constraints.txt; \
	"$$new/bin/python" -m pip freeze --exclude aws-compliance-reporter; } > "$$new/pins"; \
	cp "$$new/pins" constraints.txt

clean: ## remove everything that can be made again
	rm -rf .venv .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist
	find checks reporter tests -name __pycache__ -prune -exec rm -rf {} +

# The demo needs the product and moto; the tests need all that the demo needs, and much more.
$(DEMO): EXTRA := demo
$(READY): EXTRA := dev
$(DEMO) $(READY): pyproject.toml constraints.txt | .venv/bin/pip
	@echo 'Installing what $(EXTRA) needs into .venv ...'
	@$(BIN)/python $(PIP_INSTALL) --editable '.[$(EXTRA)]' --constraint constraints.txt
	@touch $(DEMO) $@

.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo '$(PYTHON) is missing or older than Python 3.11; name another: make PYTHON=python3.12 ...' >&2; \
		exit 1; \
	}
	@$(PYTHON) -m venv --clear .venv || { \
		echo '$(PYTHON) cannot make an environment; on Debian and Ubuntu install python3-venv.' >&2; \
		exit 1; \
	}
	@$(BIN)/python $(PIP_INSTALL) --upgrade 'pip>=25' # older ones take twice as long to choose among the releases of botocore
