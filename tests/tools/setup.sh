#!/bin/sh
# Creates or completes the private environment: setup.sh run|dev
#
# Needs Python 3.11 and a pip, its own or the system's. Installs exactly what the
# lock file names, by hash and as built wheels only, then this project itself.
# A second run finds the packages in place and needs no network.
set -u
kind=$1
venv=${VENV:-.venv}
steps=4

step() { printf '[%s/%s] %s\n' "$1" "$steps" "$2"; }
stop() {
    printf 'Setup stopped: %s\n' "$1" >&2
    exit 1
}
is_311() { "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; }

find_python() {
    for candidate in python3.11 python3; do
        if command -v "$candidate" >/dev/null && is_311 "$candidate"; then
            python=$candidate
            return
        fi
    done
    stop 'Python 3.11 is missing (looked for python3.11, then for a python3 of that version).'
}

make_environment() {
    if [ -e "$venv" ] && [ ! -f "$venv/pyvenv.cfg" ] && [ -n "$(ls -A "$venv")" ]; then
        stop "$venv is there and is no Python environment; name another with VENV=."
    fi
    "$python" -c 'import venv' 2>/dev/null || stop "$python lacks its venv module."
    "$python" -m venv --clear "$venv" >/dev/null 2>&1 ||
        "$python" -m venv --clear --without-pip "$venv" || # Debian without python3-venv
        stop "$venv could not be made."
}

# Inside the environment where it has a pip of its own, else the system's from outside.
pip() {
    if "$venv/bin/python" -c 'import pip' 2>/dev/null; then
        "$venv/bin/python" -m pip --disable-pip-version-check --no-input "$@"
    else
        "$python" -m pip --python "$venv/bin/python" --disable-pip-version-check --no-input "$@"
    fi
}

has_pip() {
    "$venv/bin/python" -c 'import pip' 2>/dev/null || "$python" -c 'import pip' 2>/dev/null
}

# Turns pip's lines into one count: on a terminal in place, else every 20th.
show_progress() {
    seen=0
    while IFS= read -r line; do
        printf '%s\n' "$line" >>"$log"
        case $line in
            Collecting\ * | Processing\ * | Requirement\ already\ satisfied:*) seen=$((seen + 1)) ;;
            Installing\ collected*) [ -t 1 ] || printf '      installing\n' ;;
            *) continue ;;
        esac
        if [ -t 1 ]; then
            printf '\r      %s of about %s ' "$seen" "$total"
        elif [ $((seen % 20)) -eq 0 ]; then
            printf '      %s of about %s\n' "$seen" "$total"
        fi
    done
    [ -t 1 ] && printf '\r                              \r'
    return 0
}

# Older ones refuse a lock that lists a package once, if another wants it with an extra.
install_pip() {
    pip install --require-hashes --only-binary :all: -r tests/tools/pip.lock >>"$log" 2>&1 ||
        stop "pip of tests/tools/pip.lock could not be installed (is there a network?); its own words are in $log."
}

install_lock() {
    total=$(grep -c '^[a-z0-9].*==' "$lock")
    step 3 "$total packages of $lock"
    {
        pip install --require-hashes --only-binary :all: -r "$lock" 2>&1 || echo "$?" >"$failed"
    } | show_progress
    if [ -s "$failed" ]; then
        stop "the packages of $lock could not be installed (is there a network?); pip's own words are in $log."
    fi
}

install_project() {
    step 4 'this project'
    pip install --no-deps --no-build-isolation --editable . >>"$log" 2>&1 ||
        stop "this project could not be installed; pip's own words are in $log."
}

case $kind in
    run) lock=requirements.lock ;;
    dev) lock=requirements-dev.lock ;;
    *) stop 'usage: setup.sh run|dev' ;;
esac

find_python
step 1 "$("$python" --version 2>&1)"
if [ -x "$venv/bin/python" ] && is_311 "$venv/bin/python"; then
    step 2 "environment $venv is there"
else
    step 2 "environment $venv"
    make_environment
fi
has_pip || stop 'pip is missing (on Debian: the package python3-venv or python3-pip).'

log=$venv/setup.log
failed=$venv/.failed
: >"$log"
rm -f "$failed"
install_pip
install_lock
install_project
touch "$venv/.ready-run"
if [ "$kind" = dev ]; then touch "$venv/.ready-dev"; fi
printf 'Ready.\n'
