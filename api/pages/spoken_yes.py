"""A short question that was asked aloud: how counts only with a yes to it."""

from dataclasses import replace

from api.pages.forms import Sent

MINIMAL = "minimal_consent"


def answered_yes(form: Sent) -> Sent:
    """How the short question was asked counts only with a yes to it."""
    values = form.draft.values
    if form.again or f"{MINIMAL}.agrees" in values:
        return form
    left = {name: said for name, said in values.items() if not _of_minimal(name)}
    return replace(form, stated=left)


def _of_minimal(name: str) -> bool:
    return name.partition(".")[0] == MINIMAL
