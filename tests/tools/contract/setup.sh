#!/bin/sh
# Brings in what checks the API's description and makes clients from it: packages of
# npm beside this file, and an environment of its own for the Python generator.
#
# Both by lock file. What cannot be had is said loudly and its tests are left out;
# with CI=true it fails. A second run finds everything in place and fetches nothing.
set -u
here=tests/tools/contract
venv=${VENV:-.venv}
client=$venv/contract-client
result=0

left_out() {
    printf '!! %s. Tests that need it are left out.\n' "$1" >&2
    result=1
}

# The system's pip from outside where the environment has none of its own.
pip() {
    for python in "$venv/bin/python" python3.11 python3; do
        if "$python" -c 'import pip' 2>/dev/null; then
            "$python" -m pip --python "$client/bin/python" --disable-pip-version-check --no-input "$@"
            return
        fi
    done
    return 1
}

make_client_environment() {
    rm -rf -- "$client"
    "$venv/bin/python" -m venv --without-pip "$client" &&
        pip install --quiet --require-hashes --only-binary :all: -r "$here/client.lock"
}

newer() { [ ! -e "$1" ] || [ -n "$(find "$2" -newer "$1")" ]; }

if newer "$here/node_modules/.ready" "$here/package-lock.json"; then
    if ! command -v npm >/dev/null; then
        left_out 'No npm on this machine'
    elif (cd "$here" && npm ci --no-fund --no-audit) >"$venv/npm.log" 2>&1; then
        touch "$here/node_modules/.ready"
    else
        left_out "npm could not install its packages; its own words are in $venv/npm.log"
    fi
fi

if newer "$client/.ready" "$here/client.lock"; then
    if make_client_environment >"$venv/contract-client.log" 2>&1; then
        touch "$client/.ready"
    else
        left_out "The generator of Python clients could not be installed; see $venv/contract-client.log"
    fi
fi

[ "${CI:-}" = true ] || exit 0
exit "$result"
