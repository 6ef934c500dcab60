"""Acts by which things leave as sealed packages, and who signs and opens them."""

from datetime import timedelta
from functools import partial
from uuid import UUID

from referral.actions import (
    by_link,
    deletions,
    links,
    package_signers,
    packing,
    recipient_keys,
)
from referral.actions.link_door import Shown
from referral.actions.work import Done, OnDuty, RequestKey
from referral.mechanism.acts import Acts
from referral.rules.acts import Act
from referral.rules.links import LASTS
from workflows.vocabulary import PackageForm, Purpose


class Packaging(Acts):
    """Sealed packages, the keys around them, and links for those outside."""

    def package_signers(self) -> package_signers.Signers:
        """Who signs packages here: for whoever opens them."""
        return package_signers.signers(self._house)

    def renew_package_signers(
        self, actor: OnDuty, *, request: RequestKey | None = None
    ) -> Done:
        """Sign with new keys from now on."""
        return self._do(actor, Act.ADMINISTER, package_signers.renew, request)

    def sealed_package(
        self, actor: OnDuty, referral_id: UUID, purpose: Purpose, form: PackageForm
    ) -> packing.Sealed:
        """What the addressee learned by saying yes, sealed to its own keys."""
        act = partial(packing.pack, referral_id=referral_id, purpose=purpose, form=form)
        return self._do(actor, Act.OPEN_DISCLOSURE, act).sealed()

    def list_recipient_key(
        self,
        actor: OnDuty,
        organisation_id: UUID,
        form: PackageForm,
        public: str,
        request: RequestKey | None = None,
    ) -> Done:
        """Ask a coordinator to agree to a key that packages are sealed to.

        What is answered is a joint act that waits; on a store that is not in use yet
        the operator lists it alone.
        """
        act = partial(
            recipient_keys.list_key,
            organisation_id=organisation_id,
            form=form,
            public=public,
        )
        return self._do(actor, Act.ADMINISTER, act, request)

    def end_recipient_key(
        self, actor: OnDuty, key_id: UUID, request: RequestKey | None = None
    ) -> Done:
        """Seal nothing to a key any more."""
        act = partial(recipient_keys.end_key, key_id=key_id)
        return self._do(actor, Act.ADMINISTER, act, request)

    def recipient_keys(
        self, actor: OnDuty, organisation_id: UUID
    ) -> list[recipient_keys.KeyView]:
        """The keys that packages for an organisation are sealed to."""
        act = partial(recipient_keys.list_keys, organisation_id=organisation_id)
        return self._do(actor, Act.ADMINISTER, act)

    def send_link(
        self,
        actor: OnDuty,
        referral_id: UUID,
        page: str,
        lasts: timedelta = LASTS,
    ) -> links.SentLink:
        """Send the addressee of an offer a link; told in this answer and never again.

        There is no key for trying again: a second link ends the first.

        Args:
            actor: Who sends it.
            referral_id: The offer.
            page: The path of the page that the link leads to.
            lasts: How long it is good for.
        """
        halves = links.draw()
        act = partial(
            links.send_link, referral_id=referral_id, halves=halves, lasts=lasts
        )
        begun = self._do(actor, Act.SEND_LINK, act)
        home = self._house.door.rules.site.origins[0]
        return begun.sent(halves, f"{home}{page}")

    def end_link(self, actor: OnDuty, referral_id: UUID) -> Done:
        """End the link that is out for an offer."""
        act = partial(links.end_link, referral_id=referral_id)
        return self._do(actor, Act.SEND_LINK, act)

    def link(self, actor: OnDuty, referral_id: UUID) -> links.LinkView:
        """What became of the link that was sent last; never the link."""
        act = partial(links.read_link, referral_id=referral_id)
        return self._do(actor, Act.SEND_LINK, act)

    def record_deletion_told(
        self, actor: OnDuty, referral_id: UUID, request: RequestKey | None = None
    ) -> Done:
        """Write down that an addressee outside kept nothing of what it took."""
        act = partial(deletions.record_deletion_told, referral_id=referral_id)
        return self._do(actor, Act.RECORD_DELETION_TOLD, act, request)

    def link_view(self, shown: Shown) -> by_link.OutsideView:
        """What somebody outside sees who shows link and password."""
        return by_link.look(self._house, shown)

    def link_yes(self, shown: Shown) -> Done:
        """Somebody outside says yes."""
        return by_link.say_yes(self._house, shown)

    def link_no(self, shown: Shown, reason: str) -> Done:
        """Somebody outside says no, with a coded reason."""
        return by_link.say_no(self._house, shown, reason)

    def link_package(self, shown: Shown) -> packing.Sealed:
        """Somebody outside takes the package, once."""
        return by_link.take_package(self._house, shown)

    def link_arrived(self, shown: Shown) -> Done:
        """Somebody outside says that the person has arrived."""
        return by_link.say_arrived(self._house, shown)
