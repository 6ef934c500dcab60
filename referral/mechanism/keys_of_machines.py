"""Keys of machines, and what else waits for a coordinator's yes."""

from datetime import timedelta
from functools import partial
from uuid import UUID

from referral.actions import keys_by_two, machine_keys
from referral.actions.work import Done, OnDuty, RequestKey
from referral.mechanism.acts import Acts
from referral.rules.acts import Act


class KeysOfMachines(Acts):
    """Asked for, fetched, followed, revoked, listed."""

    def issue_key(
        self,
        actor: OnDuty,
        machine: UUID,
        lifetime: timedelta,
        scope: frozenset[Act] | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """Ask a coordinator for a machine's key, or give it where nobody could agree.

        What is answered is a joint act that waits, or to the system alone, which
        sends no key of a request, `details["key"]`, told once.
        """
        act = partial(
            keys_by_two.issue_key, actor_id=machine, lifetime=lifetime, scope=scope
        )
        return self._do(actor, Act.ADMINISTER, act, request)

    def register_signing_key(
        self,
        actor: OnDuty,
        machine: UUID,
        public_key: bytes,
        lifetime: timedelta,
        scope: frozenset[Act] | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """Ask for a key that a machine signs with, or keep it, as `issue_key`."""
        act = partial(
            keys_by_two.register_signing_key,
            actor_id=machine,
            public_key=public_key,
            lifetime=lifetime,
            scope=scope,
        )
        return self._do(actor, Act.ADMINISTER, act, request)

    def fetch_key(self, actor: OnDuty, joint_id: UUID) -> Done:
        """Make the key that was agreed to; `details["key"]` is told this once."""
        act = partial(keys_by_two.fetch_key, joint_id=joint_id)
        return self._do(actor, Act.ADMINISTER, act)

    def asked(self, actor: OnDuty) -> tuple[keys_by_two.AskedView, ...]:
        """What was asked of coordinators and has not ended."""
        return self._do(actor, Act.ADMINISTER, keys_by_two.list_asked)

    def take_back(
        self, actor: OnDuty, joint_id: UUID, request: RequestKey | None = None
    ) -> Done:
        """Take back what one asked a coordinator for."""
        act = partial(keys_by_two.take_back, joint_id=joint_id)
        return self._do(actor, Act.ADMINISTER, act, request)

    def follow_key(
        self,
        actor: OnDuty,
        key_id: UUID,
        lifetime: timedelta,
        overlap: timedelta,
        scope: frozenset[Act] | None = None,
    ) -> Done:
        """Give a machine the key after this one, which opens for the overlap still."""
        act = partial(
            machine_keys.follow_key,
            key_id=key_id,
            lifetime=lifetime,
            overlap=overlap,
            scope=scope,
        )
        return self._do(actor, Act.ADMINISTER, act)

    def revoke_key(
        self, actor: OnDuty, key_id: UUID, request: RequestKey | None = None
    ) -> Done:
        """End a key of a machine."""
        act = partial(machine_keys.revoke_key, key_id=key_id)
        return self._do(actor, Act.ADMINISTER, act, request)

    def machine_keys(self, actor: OnDuty, machine: UUID) -> list[machine_keys.KeyView]:
        """Every key that a machine was given."""
        act = partial(machine_keys.list_keys, actor_id=machine)
        return self._do(actor, Act.ADMINISTER, act)
