"""A form whose session has ended, carried past the sign-in and stored nowhere.

It travels in the sign-in page itself, sealed: whoever looks over its source reads
nothing, and it opens for the one who typed it alone.
"""

import json
from dataclasses import dataclass
from uuid import UUID

from fastapi import Request
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.routing import Match

from api.executor import in_thread
from api.pages import entrance
from api.pages.forms import Sent, sent_from
from api.pages.language import N_
from referral.errors import SealBroken
from referral.mechanism import Mechanism

SOMEBODY_ELSES = N_(
    "Somebody else had typed a form here and not sent it. It was thrown away. Nothing "
    "of it was recorded, and you are not shown it."
)
UNREADABLE = N_(
    "The form that was typed before the session ended could not be read again. "
    "Nothing of it was recorded. Open its page and write it anew."
)
_KEPT = ("_key", "_version")
"""What a form says of itself: sent again it is still the same form."""


class Carried(BaseModel):
    """What is sealed: whose form, where it was going, and what was typed."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)
    whose: UUID
    to: str
    fields: list[tuple[str, str]]


@dataclass(frozen=True)
class Lost:
    """A form that does not go on, and the sentence that says why."""

    sentence: str


def is_typed(form: Sent) -> bool:
    """True if there is anything in it that somebody would miss."""
    return any(any(typed) for typed in form.draft.values.values())


async def seal(mechanism: Mechanism, whose: UUID, to: str, form: Sent) -> str:
    """A form for its way past the sign-in."""
    fields = [
        *((name, one) for name, typed in form.draft.values.items() for one in typed),
        *((name, form.own[name]) for name in _KEPT if name in form.own),
    ]
    carried = {"whose": str(whose), "to": to, "fields": fields}
    content = json.dumps(carried, ensure_ascii=False).encode()
    return await in_thread(mechanism.seal_form, content)


async def opened(mechanism: Mechanism, sealed: str, reader: UUID) -> Carried | Lost:
    """A form behind the sign-in, for the one who has signed in now."""
    try:
        content = await in_thread(mechanism.open_form, sealed)
        carried = Carried.model_validate_json(content)
    except (SealBroken, ValidationError):
        return Lost(UNREADABLE)
    return carried if carried.whose == reader else Lost(SOMEBODY_ELSES)


async def typed_before(request: Request, sealed: str) -> list[tuple[str, str]] | None:
    """What somebody typed into this very form before a problem met it.

    None where nobody is signed in: a sign-in carries such a form on, unopened.
    """
    actor = getattr(request.state, "actor", None)
    if actor is None:
        return None
    found = await opened(request.app.state.mechanism, sealed, actor.id)
    here = request.scope.get("state", {}).get("asked_path", request.url.path)
    if isinstance(found, Lost) or found.to != here:
        return []
    return found.fields


async def whole(request: Request, values: dict[str, list[str]]) -> Sent:
    """A form; or the one that comes back from a page about a problem, to be shown."""
    path, sealed = request.url.path, values.get("_carried", [""])[0]
    before = await typed_before(request, sealed) if sealed else None
    if before is None:
        return sent_from(path, values)
    again: dict[str, list[str]] = {"_again": ["1"]}
    for name, value in before:
        again.setdefault(name, []).append(value)
    return sent_from(path, again)


def page_of_form(request: Request, path: str) -> str:
    """The page to look at above an address that a form was sent to."""
    while entrance.safe_next(path) != entrance.PREFIX:
        asked = {**request.scope, "method": "GET", "path": path}
        if any(route.matches(asked)[0] == Match.FULL for route in request.app.routes):
            return path
        path = path.rpartition("/")[0]
    return entrance.PREFIX
