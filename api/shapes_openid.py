"""What goes in: with what a browser came back from an identity provider."""

from typing import Annotated

from pydantic import Field, StringConstraints

from api.shapes import Shape, example_of
from referral.actions.openid import Returned

Said = Annotated[
    str, StringConstraints(min_length=1, max_length=2048, pattern=r"^[\x20-\x7e]+$")
]
Token = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]


class OpenidAnswer(Shape):
    """What stood in the address that the provider sent the browser back to."""

    model_config = example_of(request="r" * 43, state="s" * 43, code="9f2c")
    request: Token = Field(description="As it was told when the sign-in was begun")
    state: Said
    code: Said
    iss: Said | None = Field(default=None, description="If it stood there (RFC 9207)")

    def returned(self) -> Returned:
        """As the action takes it."""
        return Returned(self.state, self.code, self.iss)
