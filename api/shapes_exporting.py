"""What goes in: how much of a timeline is handed on, why, and to whom."""

from typing import Annotated

from pydantic import Field, StringConstraints

from api.shapes import Shape, example_of
from api.values import Flag, counted
from referral.actions.export import (
    LONGEST_REASON,
    MOST_RECIPIENTS,
    SHORTEST_REASON,
    Wanted,
)
from referral.rules.exporting import Profile

Reason = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=SHORTEST_REASON, max_length=LONGEST_REASON
    ),
]
Seq = Annotated[int, Field(ge=1, le=2**31 - 1), counted]
FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
PublicKey = Annotated[str, StringConstraints(pattern=r"^age1[02-9a-z]{40,2000}$")]
_EXAMPLE = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"


class ShownFields(Shape):
    """Fields of one entry that are shown."""

    entry: Seq = Field(description="The entry's number")
    fields: list[FieldName] = Field(max_length=100)


class NewExport(Shape):
    """How much of a timeline is handed on. What shows a field needs a second person."""

    model_config = example_of(
        profile="redacted",
        reason="Asked for by the court of first instance.",
        recipients=[_EXAMPLE],
        shown=[{"entry": 3, "fields": ["answer"]}],
    )
    profile: Profile
    reason: Reason = Field(description="It stands in the timeline")
    recipients: list[PublicKey] = Field(
        default=[],
        max_length=MOST_RECIPIENTS,
        description="Public keys of age that it is sealed to; needed if fields show",
    )
    shown: list[ShownFields] = Field(
        default=[], max_length=1_000, description="Of a redacted one"
    )
    single: Flag = Field(default=False, description="Only the entries of `shown`")

    def wanted(self) -> Wanted:
        """As the action takes it."""
        shown: dict[int, tuple[str, ...]] = {}
        for each in self.shown:
            shown[each.entry] = (*shown.get(each.entry, ()), *each.fields)
        keys = tuple(dict.fromkeys(self.recipients))
        return Wanted(self.profile, self.reason, shown, self.single, keys)
