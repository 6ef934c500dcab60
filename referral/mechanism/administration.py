"""Who acts, and setting a mechanism up."""

from datetime import timedelta
from functools import partial
from uuid import UUID

from referral.actions import administer, carry, sign_in
from referral.actions.work import Done, OnDuty, RequestKey
from referral.mechanism.acts import Acts
from referral.rules.acts import Act


class Administration(Acts):
    """Sessions, organisations, actors, keys, services."""

    def sign_in(self, name: str, password: str) -> sign_in.OpenedSession:
        """Open a session for a person."""
        return sign_in.sign_in(self._house, name, password)

    def sign_out(self, token: str) -> None:
        """End a session."""
        sign_in.sign_out(self._house, token)

    def actor_for(self, token: str) -> OnDuty:
        """Who carries this token."""
        return sign_in.actor_for(self._house, token)

    def whose_session(self, token: str) -> UUID | None:
        """Who opened the session of this token, even if it has ended since."""
        return sign_in.whose_session(self._house, token)

    def seal_form(self, content: bytes) -> str:
        """A form sealed for its way past a sign-in; it is stored nowhere."""
        return carry.seal_form(self._house, content)

    def open_form(self, sealed: str) -> bytes:
        """A form that was sealed for its way past a sign-in."""
        return carry.open_form(self._house, sealed)

    def admit_organisation(
        self,
        actor: OnDuty,
        new: administer.NewOrganisation,
        request: RequestKey | None = None,
    ) -> Done:
        """Admit an organisation."""
        act = partial(administer.admit_organisation, new=new)
        return self._do(actor, Act.ADMINISTER, act, request)

    def admit_actor(
        self,
        actor: OnDuty,
        new: administer.NewActor,
        password: str | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """Admit a person, with a first password, or a machine, without one."""
        hashed = None
        if password is not None:
            hashed = administer.checked_password_hash(password)
        act = partial(administer.admit_actor, new=new, password_hash=hashed)
        return self._do(actor, Act.ADMINISTER, act, request)

    def issue_key(self, actor: OnDuty, machine: UUID, lifetime: timedelta) -> Done:
        """Give a machine a key; `details["key"]` is told this once."""
        act = partial(administer.issue_key, actor_id=machine, lifetime=lifetime)
        return self._do(actor, Act.ADMINISTER, act)

    def list_service(
        self,
        actor: OnDuty,
        organisation_id: UUID,
        service_type: str,
        label: str,
        region: str = "",
    ) -> Done:
        """Put a service onto the list of those that can be asked."""
        act = partial(
            administer.list_service,
            organisation_id=organisation_id,
            service_type=service_type,
            label=label,
            region=region,
        )
        return self._do(actor, Act.ADMINISTER, act)
