# Each line only calls scripts/dev.py, so that everything works without make as well.
PYTHON ?= python3
ADDRESS ?= 127.0.0.1:8000
ARGS ?=

.PHONY: setup run test test-postgres messages audit bench faults
setup:
	@$(PYTHON) scripts/dev.py setup
run:
	@$(PYTHON) scripts/dev.py run $(ADDRESS)
test:
	@$(PYTHON) scripts/dev.py test $(ARGS)
test-postgres:
	@$(PYTHON) scripts/dev.py test-postgres $(ARGS)
messages:
	@$(PYTHON) scripts/dev.py messages
audit:
	@$(PYTHON) scripts/dev.py audit $(ARGS)
bench:
	@$(PYTHON) scripts/dev.py bench $(ARGS)
faults:
	@$(PYTHON) scripts/dev.py faults $(ARGS)
