#!/bin/sh
# Format, lint, types and the import law. Stops at the first that does not hold.
set -eu
bin=${VENV:-.venv}/bin

step() { printf '[%s/4] %s\n' "$1" "$2"; }

step 1 'format'
"$bin/ruff" format --check .
step 2 'lint'
"$bin/ruff" check .
step 3 'types'
"$bin/mypy"
"$bin/mypy" --config-file= --strict docs/how-to/partner
step 4 'import law'
"$bin/lint-imports" --no-logo
