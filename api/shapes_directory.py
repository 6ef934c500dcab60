"""What goes in: who takes part, under which name, in which roles; and who leaves."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from api.shapes import Code, Shape, example_of
from api.shapes_access import ShortCode
from api.shapes_together import Sha256
from referral.actions.administer import NewActor, NewOrganisation
from referral.actions.departures import Leaving
from referral.actions.directory import BodyChange
from referral.rules.lookalikes import LONGEST_NAME
from workflows.vocabulary import ActorKind, OrganisationKind, Regime, Role

Known = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME),
]
"""What an organisation or a colleague is known by inside the mechanism."""
SEEN = "`seen` of what you looked at: the act is done on exactly that"


class NewBody(Shape):
    """An organisation that takes part from now on."""

    model_config = example_of(
        code="heron", label="Heron house", kind="shelter", regime="gdpr", region="north"
    )
    code: Code = Field(description="Short name, unique in the mechanism")
    label: Known
    kind: OrganisationKind
    regime: Regime = Field(description="The data-protection law it works under")
    region: Code | None = Field(default=None, description="Coarse code of its area")

    def body(self) -> NewOrganisation:
        """As the action takes it."""
        return NewOrganisation(
            self.code, self.label, self.kind, self.regime, self.region or ""
        )


class BodyNaming(Shape):
    """What an organisation is called from now on, and where it works."""

    model_config = example_of(label="Heron house", region="north")
    label: Known
    region: Code | None = Field(default=None, description="Coarse code of its area")

    def change(self) -> BodyChange:
        """As the action takes it."""
        return BodyChange(self.label, self.region or "")


class NewColleague(Shape):
    """Somebody who acts for an organisation from now on. A coordinator agrees."""

    model_config = example_of(
        organisation_id="0195f1a0-0000-7000-8000-000000000004",
        sign_in_name="lena",
        roles=["case_manager"],
    )
    organisation_id: UUID
    sign_in_name: Known
    roles: list[Role] = Field(
        default=[], max_length=len(Role), description="Asked for, each"
    )
    kind: ActorKind = ActorKind.PERSON

    def actor(self) -> NewActor:
        """As the action takes it."""
        roles = frozenset(self.roles)
        return NewActor(self.organisation_id, self.sign_in_name, roles, self.kind)


class ActorNaming(Shape):
    """What somebody signs in as from now on."""

    model_config = example_of(sign_in_name="lena")
    sign_in_name: Known


class RoleGiven(Shape):
    """One more role."""

    model_config = example_of(role="case_manager")
    role: Role


class LeavingActor(Shape):
    """That somebody leaves, and who takes over what they leave behind."""

    model_config = example_of(
        seen="9f" * 32, colleague_id="0195f1a0-0000-7000-8000-000000000003"
    )
    seen: Sha256 = Field(description=SEEN)
    colleague_id: UUID | None = Field(
        default=None, description="Who takes over whatever `by_case` gives to nobody"
    )
    by_case: dict[ShortCode, UUID] = Field(
        default={}, max_length=1000, description="Who takes over which case, by code"
    )
    coordinator: Known | None = Field(
        default=None,
        description="What a coordinator signs in as, who is asked about the rest",
    )

    def leaving(self) -> Leaving:
        """As the action takes it."""
        return Leaving(self.seen, self.colleague_id, self.by_case, self.coordinator)


class ClosingBody(Shape):
    """That an organisation takes part no more."""

    model_config = example_of(seen="9f" * 32)
    seen: Sha256 = Field(description=SEEN)
