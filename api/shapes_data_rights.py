"""What goes in: restrictions of use, and what is known of a breach."""

from typing import Annotated

from pydantic import Field, StringConstraints

from api.shapes import Shape, example_of
from api.values import Moment, counted
from referral.actions.breaches import LONGEST, MOST, BreachContent
from referral.actions.restriction import NewRestriction
from workflows.vocabulary import (
    BreachExemption,
    BreachNature,
    Compartment,
    RestrictionEnd,
    RestrictionReason,
)

Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST)
]
Number = Annotated[int, Field(ge=0, le=MOST), counted]


class NewUseRestriction(Shape):
    """What is only kept from now on, and why."""

    model_config = example_of(reason="accuracy_contested", drawer="health")
    reason: RestrictionReason
    drawer: Compartment | None = Field(
        default=None, description="Left out: the whole case"
    )

    def restriction(self) -> NewRestriction:
        """As the action takes it."""
        return NewRestriction(self.reason, self.drawer)


class NewRestrictionEnd(Shape):
    """Why a restriction is lifted. The person is told before."""

    model_config = example_of(reason="accuracy_settled")
    reason: RestrictionEnd


class BreachDetails(Shape):
    """What is known of a breach (GDPR art 33(3)); what is not known is left out."""

    model_config = example_of(
        nature=["confidentiality"], what_happened="A laptop was lost.", people=1
    )
    nature: list[BreachNature] | None = Field(default=None, min_length=1, max_length=3)
    what_happened: Text | None = None
    people: Number | None = Field(
        default=None, description="About how many people it concerns"
    )
    records: Number | None = Field(
        default=None, description="About how many records it concerns"
    )
    contact: Text | None = Field(default=None, description="Whom the authority can ask")
    consequences: Text | None = None
    measures: Text | None = None

    def content(self) -> BreachContent:
        """As the action takes it."""
        return BreachContent(
            nature=None if self.nature is None else tuple(self.nature),
            what_happened=self.what_happened,
            people=self.people,
            records=self.records,
            contact=self.contact,
            consequences=self.consequences,
            measures=self.measures,
        )


class NewBreach(BreachDetails):
    """A breach, and since when somebody is aware of it."""

    model_config = example_of(
        aware_at="2026-03-02T21:00:00Z",
        nature=["confidentiality"],
        what_happened="A laptop was lost.",
    )
    aware_at: Moment


class AuthorityTold(Shape):
    """That the authority was told; whoever is late says why."""

    model_config = example_of(delay=None)
    delay: Text | None = None


class BreachClosing(Shape):
    """Why somebody was not told, where somebody was not."""

    model_config = example_of(authority=None, people="unintelligible")
    authority: BreachExemption | None = None
    people: BreachExemption | None = None
