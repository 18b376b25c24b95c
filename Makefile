.DEFAULT_GOAL := help

# The SQL engine needs the build tag gms_pure_go; every target sets it.
export GOFLAGS := $(strip $(shell go env GOFLAGS) -tags=gms_pure_go)

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)
FUZZTIME ?= 10s

.PHONY: help demo build test clients check lint vet race bench golden fuzz gen clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: build ## run one query over a simulated Help Scout
	@echo
	bin/scoutql query --demo --output table --timing "\
	SELECT Number, Status, PrimaryCustomer_Email AS Customer, LEFT(Subject, 40) AS Subject, CreatedDate \
	FROM Conversations WHERE Status = 'active' ORDER BY CreatedDate DESC LIMIT 8"

build: ## leave a static binary at bin/scoutql
	CGO_ENABLED=0 go build -trimpath -ldflags '$(LDFLAGS)' -o bin/scoutql ./cmd/scoutql

test: ## the tests; what needs MariaDB or the mysql client is skipped without it
	@PATH="$$PATH:/usr/sbin"; command -v mariadbd >/dev/null || echo "SKIP: no mariadbd; the rows are not compared with MariaDB's (apt-get install mariadb-server)"
	@command -v mariadb >/dev/null || command -v mysql >/dev/null || echo "SKIP: no mariadb or mysql client; the tests that run it are left out (apt-get install mariadb-client)"
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || echo "SKIP: no PostgreSQL; scoutql replicate is not tested with it (apt-get install postgresql)"
	go test ./...

check: build vet lint race ## what CI runs: build, vet, lint, every test under the race detector

clients: build ## the clients that are on this machine, against serve --demo (docs/clients.md)
	tests/clients/run.sh

vet:
	go vet ./...

# The linter is a module of its own (tools/go.mod); the first run compiles it.
lint: ## golangci-lint, as pinned in tools/go.mod
	go tool -modfile=tools/go.mod golangci-lint run --allow-parallel-runners ./...

race:
	CGO_ENABLED=1 go test -race -timeout 30m ./...

bench: ## API calls and time of the main statements
	go test -run '^$$' -bench . -benchmem ./...

golden: ## rewrite what tests expect; then read the diff
	SCOUTQL_GOLDEN=rewrite go test ./...

fuzz: ## each fuzz target in turn, FUZZTIME each
	@set -e; for pkg in $$(go list ./...); do \
	  for target in $$(go test -list '^Fuzz' $$pkg | grep '^Fuzz' || true); do \
	    echo "== $$pkg $$target"; \
	    go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) $$pkg; \
	  done; \
	done

gen: ## write docs/reference from the table definitions
	go generate ./...

clean: ## remove what was built
	rm -rf bin
