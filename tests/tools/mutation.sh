#!/bin/sh
# Changes the rules in small ways, one at a time, and looks whether a test notices.
#
# Five profiles, each on a copy of what is committed, so that nothing here is ever a
# mutant: `moving`, the rules that move a case; `guarantees`, the rules that judge a
# pathway; `exploring`, the walks they judge it by; `deciding`, who may do what; `vault`,
# what seals. Name one to run it alone. The
# survivors and why they are left: docs/explanation/mutation.md.
set -eu
venv=${VENV:-.venv}
here=$(pwd)
python=$here/$venv/bin/python
tools=$here/$venv/mutation-tools
[ -d "$tools/mutmut" ] ||
    "$python" -m pip install --quiet --target "$tools" mutmut==3.8.1
for profile in ${*:-moving guarantees exploring deciding vault}; do
    work=$here/$venv/mutation/$profile
    rm -rf "$work"
    mkdir -p "$work"
    git archive HEAD | tar -x -C "$work"
    cat "tests/tools/mutation_$profile.toml" >>"$work/pyproject.toml"
    (
        ulimit -v 4000000 # a change that never ends must not eat the machine
        cd "$work"
        PYTHONPATH=$tools "$python" -m mutmut run --max-children 2
        PYTHONPATH=$tools "$python" -m mutmut results
        PYTHONPATH=$tools "$python" -m mutmut export-cicd-stats
    )
done
"$python" -m tests.tools.mutation_scores "$here/$venv/mutation"
