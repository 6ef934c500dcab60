"""Problems of who asks, and of how they ask: all are answered with 403."""

from api.problem_kinds import kind
from referral.errors import (
    ActorLocked,
    NotAddressed,
    NotHolder,
    NotPermitted,
    PurposeMissing,
    WrongRole,
)

NOT_PERMITTED = (
    kind(
        403,
        NotPermitted,
        "You may know of this, but not do this with it.",
        "Ask the organisation that holds the case, or your coordinator.",
    ),
    kind(
        403,
        WrongRole,
        "This act belongs to a role that you do not have.",
        "Ask a colleague who has the role, or your administrator for it.",
    ),
    kind(
        403,
        NotHolder,
        "One organisation at a time is responsible for a case; only that may do this.",
        "Look at the case: it says how you relate to it. Ask the holder to do it, or "
        "to hand the case over to you.",
    ),
    kind(
        403,
        NotAddressed,
        "An offer is answered by the organisation it was made to, and by nobody else.",
        "Let the organisation that was asked answer. The other may withdraw the offer.",
    ),
    kind(
        403,
        PurposeMissing,
        "Sealed content is opened for a purpose, which the timeline keeps.",
        "State the purpose, in a word of the glossary.",
    ),
    kind(
        403,
        ActorLocked,
        "Sixty different people were opened within an hour. Your sessions have ended.",
        "An administrator asks for it and a coordinator agrees to let you in again.",
    ),
)
