"""Looking for people."""

from functools import partial

from referral.actions import find_by_code as by_code
from referral.actions import names_build
from referral.actions import search as searching
from referral.actions.numbers import renew_numbers
from referral.actions.work import OnDuty
from referral.mechanism.acts import Acts
from referral.rules.acts import Act
from workflows.vocabulary import Purpose


class Finding(Acts):
    """Searching names and numbers, and asking whether somebody is known."""

    def prepare_search(self) -> None:
        """Start making names searchable in the background."""
        names_build.prepare(self._house)

    def search(
        self, actor: OnDuty, question: searching.Question, purpose: Purpose
    ) -> searching.Found:
        """Look for a person by name or number.

        Raises:
            SearchNotReady: if names are still being opened after the start.
        """
        names_build.ready(self._house)
        act = partial(searching.search, question=question, purpose=purpose)
        return self._do(actor, Act.SEARCH, act)

    def check_match(self, actor: OnDuty, question: searching.Question) -> bool:
        """Whether a person may be known already: yes or no, never where."""
        names_build.ready(self._house)
        act = partial(searching.check_match, question=question)
        return self._do(actor, Act.CHECK_MATCH, act)

    def find_by_code(self, actor: OnDuty, typed: str) -> by_code.Found | None:
        """The case or offer of a code, if the actor may know of it; else nothing.

        Raises:
            Malformed: if no code is written so.
        """
        act = partial(by_code.find_by_code, typed=typed)
        return self._do(actor, Act.READ_CASE, act)

    def renew_numbers(self, actor: OnDuty) -> int:
        """Make the tags of numbers anew after the index key was changed."""
        return renew_numbers(self._house, actor)
