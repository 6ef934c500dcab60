"""Languages of the interface: whose words, which direction, what where one is missing.

Own names of languages, never a library's. A text that a language lacks is shown in
English and says so (`lang="en"`), so that it is read aloud right.
"""

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from markupsafe import Markup
from starlette.responses import Response

FOLDER = Path(__file__).parent.parent / "locales"
DOMAIN = "desk"
COOKIE = "__Host-language"


@dataclass(frozen=True, slots=True)
class Language:
    """A language people can choose."""

    code: str
    """BCP 47, as HTML writes it."""
    name: str
    """What it calls itself."""
    direction: str = "ltr"
    draft: bool = False
    """No native speaker has reviewed it yet; the page says so."""


ENGLISH = Language("en", "English")
LANGUAGES: dict[str, Language] = {
    "en": ENGLISH,
    "sq": Language("sq", "Shqip", draft=True),
}
"""By code. A catalogue in `locales` belongs to each but English."""


def N_(message: str) -> str:  # noqa: N802 # the customary name of the marker
    """Mark a text for the catalogues; it is translated where it is shown."""
    return message


class _English(NullTranslations):
    """What a language lacks: English, marked as English."""

    def gettext(self, message: str) -> str:
        return Markup('<span lang="en">{}</span>').format(Markup(message))  # noqa: S704 # our own text

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


@dataclass(frozen=True, slots=True)
class Speech:
    """One language with its words."""

    language: Language
    words: NullTranslations

    def text(self, message: str) -> str:
        """For the body of a page; marked as English where that is what it is."""
        return self.words.gettext(message)

    def plain(self, message: str) -> str:
        """For attributes and titles, which cannot be marked."""
        found = self.words.gettext(message)
        return message if "<span" in found else found


def _read(code: str) -> NullTranslations:
    if code == ENGLISH.code:
        return NullTranslations()
    path = FOLDER / code / "LC_MESSAGES" / f"{DOMAIN}.mo"
    with path.open("rb") as file:
        words = GNUTranslations(file)
    words.add_fallback(_English())
    return words


SPEECHES: dict[str, Speech] = {
    code: Speech(language, _read(code)) for code, language in LANGUAGES.items()
}
_speaking: ContextVar[Speech] = ContextVar("speaking", default=SPEECHES["en"])


def speak(code: str) -> Speech:
    """Use a language for the rest of this request."""
    speech = SPEECHES.get(code, SPEECHES[ENGLISH.code])
    _speaking.set(speech)
    return speech


def speaking() -> Speech:
    """The language of this request."""
    return _speaking.get()


def gettext(message: str) -> str:
    """A text in the language of this request."""
    return speaking().text(message)


def ngettext(one: str, many: str, n: int) -> str:
    """A text with a number in the language of this request."""
    return speaking().words.ngettext(one, many, n)


def plain(message: str) -> str:
    """A text for an attribute or a title in the language of this request."""
    return speaking().plain(message)


def chosen(cookie: str, accepted: str) -> str:
    """The language a request asks for: as chosen before, else as the browser says."""
    if cookie in SPEECHES:
        return cookie
    return next((code for code in _wished(accepted) if code in SPEECHES), "en")


def remember(answer: Response, code: str) -> None:
    """Keep a language with the browser until it closes, if it is one of ours."""
    if code in SPEECHES:
        answer.set_cookie(COOKIE, code, secure=True, httponly=True, samesite="strict")


def forget(answer: Response) -> None:
    """Whoever leaves leaves no language behind either."""
    answer.delete_cookie(COOKIE, secure=True, httponly=True, samesite="strict")


def _wished(accepted: str) -> Sequence[str]:
    """Primary language codes of an `Accept-Language`, most wanted first."""
    weighed: Mapping[str, float] = {
        part.partition(";")[0].strip().partition("-")[0].lower(): _weight(part)
        for part in reversed(accepted[:200].split(","))
    }
    return sorted(weighed, key=lambda code: -weighed[code])


def _weight(part: str) -> float:
    try:
        return float(part.partition("q=")[2] or 1)
    except ValueError:
        return 0.0
