#!/bin/sh
# Runs every benchmark, one after the other; each prints its bar and what it measured.
set -u
python=${VENV:-.venv}/bin/python
failures=0
count=0

for script in tests/benchmarks/[!_]*.py; do
    [ -e "$script" ] || continue
    count=$((count + 1))
    printf '== %s\n' "$script"
    PYTHONPATH=. "$python" "$script" "$@" || failures=$((failures + 1))
done

printf '%s benchmarks, %s below their bar\n' "$count" "$failures"
[ "$count" -gt 0 ] && [ "$failures" -eq 0 ]
