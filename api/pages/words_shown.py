"""Which coded words a page shows, so that it can say what they mean.

Templates reach labels through here. At the foot of the page stands what the answers of
its fields mean, so that nobody leaves a form, and where the other words are explained.
"""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field

from markupsafe import Markup

from api.pages import definitions, labels
from api.pages.choices import Choices
from api.pages.language import gettext


@dataclass
class Shown:
    """Lists of which words were shown, and answers that fields offer."""

    lists: dict[str, None] = field(default_factory=dict)
    answers: dict[str, dict[str, None]] = field(default_factory=dict)


_SHOWN: ContextVar[Shown | None] = ContextVar("shown", default=None)
ANCHOR = "words"


def begin(*, explains: bool) -> None:
    """A page is drawn from here on: nothing was shown yet.

    Args:
        explains: Whether the page explains its words: where nobody is signed in its
            words are plain, and whoever looks over a shoulder learns nothing.
    """
    _SHOWN.set(Shown() if explains else None)


def label(of: str, word: object) -> str:
    """A label, noted as shown."""
    shown = _SHOWN.get()
    if shown is not None:
        shown.lists[of] = None
    return labels.label(of, word)


def meaning(options: Mapping[str, str]) -> Markup | str:
    """Beside a field: where its answers are explained; nothing where they are plain."""
    shown = _SHOWN.get()
    of = options.of if isinstance(options, Choices) else ""
    told = [word for word in options if definitions.definition(of, word)]
    if shown is None or not told:
        return ""
    shown.answers.setdefault(of, {}).update(dict.fromkeys(told))
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


def answers() -> list[tuple[str, list[tuple[str, str]]]]:
    """By list: what it is about, and each answer of a field with its meaning."""
    shown = _SHOWN.get()
    found = []
    for of, words in (shown.answers if shown else {}).items():
        section = definitions.explained(of)
        if section:
            meant = [(word, definitions.definition(of, word)) for word in words]
            told = [(labels.label(of, word), gettext(text)) for word, text in meant]
            found.append((gettext(section.intro), told))
    return found


def lists() -> list[tuple[str, str]]:
    """Lists of which other words were shown: where they are explained, and the list."""
    shown = _SHOWN.get()
    known = ((of, definitions.explained(of)) for of in (shown.lists if shown else ()))
    told = {section.intro: of for of, section in known if section}
    return [(of, gettext(intro)) for intro, of in told.items()]
