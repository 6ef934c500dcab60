#!/bin/sh
# Changes the rules in small ways, one at a time, and looks whether a test notices.
#
# Works on a copy of what is committed, so that nothing here is ever a mutant. Takes
# about a quarter of an hour on two cores; no part of CI. The survivors and why they
# are left: docs/explanation/mutation.md. What is changed: tests/tools/mutation.toml, or
# with MUTATION=mutation-vault the vault (tests/tools/mutation-vault.toml).
set -eu
venv=${VENV:-.venv}
python=$(pwd)/$venv/bin/python
tools=$(pwd)/$venv/mutation-tools
chosen=${MUTATION:-mutation}
work=$venv/$chosen
[ -d "$tools/mutmut" ] ||
    "$python" -m pip install --quiet --target "$tools" mutmut==3.8.1
rm -rf "$work"
mkdir -p "$work"
git archive HEAD | tar -x -C "$work"
cat "tests/tools/$chosen.toml" >>"$work/pyproject.toml"
cd "$work"
PYTHONPATH=$tools "$python" -m mutmut run --max-children 2 "$@"
PYTHONPATH=$tools "$python" -m mutmut results
