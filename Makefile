# Short names for the usual commands; `make help` lists them. Everything runs in the locked environment
# under .ausm/venv, which `./ausm` makes and keeps up to date.

AUSM := ./ausm
BIN := .ausm/venv/bin
PYTHON := PYTHONPATH=. $(BIN)/python

.DEFAULT_GOAL := help
.PHONY: help
help: ## List the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z0-9-]+:.*## / {printf "  %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Development
.PHONY: setup hooks format lint lock openapi generate
setup: ## Make the locked Python environment with all tools
	$(AUSM) setup

hooks: setup ## Run the checks of .pre-commit-config.yaml before every commit
	$(BIN)/pre-commit install

format: setup ## Repair style and format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lint: ## Run all checks (pre-commit over the whole tree)
	$(AUSM) lint

lock: ## Pin and hash the requirements anew
	$(AUSM) lock

openapi: setup ## Write docs/openapi.json from the routes
	$(BIN)/python -m gateway.openapi > docs/openapi.json.new
	mv docs/openapi.json.new docs/openapi.json

generate: openapi ## Write everything that is generated: OpenAPI, dashboards, the Swarm stack
	$(PYTHON) -m tools.dashboards.build
	$(PYTHON) -m tools.swarm.build

# Tests
.PHONY: test test-all test-unit test-contract test-gateway test-integration test-e2e bench ci
test: ## Run the suites of every day
	$(AUSM) test

test-all: ## Run every suite: faults, load, monitoring, containers too
	$(AUSM) test all

test-unit: ## Run the unit tests
	$(AUSM) test unit

test-contract: ## Run the contract tests
	$(AUSM) test contract

test-gateway: ## Run the tests of the gateway
	$(AUSM) test gateway

test-integration: ## Run the integration tests; one service: make test-integration SERVICE=changes
	$(AUSM) test integration$(if $(SERVICE),/$(SERVICE))

test-e2e: ## Run the tests over HTTP on a whole stack
	$(AUSM) test e2e

bench: ## Measure the gateway beside a Nameko one
	$(AUSM) bench

ci: ## Run what every submission must pass
	.ci/run

# The platform
.PHONY: up down status logs demo images compose-up compose-down
up: ## Start the platform natively and return
	$(AUSM) up -d

down: ## Stop it
	$(AUSM) down

status: ## Show processes, memory and health
	$(AUSM) status

logs: ## Show the output of all processes
	$(AUSM) logs

demo: ## Play the whole story against the running platform
	$(AUSM) demo

images: ## Build the images of the composition
	docker-compose build

compose-up: ## Start the platform in containers
	ops/deploy/make-secrets.sh
	docker-compose up -d

compose-down: ## Stop the containers; data stay
	docker-compose down
