"""What people read about how they signed in."""

from collections.abc import Mapping

from api.pages.language import N_

SIGNING_IN: Mapping[str, Mapping[str, str]] = {
    "sign_in_way": {
        "password": N_("With a password"),
        "password_and_code": N_("With password and code"),
        "password_and_recovery": N_("With password and a code from paper"),
        "passkey": N_("With a passkey"),
        "openid": N_("By your organisation"),
        "openid_strong": N_("By your organisation"),
        "openid_and_factor": N_("By your organisation and your own passkey or code"),
    },
}
