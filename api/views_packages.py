"""What answers look like about packages, keys they are sealed to, and links."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from api.views import View
from referral.actions.links import SentLink as Sent
from workflows.vocabulary import LinkState, PackageForm


class PackageSigners(View):
    """Who signs packages here: open halves, the present ones first."""

    allowed: list[str] = Field(
        description="Lines for the `allowed_signers` file of whoever opens packages"
    )
    keys: list[dict[str, str]] = Field(description="JWKs for whoever opens tokens")
    fingerprints: list[str] = Field(description="Of `allowed`, to be read aloud")


class RecipientKey(View):
    """A key that packages are sealed to."""

    id: UUID
    form: PackageForm
    public: str
    short: str = Field(description="As entries and manifests name it")
    listed_at: datetime


class RecipientKeys(View):
    """The keys of an organisation, the newest first."""

    items: list[RecipientKey]


class SentLink(View):
    """A link that was sent: told in this answer and never again."""

    letter: str = Field(
        description="An age file as text, sealed to the addressee: send it by any way"
    )
    password: str = Field(description="Tell it by another way than the letter")
    expires_at: datetime
    sealed_for: list[str]
    receipts: list[str]

    @classmethod
    def of(cls, sent: Sent) -> "SentLink":
        """As it is told once."""
        return cls(
            letter=sent.letter,
            password=sent.password,
            expires_at=sent.expires_at,
            sealed_for=list(sent.sealed_for),
            receipts=list(sent.receipts),
        )


class OfferLink(View):
    """What became of the link that was sent last for an offer; never the link."""

    state: LinkState | None = Field(description="None where none was sent")
    may_send: bool = Field(description="True if the addressee can be sent one")
    sent_at: datetime | None
    expires_at: datetime | None
    answered_at: datetime | None
    taken_at: datetime | None = Field(description="When the package was taken")
    arrived_at: datetime | None
    to_be_deleted: bool = Field(
        description="True if they took what is to be deleted and cannot say so here"
    )
