"""What a search and a place look like."""

from pydantic import Field

from api.views import Case, View


class Hit(View):
    """A case that may be meant."""

    case: Case
    by: str = Field(description="`name`, `document` or `phone`")
    likeness: float = Field(description="How near the name is, 0 to 1")


class SearchFound(View):
    """Cases you may see that may be meant, the nearest first."""

    items: list[Hit]
    more: bool = Field(description="True if there are more: ask more exactly")
    known_elsewhere: bool | None = Field(
        description="Known to another body; null where that is not told to you"
    )


class PossibleMatch(View):
    """Whether the person may be known already: yes or no, never where."""

    possible: bool


class Address(View):
    """Where a service is."""

    street: str
    number: str
    directions: str
