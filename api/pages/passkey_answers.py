"""What the script wrote of a passkey's answer into a hidden field of a form."""

import json

from api.pages.forms import Draft
from referral.errors import Malformed


def answered_in(draft: Draft) -> object:
    """The answer, unread as yet.

    Raises:
        Malformed: if nothing was written that can be read.
    """
    try:
        return json.loads(draft.one("answer"))
    except (ValueError, RecursionError):
        fault = ("/answer", "missing")
        raise Malformed("The passkey gave no answer.", faults=(fault,)) from None
