"""What is asked at a first contact, in order: for the form and for the sheet of paper.

Both are drawn from this list, so that a sheet is typed in as it was written. Nothing in
it says what the talk is about: a sheet lies in a bag, a car, somebody else's kitchen.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from api.pages import labels
from api.pages.labels_contact import SIGNS
from api.pages.language import N_, gettext
from workflows.catalogues import service_types


class Kind(Enum):
    """How a question is answered."""

    ONE = auto()
    """One of a few boxes."""
    MANY = auto()
    """Any of the boxes."""
    LISTED = auto()
    """One line of a list; on paper a box each."""
    NUMBERED = auto()
    """One line of a list; on paper its number alone, as its words say too much."""
    WORD = auto()
    """One line of a long list; on paper a word."""
    LINE = auto()
    DAY = auto()
    HOUR = auto()
    NUMBER = auto()
    LINES = auto()
    """A few lines of text."""
    ALOUD = auto()
    """A box, behind what is read aloud."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question: the field of the form, and its plain words."""

    name: str
    say: str
    kind: Kind
    of: str = ""
    """The list of its answers."""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One step of the talk."""

    title: str
    questions: tuple[Question, ...]
    hint: str = ""


_KNOWN, _AGREES = "known", "minimal_consent.agrees"
WHEN = Part(
    N_("When it was"),
    (
        Question("happened.on", N_("Which day was it?"), Kind.DAY),
        Question("happened.hour", N_("At what time?"), Kind.HOUR),
    ),
    hint=N_("By the clock on the wall there. As exactly as you know it."),
)
SAFETY = Part(
    N_("Safety first"),
    (
        Question(
            "facts.immediate_danger",
            N_("Is the person in danger now?"),
            Kind.ONE,
            _KNOWN,
        ),
        Question(
            "facts.age_class",
            N_("Age"),
            Kind.ONE,
            "age_class",
            N_("In doubt, help as for a child."),
        ),
        Question(
            "facts.language",
            N_("Which language do they want to speak?"),
            Kind.WORD,
            "language",
        ),
        Question(
            "facts.interpreter_needed",
            N_("Is an interpreter needed?"),
            Kind.ONE,
            _KNOWN,
        ),
        Question(
            "content.contact.safe_contact_rule",
            N_("When and how is contact safe?"),
            Kind.LINE,
            hint=N_("Such as: mornings, text only, never call"),
        ),
        Question("content.contact.phone", N_("Telephone"), Kind.LINE),
        Question(_AGREES, N_("A bed and a contact"), Kind.ALOUD, "agrees"),
        Question(
            "minimal_consent.interpreter",
            N_("How was it asked?"),
            Kind.MANY,
            "interpreter",
        ),
    ),
)
SEEN = Part(
    N_("What you saw"),
    (
        *(Question("indicators[]", group, Kind.MANY, group) for group in SIGNS),
        Question(
            "facts.exploitation[]",
            N_("Which kind, if you can tell?"),
            Kind.NUMBERED,
            "exploitation",
        ),
        Question("facts.region", N_("Region where you met"), Kind.LISTED, "region"),
        Question("content.location.found_at", N_("Where you met"), Kind.LINE),
        Question(
            "content.narrative.what_i_saw",
            N_("What you saw, in a line or two"),
            Kind.LINES,
        ),
    ),
)
WANTS = Part(
    N_("More, if the person wants to tell"),
    (
        Question("facts.needs[]", N_("What help do they ask for?"), Kind.MANY, "needs"),
        Question("content.identity.first_name", N_("First name"), Kind.LINE),
        Question("content.identity.second_name", N_("Family name"), Kind.LINE),
        Question("content.identity.birth_date", N_("Date of birth"), Kind.DAY),
        Question("facts.sex", N_("Sex"), Kind.ONE, "sex"),
        Question("facts.children_with", N_("Children with the person"), Kind.NUMBER),
        Question("content.health.health_needs", N_("Health needs"), Kind.LINES),
        Question(
            "content.narrative.account",
            N_("What the person said, in their words"),
            Kind.LINES,
        ),
    ),
)
PARTS = (WHEN, SAFETY, SEEN, WANTS)
"""The steps of the talk, in order."""


def answers(question: Question) -> Mapping[str, str]:
    """What can be chosen, in the language of this request: words, and what they say."""
    if question.of in SIGNS:
        signs = SIGNS[question.of]
        return {code: gettext(text) for code, text in signs.items()}
    if question.of == "needs":
        return {name: labels.label("service", name) for name in service_types()}
    if question.of == "agrees":
        return {"true": gettext(N_("They say yes"))}
    if question.of == "interpreter":
        return {"true": gettext(N_("An interpreter was there"))}
    return labels.choices(question.of) if question.of else {}


def numbered(question: Question) -> Mapping[str, str]:
    """The same with the numbers that stand on the sheet."""
    found = answers(question).items()
    return {word: f"{n} · {text}" for n, (word, text) in enumerate(found, 1)}


def asked() -> Iterator[Question]:
    """Every question, in order."""
    for part in PARTS:
        yield from part.questions
