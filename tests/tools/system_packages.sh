#!/bin/sh
# Brings in the Debian packages that tests need (tests/system-packages.txt).
#
# A missing one is installed where this may be done (root, apt-get). What could not
# be had is listed loudly and written to $VENV/left-out for the closing report; with
# CI=true it fails. Nothing is fetched when everything is there.
set -u
left_out=${VENV:-.venv}/left-out
: >"$left_out"

is_there() {
    command -v dpkg-query >/dev/null &&
        dpkg-query --show --showformat='${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed
}
# `package=program`: a program of that name, wherever it came from, will do as well.
list_missing() {
    sed 's/#.*//; /^[[:space:]]*$/d' tests/system-packages.txt | while read -r entry; do
        package=${entry%%=*}
        is_there "$package" && continue
        [ "$package" != "$entry" ] && command -v "${entry#*=}" >/dev/null && continue
        printf '%s\n' "$package"
    done
}

missing=$(list_missing)
[ -z "$missing" ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    log=${VENV:-.venv}/system-packages.log
    # shellcheck disable=SC2086 # a list of words
    printf 'Installing for the tests: %s\n' "$(echo $missing)"
    export DEBIAN_FRONTEND=noninteractive
    apt-get -o DPkg::Lock::Timeout=500 update >"$log" 2>&1
    # shellcheck disable=SC2086 # a list of words
    apt-get -o DPkg::Lock::Timeout=500 install --yes --no-install-recommends $missing >>"$log" 2>&1
    missing=$(list_missing)
fi
[ -z "$missing" ] && exit 0

printf '%s\n' "$missing" >"$left_out"
for package in $missing; do
    printf '!! Not installed: the Debian package %s. Tests that need it are left out.\n' "$package" >&2
done
[ "${CI:-}" != true ]
