#!/bin/sh
# Runs the tests: test.sh ci|night [options of pytest]
#
# `ci` measures branch coverage, should end within 40 minutes, and is stopped after 70;
# `night` lets Hypothesis look for hours. Both end with a box that says what was not
# tested, and fail when no test ran.
set -u
profile=$1
shift
venv=${VENV:-.venv}
python=$venv/bin/python
report=$venv/tests.xml
always="-n 2 -p tests.tools.profiles --hypothesis-profile=$profile --junitxml=$report"
result=0
rm -f "$report"

# shellcheck disable=SC2086 # $always is a list of words
if [ "$profile" = night ]; then
    "$python" -m pytest $always --timeout=0 "$@" || result=$?
else
    "$python" -m coverage erase
    timeout --foreground --signal=INT --kill-after=30 4200 \
        "$python" -m coverage run -m pytest $always "$@" || result=$?
    [ "$result" -eq 124 ] && echo 'The tests took over 70 minutes and were stopped.' >&2
    "$python" -m coverage combine --quiet
    # A chosen few of the tests cannot cover what all of them must.
    [ "$#" -eq 0 ] || set -- --fail-under=0
    "$python" -m coverage report "$@" || [ "$result" -ne 0 ] || result=1
fi

"$python" tests/tools/untested.py "$report" "$venv/left-out" ||
    [ "$result" -ne 0 ] || result=1
exit "$result"
