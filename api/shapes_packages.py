"""What goes in: sealed packages, keys they are sealed to, links for those outside."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field, StringConstraints

from api.shapes import Code, Shape, example_of
from api.values import counted
from referral.actions.link_door import Shown
from referral.errors import Malformed
from referral.records.packages import LONGEST_KEY
from referral.rules.links import LASTS, LONGEST, SHORTEST
from workflows.vocabulary import PackageForm, Purpose

HOUR = timedelta(hours=1)
PublicKey = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=LONGEST_KEY, min_length=1)
]
Half = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class NewPackage(Shape):
    """A package of what was disclosed to your organisation."""

    model_config = example_of(form="age", purpose="care")
    form: PackageForm = Field(
        default=PackageForm.AGE, description="A file for people, or a token (JWE)"
    )
    purpose: Purpose = Field(description="What it is opened for")


class NewRecipientKey(Shape):
    """A key that packages for an organisation are sealed to."""

    model_config = example_of(
        form="age",
        public="age1wjvxnx63we4ujtrd7zfhetxnex38fmmgmf3ucmm23wugrvz46pjqhgj4yp",
    )
    form: PackageForm = PackageForm.AGE
    public: PublicKey = Field(description="`age1...`, or a JWK on P-256 or X25519")


class NewLink(Shape):
    """A link for an addressee whom nobody here signs in for."""

    model_config = example_of(hours=72)
    hours: Annotated[int, counted] = Field(
        default=int(LASTS / HOUR),
        ge=int(SHORTEST / HOUR),
        le=int(LONGEST / HOUR),
        description="How long it is good for",
    )

    def lasts(self) -> timedelta:
        """How long it is good for."""
        return self.hours * HOUR


class LetterKey(Shape):
    """What lets somebody outside in: the two halves, or the ticket for them."""

    model_config = example_of(code="k" * 43, password="k3fm-2qxa-7hnd-p4tc-wz5e-m6ua")  # noqa: S106 # invented
    code: Half | None = Field(default=None, description="Of the letter")
    password: Half | None = Field(default=None, description="As it was told")
    ticket: Half | None = Field(default=None, description="Of the page before")

    def shown(self) -> Shown:
        """As the action takes it.

        Raises:
            Malformed: if it is not the one or the other.
        """
        if self.ticket is not None:
            return Shown(ticket=self.ticket)
        faults = tuple(
            (f"/{name}", "missing")
            for name in ("code", "password")
            if getattr(self, name) is None
        )
        if faults:
            raise Malformed("Both halves are needed.", faults=faults)
        return Shown(self.code or "", self.password or "")


class LetterNo(LetterKey):
    """Saying no from outside."""

    model_config = example_of(ticket="0195f1a000007000800000000000.1.9f", reason="full")
    reason: Code
