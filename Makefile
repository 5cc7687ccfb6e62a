# Two commands matter: `make hub` and `make test`. `make help` lists the others.
PYTHON ?= python3
BIN := .venv/bin
export HUB_PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help install install-test hub stop test check book labs lint lock

help:  ## Afficher cette liste / Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'
	@echo "  HUB_PORT=8010 make hub   change de port / changes the port"

install:
	@$(PYTHON) tools/bootstrap.py hub

install-test:
	@$(PYTHON) tools/bootstrap.py test

# The sites are built again only when something they are made of changed.
SITES := book/_build/fr/index.html
SITE_SOURCES := _config.yml $(shell find book labs/fr labs/en src/artia/book -type f -not -path '*/_build/*' -not -name '*.pyc')

$(SITES): $(SITE_SOURCES) | install
	$(BIN)/artia book build

hub: install $(SITES)  ## Installer puis démarrer le hub sur cette machine / Install, then start the hub on this machine
	@exec $(BIN)/artia hub start

stop:  ## Arrêter le hub / Stop the hub
	@$(BIN)/artia hub stop

test: install-test check  ## Installer puis tout vérifier, comme la CI / Install, then check everything, as CI does
	$(BIN)/python tools/run_tests.py

check: lint
	$(BIN)/artia labs build --check
	$(BIN)/artia book check

book: install  ## Construire les deux sites / Build both sites (book/_build/fr, book/_build/en)
	$(BIN)/artia book build

labs: install  ## Reconstruire les carnets depuis leur source / Rebuild the notebooks from their source
	$(BIN)/artia labs build

lint:  ## Vérifier le style du code / Check the code's style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

lock:  ## Refaire constraints.txt à partir de .venv / Remake constraints.txt from .venv
	@$(BIN)/python tools/lock.py
