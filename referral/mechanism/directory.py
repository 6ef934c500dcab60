"""Acts of whoever administers who takes part."""

from functools import partial
from uuid import UUID

from referral.actions import closing_down, departures, directory
from referral.actions.closing_down import Closing
from referral.actions.departures import Departure, Leaving
from referral.actions.directory import BodyChange, BodyView
from referral.actions.work import Done, OnDuty, RequestKey
from referral.mechanism.acts import Acts
from referral.rules.acts import Act
from workflows.vocabulary import Role


class Directory(Acts):
    """Who takes part, under which name, in which roles; and how somebody leaves."""

    def directory(self, actor: OnDuty) -> tuple[BodyView, ...]:
        """Every organisation with everybody who acts for it."""
        return self._do(actor, Act.ADMINISTER, directory.read_directory)

    def change_organisation(
        self,
        actor: OnDuty,
        body: UUID,
        change: BodyChange,
        request: RequestKey | None = None,
    ) -> Done:
        """Call an organisation otherwise."""
        act = partial(directory.change_organisation, body_id=body, change=change)
        return self._do(actor, Act.ADMINISTER, act, request)

    def rename_actor(
        self, actor: OnDuty, whom: UUID, name: str, request: RequestKey | None = None
    ) -> Done:
        """Let somebody sign in under another name."""
        act = partial(directory.rename_actor, actor_id=whom, name=name)
        return self._do(actor, Act.ADMINISTER, act, request)

    def take_role(
        self, actor: OnDuty, whom: UUID, role: Role, request: RequestKey | None = None
    ) -> Done:
        """Take a role away from somebody, at once."""
        act = partial(directory.take, actor_id=whom, role=role)
        return self._do(actor, Act.TAKE_ROLE, act, request)

    def preview_departure(self, actor: OnDuty, whom: UUID) -> Departure:
        """What somebody would leave behind if they left now."""
        act = partial(departures.preview_departure, actor_id=whom)
        return self._do(actor, Act.END_ACTOR, act)

    def end_actor(
        self,
        actor: OnDuty,
        whom: UUID,
        leaving: Leaving,
        request: RequestKey | None = None,
    ) -> Done:
        """Let somebody in no more, and say who takes over."""
        act = partial(departures.leave, actor_id=whom, leaving=leaving)
        return self._do(actor, Act.END_ACTOR, act, request)

    def preview_closing(self, actor: OnDuty, body: UUID) -> Closing:
        """What would end with an organisation if it stopped now."""
        act = partial(closing_down.preview_closing, body_id=body)
        return self._do(actor, Act.END_ORGANISATION, act)

    def end_organisation(
        self,
        actor: OnDuty,
        body: UUID,
        seen: str,
        request: RequestKey | None = None,
    ) -> Done:
        """Let an organisation take part no more."""
        act = partial(closing_down.close_down, body_id=body, seen=seen)
        return self._do(actor, Act.END_ORGANISATION, act, request)
