# make run     start everything on this machine (PORT=8000, DEMO=0 for a real city)
# make setup   only install what run and test need
# make test    set-up, checks and every test;  make check: the checks alone
# make fmt     format code and templates
# make bench   the benchmarks (ONLY=name)
# make pictures  the README's pictures, of the demonstration city running on PORT
# make worker  one more worker beside a running installation
# make backup  database and files into one archive;  make restore FILE=archive.tar YES=1

PYTHON ?= python3
VENV := .venv/bin/python

.PHONY: setup run test check fmt bench pictures worker backup restore

run:
	@$(PYTHON) config/bootstrap.py
	@$(VENV) -m config.launch

setup:
	@$(PYTHON) config/bootstrap.py --dev

test: setup
	@$(VENV) tests/run.py

check: setup
	@$(VENV) tests/run.py --checks

fmt: setup
	@$(VENV) -m ruff check --fix .
	@$(VENV) -m ruff format .
	@git ls-files -z 'templates/*.html' | xargs -0 .venv/bin/djade --target-version 5.2

bench: setup
	@$(VENV) -m tests.bench $(ONLY)

pictures: setup
	@$(VENV) -m tests.pictures

worker:
	@$(VENV) -m celery -A config worker -c 2 -n worker-$$$$@%h -l INFO

backup:
	@$(VENV) manage.py backup $(if $(FILE),"$(FILE)")

restore:
	@$(VENV) manage.py restore "$(FILE)" $(if $(YES),--yes)
