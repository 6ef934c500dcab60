"""Setting a mechanism up."""

from functools import partial
from uuid import UUID

from referral.actions import administer, first_passwords, passwords
from referral.actions.administer import check_brings_along
from referral.actions.work import Done, OnDuty, RequestKey
from referral.mechanism.acts import Acts
from referral.rules.acts import Act


class Administration(Acts):
    """Organisations, actors, keys, services."""

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
        """Admit a person or a machine; what they sign in with is given apart.

        A password can be passed only by the system, for people who are made up, and
        for accounts that somebody brings along: it counts as chosen by its owner. No
        command, no address and no page passes one.
        """
        check_brings_along(actor, password)
        hashed = None
        if password is not None:
            about = (new.sign_in_name,)
            hashed = passwords.hash_checked(self._house, password, about)
        act = partial(administer.admit_actor, new=new, password_hash=hashed)
        return self._do(actor, Act.ADMINISTER, act, request)

    def give_first_password(self, actor: OnDuty, person: UUID) -> Done:
        """Give somebody who never came in a password, told once in `details`."""
        act = partial(
            first_passwords.give_first_password,
            actor_id=person,
            drawn=first_passwords.draw(),
        )
        return self._do(actor, Act.ADMINISTER, act)

    def forget_factors(self, actor: OnDuty, person: UUID) -> Done:
        """Give somebody who lost everything a first password; all else ends."""
        drawn = first_passwords.draw()
        act = partial(passwords.forget_factors, actor_id=person, drawn=drawn)
        return self._do(actor, Act.ADMINISTER, act)

    def list_service(
        self,
        actor: OnDuty,
        organisation_id: UUID,
        service_type: str,
        label: str,
        region: str = "",
        *,
        request: RequestKey | None = None,
    ) -> Done:
        """Put a service onto the list of those that can be asked."""
        act = partial(
            administer.list_service,
            organisation_id=organisation_id,
            service_type=service_type,
            label=label,
            region=region,
        )
        return self._do(actor, Act.ADMINISTER, act, request)
