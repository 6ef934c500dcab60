"""Setting a mechanism up."""

from datetime import timedelta
from functools import partial
from uuid import UUID

from referral.actions import administer
from referral.actions.work import Done, OnDuty
from referral.mechanism.acts import Acts
from referral.rules.permissions import Act


class Administration(Acts):
    """Organisations, actors, keys, services."""

    def admit_organisation(
        self, actor: OnDuty, new: administer.NewOrganisation
    ) -> Done:
        """Admit an organisation."""
        act = partial(administer.admit_organisation, new=new)
        return self._do(actor, Act.ADMINISTER, act)

    def admit_actor(
        self, actor: OnDuty, new: administer.NewActor, password: str | None = None
    ) -> Done:
        """Admit a person, with a first password, or a machine, without one."""
        hashed = None
        if password is not None:
            hashed = administer.checked_password_hash(password)
        act = partial(administer.admit_actor, new=new, password_hash=hashed)
        return self._do(actor, Act.ADMINISTER, act)

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
