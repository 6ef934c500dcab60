#!/bin/sh
# Runs the tests: test.sh ci|coverage|night [options of pytest]
#
# `ci` should end within 40 minutes, and is stopped after 83; `coverage` is the same with
# the branches measured, which takes half as long again; `night` lets Hypothesis look
# for hours. All end with a box that says what was not tested, and fail when no test ran.
set -u
profile=$1
shift
venv=${VENV:-.venv}
python=$venv/bin/python
report=$venv/tests.xml
looks=$profile
[ "$profile" = coverage ] && looks=ci
always="-n 2 -p tests.tools.profiles --hypothesis-profile=$looks --junitxml=$report"
result=0
rm -f "$report"

# shellcheck disable=SC2086 # $always is a list of words
case $profile in
    night) "$python" -m pytest $always --timeout=0 "$@" || result=$? ;;
    coverage)
        "$python" -m coverage erase
        "$python" -m coverage run -m pytest $always "$@" || result=$?
        "$python" -m coverage combine --quiet
        "$python" -m coverage report || [ "$result" -ne 0 ] || result=1
        ;;
    *)
        timeout --foreground --signal=INT --kill-after=30 4980 \
            "$python" -m pytest $always "$@" || result=$?
        [ "$result" -eq 124 ] && echo 'The tests took over 83 minutes and were stopped.' >&2
        ;;
esac

"$python" tests/tools/untested.py "$report" "$venv/left-out" ||
    [ "$result" -ne 0 ] || result=1
exit "$result"
