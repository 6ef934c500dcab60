"""Which coded words a page shows, so that it can say what they mean.

Templates reach labels through here. What was shown stands at the foot of the page,
each word once with its definition: no navigation, no script, nothing typed is lost.
"""

from collections.abc import Mapping
from contextvars import ContextVar

from markupsafe import Markup

from api.pages import definitions, labels
from api.pages.choices import Choices
from api.pages.language import gettext

_SHOWN: ContextVar[dict[str, dict[str, None]] | None] = ContextVar(
    "shown", default=None
)
ANCHOR = "words"


def begin(*, explains: bool) -> None:
    """A page is drawn from here on: nothing was shown yet.

    Args:
        explains: Whether the page explains its words: where nobody is signed in its
            words are plain, and whoever looks over a shoulder learns nothing.
    """
    _SHOWN.set({} if explains else None)


def _note(of: str, word: str) -> None:
    shown = _SHOWN.get()
    if shown is not None:
        shown.setdefault(of, {})[word] = None


def label(of: str, word: object) -> str:
    """A label, noted as shown."""
    _note(of, str(word))
    return labels.label(of, word)


def meaning(options: Mapping[str, str]) -> Markup | str:
    """Beside a field: where its answers are explained; nothing where they are plain."""
    if _SHOWN.get() is None:
        return ""
    of = options.of if isinstance(options, Choices) else ""
    told = [word for word in options if definitions.definition(of, word)]
    for word in told:
        _note(of, word)
    if not told:
        return ""
    text = gettext("What these words mean")
    return Markup('<a class="govuk-link desk-meaning" href="#{}">{}</a>').format(
        ANCHOR, text
    )


def explained(hint: str | None, options: Mapping[str, str]) -> dict[str, str] | None:
    """The hint of a field, with the way to what its answers mean."""
    way = meaning(options)
    if not way:
        return {"text": hint} if hint else None
    return {"html": Markup("{} {}").format(hint, way) if hint else way}


def shown() -> list[tuple[str, list[tuple[str, str]]]]:
    """By list: what it is about, and each word that was shown with its meaning."""
    found = []
    for of, words in (_SHOWN.get() or {}).items():
        section = definitions.explained(of)
        told = [
            (labels.label(of, word), gettext(definitions.definition(of, word)))
            for word in words
            if definitions.definition(of, word)
        ]
        if section and told:
            found.append((gettext(section.intro), told))
    return found
