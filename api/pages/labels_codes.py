"""What is wrong with something that was typed as a code."""

from collections.abc import Mapping

from api.pages.language import N_

CODE_FAULTS: Mapping[str, str] = {
    "no_code": N_("A code has letters from A to Z and digits only. Look at it again."),
    "never_in_a_code": N_(
        "No code has 0, 1, I or O in it. Look at it again: perhaps it is Q, D, J or L."
    ),
    "eight_letters": N_("A code has eight letters and digits. Look at it again."),
}
