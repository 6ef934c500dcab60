"""What was disclosed as a sealed package: for the organisation it was disclosed to.

It is sealed to that organisation's own keys and to nobody else's. One act opens every
copy and enters it, with the digest of the manifest and the keys; the sealing follows
outside the act, and needs nothing of the store any more.
"""

import json
from dataclasses import dataclass, field
from uuid import UUID

from referral.actions.opening_copies import OpenCopy, copies_of
from referral.actions.work import Work
from referral.errors import GuardNotMet, OffThePath, PackageUnusable
from referral.records.package_keys import package_signers, token_signers
from referral.records.packages import live_keys
from referral.vault.jose import Token, TokenListing, token_listing
from referral.vault.jose_keys import MachineKey
from referral.vault.manifest import Classification, Contents, Member
from referral.vault.package import Listing, Package, listing
from workflows.vocabulary import PackageForm, Purpose

CONTENT = "agreed_fields"
"""What a package of a disclosure is called in its manifest."""


@dataclass(frozen=True, slots=True)
class Packed:
    """What was opened and entered, and is to be sealed."""

    listing: Listing | TokenListing = field(repr=False)
    receipts: tuple[str, ...]

    def sealed(self) -> "Sealed":
        """Seal it. Not within an act."""
        return Sealed(self.listing.sealed(), self.receipts)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A package of what was disclosed, as it leaves."""

    package: Package | Token
    receipts: tuple[str, ...]


def pack(work: Work, referral_id: UUID, purpose: Purpose, form: PackageForm) -> Packed:
    """Open what was disclosed, to be sealed to whom it was disclosed.

    Raises:
        GuardNotMet: if no key of this form is listed for the organisation.
        Refusal: as `open_package` says.
    """
    copies = list(copies_of(work, referral_id, purpose))
    listed = _listing(work, _contents(work, copies), form)
    for copy in copies:
        copy.enter(
            work,
            package=listed.manifest_sha256,
            form=form.value,
            sealed_for=list(listed.sealed_for),
        )
    return Packed(listed, tuple(work.receipts))


def _listing(
    work: Work, contents: Contents, form: PackageForm
) -> Listing | TokenListing:
    """Who signs it, and the keys of whoever acts."""
    unit, keyring = work.unit, work.house.keyring
    keys = live_keys(unit.session, work.actor.organisation_id, form)
    if not keys:
        raise GuardNotMet(
            "No key is listed that this could be sealed to. Ask whoever administers.",
            missing=("recipient_key",),
        )
    if form is PackageForm.JOSE:
        newest = MachineKey.read(keys[0].public)
        try:
            return token_listing(contents, newest, token_signers(unit, keyring)[0])
        except PackageUnusable:
            raise OffThePath(
                "This is too large for a token. Take it as a file.",
                missing=(f"form_{PackageForm.AGE.value}",),
            ) from None
    recipients = tuple(each.public for each in keys)
    return listing(contents, recipients, package_signers(unit, keyring)[0])


def _contents(work: Work, copies: list[OpenCopy]) -> Contents:
    members = tuple(
        Member(
            f"case-{number}.json",
            (json.dumps(copy.shown, ensure_ascii=False, indent=1) + "\n").encode(),
            CONTENT,
            Classification.RESTRICTED,
            rests_on=copy.rests_on,
            disclosure=str(copy.disclosure.id),
            handling=tuple(copy.shown["handling"]),
        )
        for number, copy in enumerate(copies, start=1)
    )
    return Contents(CONTENT, work.now, members)
