"""What the help at the foot of every page says of this one, and whom to call."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Request

from api.pages.labels_help import PAGE_IS_FOR
from referral.mechanism import Mechanism
from workflows.helplines import Helpline, helplines_of


def page_is_for(request: Request) -> str:
    """What a page is for; of a form that was shown again, what its page is for."""
    template = getattr(request.scope.get("route"), "path", "")
    while template and template not in PAGE_IS_FOR:
        template = template.rpartition("/")[0]
    return PAGE_IS_FOR.get(template, "")


def helplines(mechanism: Mechanism) -> Sequence[Helpline]:
    """Whom somebody can call; nobody where everybody is invented."""
    return () if mechanism.invented else helplines_of(mechanism.pathway.name)


def words(request: Request, mechanism: Mechanism) -> Mapping[str, Any]:
    """What the help needs to know."""
    return {
        "page_is_for": page_is_for(request),
        "helplines": helplines(mechanism),
    }
