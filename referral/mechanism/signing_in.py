"""Who acts: signing in and out, and with what people prove who they are."""

from functools import partial
from typing import Any
from uuid import UUID

from referral.actions import (
    carry,
    factors,
    locking,
    machines,
    passkeys,
    passwords,
    second_factors,
    sessions,
    sign_in,
    step_up,
)
from referral.actions.door import DoorRules
from referral.actions.passkeys import Answered
from referral.actions.work import Done, OnDuty
from referral.mechanism.acts import Acts
from referral.rules.acts import Act
from referral.rules.locking import Idle
from referral.rules.passwords import check_another
from referral.vault.signed_requests import Asked
from workflows.vocabulary import ActorKind


class SigningIn(Acts):
    """Sessions, passkeys, codes."""

    def let_in_by(self, rules: DoorRules) -> None:
        """State by which rules this process lets people in."""
        self._house.door.rules = rules

    def sign_in(
        self, name: str, password: str, code: str = "", source: str = ""
    ) -> sessions.OpenedSession:
        """Open a session for a person with a password, and a code if they have one."""
        return sign_in.sign_in(self._house, name, password, code, source)

    def sign_out(self, token: str) -> None:
        """End a session."""
        sessions.sign_out(self._house, token)

    def actor_for(
        self,
        token: str,
        *,
        setting_up: bool = False,
        new_password: bool = False,
        handheld: bool = False,
    ) -> OnDuty:
        """Who carries this token."""
        return sessions.actor_for(
            self._house,
            token,
            setting_up=setting_up,
            new_password=new_password,
            handheld=handheld,
        )

    @property
    def idle(self) -> Idle:
        """After how long unused a session is locked."""
        return self._house.door.rules.idle

    def lock(self, token: str) -> None:
        """Lock a session at once."""
        locking.lock(self._house, token)

    def rested(self, token: str) -> float:
        """For how many seconds nobody has used a session."""
        return locking.rested(self._house, token)

    def locked(self, token: str) -> locking.LockView:
        """With what a session is unlocked."""
        return locking.locked(self._house, token)

    def ask_unlock(self, token: str) -> dict[str, Any]:
        """Options for a browser to unlock a session with a passkey."""
        return locking.ask_to_unlock(self._house, token)

    def unlock(
        self,
        token: str,
        *,
        password: str = "",
        code: str = "",
        answered: Answered | None = None,
        source: str = "",
    ) -> sessions.OpenedSession:
        """Prove that it is still oneself, and go on; answers a new token."""
        return locking.unlock(
            self._house,
            token,
            password=password,
            code=code,
            answered=answered,
            source=source,
        )

    def machine_by_signature(self, asked: Asked, source: str = "") -> OnDuty:
        """Which machine signed a request."""
        return machines.machine_by_signature(self._house, asked, source)

    def check_signed_body(self, digest: str, body: bytes, source: str = "") -> None:
        """Refuse a body that is not the one whose digest was signed."""
        machines.check_signed_body(self._house, digest, body, source)

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where this deployment is found, as `https://host`."""
        return self._house.door.rules.site.origins

    def whose_session(self, token: str) -> UUID | None:
        """Who opened the session of this token, even if it has ended since."""
        return sessions.whose_session(self._house, token)

    def ask_passkey(self) -> dict[str, Any]:
        """Options for a browser to sign in with a passkey; nobody is named."""
        return passkeys.ask_to_sign_in(self._house)

    def sign_in_with_passkey(
        self, answered: Answered, source: str = ""
    ) -> sessions.OpenedSession:
        """Open a session for whoever's passkey answered."""
        return passkeys.sign_in_with(self._house, answered, source)

    def ask_step_up(self, actor: OnDuty) -> dict[str, Any]:
        """Options for a browser to answer with one of the actor's passkeys."""
        self._must_be_a_person(actor)
        return passkeys.ask_to_step_up(self._house, actor)

    def step_up(
        self,
        token: str,
        *,
        code: str = "",
        answered: Answered | None = None,
        source: str = "",
    ) -> sessions.OpenedSession:
        """Prove once more who one is, for five minutes; answers a new token."""
        house = self._house
        return step_up.step_up(
            house, token, code=code, answered=answered, source=source
        )

    def sessions(self, actor: OnDuty, token: str) -> list[sessions.SessionView]:
        """One's own sessions that are open."""
        act = partial(sessions.list_sessions, token=token)
        return self._do(actor, Act.KEEP_SIGN_IN, act)

    def end_session(self, actor: OnDuty, session: UUID) -> Done:
        """End one of one's own sessions."""
        act = partial(sessions.end_session, session=session)
        return self._do(actor, Act.KEEP_SIGN_IN, act)

    def sign_out_everywhere(self, actor: OnDuty) -> Done:
        """End every session of one's own."""
        return self._do(actor, Act.KEEP_SIGN_IN, sessions.end_all)

    def factors(self, actor: OnDuty) -> factors.FactorsView:
        """With what the actor proves who they are."""
        return self._do(actor, Act.KEEP_SIGN_IN, factors.factors)

    def ask_new_passkey(self, actor: OnDuty) -> dict[str, Any]:
        """Options for a browser to make a passkey."""
        self._must_be_a_person(actor)
        return passkeys.ask_to_register(self._house, actor)

    def register_passkey(
        self, actor: OnDuty, answered: Answered, label: str, token: str = ""
    ) -> Done:
        """Keep a new passkey; `details["codes"]` is told with the first factor."""
        self._must_be_a_person(actor)
        made = passkeys.accept_new(self._house, actor, answered)
        act = partial(passkeys.register, made=made, label=label, token=token)
        return self._do(actor, Act.KEEP_SIGN_IN, act)

    def rename_passkey(self, actor: OnDuty, passkey_id: UUID, label: str) -> Done:
        """Call a passkey something else."""
        act = partial(passkeys.rename, passkey_id=passkey_id, label=label)
        return self._do(actor, Act.KEEP_SIGN_IN, act)

    def remove_passkey(self, actor: OnDuty, passkey_id: UUID) -> Done:
        """Give up a passkey."""
        act = partial(passkeys.remove, passkey_id=passkey_id)
        return self._do(actor, Act.KEEP_SIGN_IN, act)

    def begin_app(self, actor: OnDuty) -> Done:
        """A secret for an app that makes codes, told once."""
        return self._do(actor, Act.KEEP_SIGN_IN, second_factors.begin_app)

    def confirm_app(self, actor: OnDuty, code: str, token: str = "") -> Done:
        """The app's first code; `details["codes"]` is told with the first factor."""
        act = partial(second_factors.confirm_app, code=code, token=token)
        return self._do(actor, Act.KEEP_SIGN_IN, act)

    def remove_app(self, actor: OnDuty) -> Done:
        """Give up the app."""
        return self._do(actor, Act.KEEP_SIGN_IN, second_factors.remove_app)

    def renew_recovery_codes(self, actor: OnDuty) -> Done:
        """Ten new codes for paper, told once."""
        return self._do(actor, Act.KEEP_SIGN_IN, factors.renew_recovery)

    def change_password(
        self, actor: OnDuty, old: str, new: str, token: str = ""
    ) -> Done:
        """Take a new password; `details["token"]` is the session's from now on."""
        self._must_be_a_person(actor)
        about, before = passwords.known_of(self._house, actor.id)
        matches = passwords.password_right(self._house, actor.id, old, before)
        if matches:
            check_another(old, new)
        hashed = passwords.hash_checked(self._house, new, about)
        act = partial(
            passwords.change_password,
            before=before,
            hashed=hashed,
            matches=matches,
            token=token,
        )
        return self._do(actor, Act.KEEP_SIGN_IN, act)

    def _must_be_a_person(self, actor: OnDuty) -> None:
        """Refuse a machine before anything is drawn, used up or hashed for it.

        Raises:
            NotPermitted, NotFound: for a machine; it leaves an entry.
        """
        if actor.kind is ActorKind.MACHINE:
            self._do(actor, Act.KEEP_SIGN_IN, factors.check_may_change)

    def seal_form(self, content: bytes) -> str:
        """A form sealed for its way past a sign-in; it is stored nowhere."""
        return carry.seal_form(self._house, content)

    def open_form(self, sealed: str) -> bytes:
        """A form that was sealed for its way past a sign-in."""
        return carry.open_form(self._house, sealed)
