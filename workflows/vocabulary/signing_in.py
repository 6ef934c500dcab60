"""Words for how people and machines prove who they are."""

from enum import StrEnum


class SignInWay(StrEnum):
    """By what a session was opened."""

    PASSWORD = "password"  # noqa: S105 # a word of a list
    PASSWORD_AND_CODE = "password_and_code"  # noqa: S105 # the same
    PASSWORD_AND_RECOVERY = "password_and_recovery"  # noqa: S105 # the same
    PASSKEY = "passkey"
    OPENID = "openid"
    OPENID_STRONG = "openid_strong"
    OPENID_AND_FACTOR = "openid_and_factor"


class Factor(StrEnum):
    """What somebody proves with that it is they."""

    PASSKEY = "passkey"
    CODE = "code"
    RECOVERY = "recovery"
    PASSWORD = "password"  # noqa: S105 # a word of a list
    OPENID = "openid"


class Ceremony(StrEnum):
    """What a challenge was made for; an answer to one serves for no other."""

    REGISTER = "register"
    SIGN_IN = "sign_in"
    STEP_UP = "step_up"
