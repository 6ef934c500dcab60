"""Acts on the code of conduct."""

from functools import partial

from referral.actions import conduct
from referral.actions.conduct import ConductNow, ConductView, MissingView
from referral.actions.work import Done, OnDuty, RequestKey
from referral.mechanism.acts import Acts
from referral.rules.acts import Act
from workflows.conduct import CodeOfConduct


class Conduct(Acts):
    """What everybody accepts before they open anything, and who did not yet."""

    def publish_conduct(
        self, actor: OnDuty, code: CodeOfConduct, request: RequestKey | None = None
    ) -> Done:
        """Put a code of conduct in force; everybody is asked to accept it anew."""
        act = partial(conduct.publish_conduct, code=code)
        return self._do(actor, Act.PUBLISH_CONDUCT, act, request)

    def accept_conduct(
        self, actor: OnDuty, version: int, request: RequestKey | None = None
    ) -> Done:
        """Accept the version in force, for oneself."""
        act = partial(conduct.accept_conduct, version=version)
        return self._do(actor, Act.ACCEPT_CONDUCT, act, request)

    def conduct(self, actor: OnDuty) -> ConductView:
        """The code of conduct in force, and whether one accepted it."""
        return self._look(actor, Act.READ_CONDUCT, conduct.read_conduct)

    def conduct_missing(self, actor: OnDuty) -> MissingView:
        """Who has not accepted it yet."""
        return self._do(actor, Act.LIST_CONDUCT, conduct.list_conduct)

    def conduct_now(self) -> ConductNow:
        """What is in force and how many have not accepted it, for the operator."""
        return self._house.store.read(conduct.conduct_now)
