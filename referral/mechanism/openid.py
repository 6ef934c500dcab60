"""Coming from an identity provider: begun, answered, linked, unlinked."""

from functools import partial
from uuid import UUID

from referral.actions import openid, openid_answers, openid_links
from referral.actions.openid import Begun, Returned
from referral.actions.sessions import OpenedSession
from referral.actions.work import Done, OnDuty, RequestKey
from referral.mechanism.acts import Acts
from referral.rules.acts import Act


class Openid(Acts):
    """Sign-ins through a provider, and links to it."""

    @property
    def has_openid(self) -> bool:
        """True if people may come from a provider."""
        return self._house.door.rules.openid is not None

    @property
    def openid_proves(self) -> bool:
        """True if the provider's word counts as a second factor."""
        door = self._house.door.rules.openid
        return door is not None and bool(door.counts)

    def ask_openid(self, wanted: str = "", source: str = "") -> Begun:
        """Begin a sign-in at the provider."""
        return openid.ask_openid(self._house, wanted=wanted, source=source)

    def ask_openid_proof(self, token: str, wanted: str = "", source: str = "") -> Begun:
        """Begin to prove there, for an open session, that it is still oneself."""
        ask = partial(openid.ask_openid, wanted=wanted, source=source)
        return ask(self._house, token=token)

    def is_openid_proof(self, secret: str) -> bool:
        """True if what is under way is to prove something for an open session."""
        return openid.is_proof(self._house, secret)

    def sign_in_with_openid(
        self, secret: str, returned: Returned, source: str = ""
    ) -> tuple[OpenedSession, str]:
        """Open a session for whoever the provider names; and where to go on to."""
        return openid_answers.sign_in_with(self._house, secret, returned, source)

    def step_up_with_openid(
        self, secret: str, returned: Returned, token: str = "", source: str = ""
    ) -> tuple[OpenedSession, str]:
        """Prove by the provider who one is; the session goes on with a new token."""
        house, prove = self._house, openid_answers.step_up_with
        return prove(house, secret, returned, token=token, source=source)

    def link_openid(self, actor: OnDuty, person: UUID, subject: str) -> Done:
        """Link a person to the name under which the provider knows them."""
        act = partial(openid_links.link, actor_id=person, subject=subject)
        return self._do(actor, Act.ADMINISTER, act)

    def unlink_openid(
        self, actor: OnDuty, person: UUID, *, request: RequestKey | None = None
    ) -> Done:
        """End a person's link, and every session that it opened."""
        act = partial(openid_links.unlink, actor_id=person)
        return self._do(actor, Act.ADMINISTER, act, request)

    def openid_links(self, actor: OnDuty) -> list[openid_links.LinkView]:
        """One's own links."""
        return self._do(actor, Act.KEEP_SIGN_IN, openid_links.list_links)

    def end_openid_link(self, actor: OnDuty, link: UUID) -> Done:
        """End one's own link, and every session that it opened."""
        act = partial(openid_links.end_link, link_id=link)
        return self._do(actor, Act.KEEP_SIGN_IN, act)
