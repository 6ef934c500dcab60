"""What is said of a moment that was typed in, by the word of the fault."""

from collections.abc import Mapping

from api.pages.language import N_

HAPPENED_FAULTS: Mapping[str, str] = {
    "too_long_ago": N_("This is more than a year ago. Look at the year."),
    "no_such_hour": N_("The clocks went forward that night: this hour was left out."),
    "there_twice": N_("The clocks went back that night: say which of the two it was."),
}
