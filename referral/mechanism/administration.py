"""Setting a mechanism up."""

from datetime import timedelta
from functools import partial
from uuid import UUID

from referral.actions import administer, first_passwords, machine_keys, passwords
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

    def issue_key(
        self,
        actor: OnDuty,
        machine: UUID,
        lifetime: timedelta,
        scope: frozenset[Act] | None = None,
    ) -> Done:
        """Give a machine a key; `details["key"]` is told this once."""
        act = partial(
            machine_keys.issue_key, actor_id=machine, lifetime=lifetime, scope=scope
        )
        return self._do(actor, Act.ADMINISTER, act)

    def register_signing_key(
        self,
        actor: OnDuty,
        machine: UUID,
        public_key: bytes,
        lifetime: timedelta,
        scope: frozenset[Act] | None = None,
    ) -> Done:
        """Keep the public half of a key that a machine signs requests with."""
        act = partial(
            machine_keys.register_signing_key,
            actor_id=machine,
            public_key=public_key,
            lifetime=lifetime,
            scope=scope,
        )
        return self._do(actor, Act.ADMINISTER, act)

    def follow_key(
        self, actor: OnDuty, key_id: UUID, lifetime: timedelta, overlap: timedelta
    ) -> Done:
        """Give a machine the key after this one, which opens for the overlap still."""
        act = partial(
            machine_keys.follow_key, key_id=key_id, lifetime=lifetime, overlap=overlap
        )
        return self._do(actor, Act.ADMINISTER, act)

    def revoke_key(self, actor: OnDuty, key_id: UUID) -> Done:
        """End a key of a machine."""
        act = partial(machine_keys.revoke_key, key_id=key_id)
        return self._do(actor, Act.ADMINISTER, act)

    def machine_keys(self, actor: OnDuty, machine: UUID) -> list[machine_keys.KeyView]:
        """Every key that a machine was given."""
        act = partial(machine_keys.list_keys, actor_id=machine)
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
