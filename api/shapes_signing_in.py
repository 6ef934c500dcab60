"""What goes in: passkeys as a browser answers them, codes, what a device is called."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StringConstraints

from api.shapes import Shape, example_of
from referral.actions.passkeys import LONGEST_LABEL
from referral.errors import Malformed

Base64Url = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9_-]*$", max_length=8192)
]
Code = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Password = Annotated[str, StringConstraints(min_length=1, max_length=128)]
Label = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_LABEL)]
_ANSWER = {
    "id": "3q2-7w",
    "rawId": "3q2-7w",
    "type": "public-key",
    "response": {
        "clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0",
        "authenticatorData": "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2M",
        "signature": "MEUCIQ",
        "userHandle": "AZXxoAAAcACAAAAAAAAAAw",
    },
}
_MADE = {
    **_ANSWER,
    "response": {
        "clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIn0",
        "attestationObject": "o2NmbXRkbm9uZQ",
    },
}


class _Named(Shape):
    """Members have the names that WebAuthn gives them."""

    model_config = ConfigDict(validate_by_alias=True, validate_by_name=False)


class PasskeyResponse(_Named):
    """What the device answered, in base64url without padding."""

    client_data: Base64Url = Field(alias="clientDataJSON")
    authenticator_data: Base64Url | None = Field(None, alias="authenticatorData")
    attestation: Base64Url | None = Field(None, alias="attestationObject")
    signature: Base64Url | None = None
    user_handle: Base64Url | None = Field(None, alias="userHandle")


class PasskeyAnswer(_Named):
    """A `PublicKeyCredential` as JSON, with these members and no others."""

    id: Base64Url
    raw_id: Base64Url = Field(alias="rawId")
    type: Literal["public-key"] = "public-key"
    response: PasskeyResponse

    def answered(self) -> dict[str, Any]:
        """As the action takes it."""
        return self.model_dump(by_alias=True, exclude_none=True)


class PasskeySignIn(Shape):
    """What a passkey answered to the options for signing in."""

    model_config = example_of(credential=_ANSWER)
    credential: PasskeyAnswer


class StepUp(Shape):
    """A code of one's app, or what a passkey answered."""

    model_config = example_of(code="123456")
    code: Code | None = Field(default=None, description="Six digits of the app")
    credential: PasskeyAnswer | None = None

    def stated(self) -> dict[str, Any]:
        """As the action takes it.

        Raises:
            Malformed: if it is both, or neither.
        """
        if (self.code is None) is (self.credential is None):
            fault = ("/code", "one_of_two" if self.code else "missing")
            raise Malformed("Give a code, or use a passkey.", faults=(fault,))
        answered = self.credential.answered() if self.credential else None
        return {"code": self.code or "", "answered": answered}


class NewPasskey(Shape):
    """A new passkey, and what its owner calls it."""

    model_config = example_of(label="blue key", credential=_MADE)
    label: Label
    credential: PasskeyAnswer


class PasskeyLabel(Shape):
    """What a passkey is called."""

    model_config = example_of(label="red key")
    label: Label


class NewPassword(Shape):
    """A new password in the place of the old one."""

    model_config = example_of(old="..." * 5, new="---" * 5)
    old: Password
    new: Password


class AppCode(Shape):
    """The first code of an app."""

    model_config = example_of(code="123456")
    code: Code
