"""What a decision is made of: what is asked for, in which situation, and the answer."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from workflows.vocabulary import Compartment, LegalGround, Purpose


class Code(StrEnum):
    """Why something is denied."""

    UNKNOWN = "unknown"
    """As if it did not exist."""
    PERSON = "person"
    ONESELF = "oneself"
    WRONG_ROLE = "wrong_role"
    NOT_HOLDER = "not_holder"
    NOT_ADDRESSED = "not_addressed"
    NOT_RELATED = "not_related"
    ERASED = "erased"
    REGIME = "regime"
    RESTRICTED = "restricted"
    PURPOSE = "purpose"
    CONDUCT = "conduct"
    LOCKED = "locked"
    STEP_UP = "step_up"


class State(StrEnum):
    """Where a case stands, as far as it matters to who may do what.

    Closing takes nothing from anybody: which steps a closed case has, its pathway says.
    """

    OPEN = "open"
    CLOSED = "closed"
    ERASED = "erased"


class Shown(StrEnum):
    """What the header of a case may show beside that there is one."""

    FACTS = "facts"
    OFFERS = "offers"
    DRAWERS = "drawers"
    """Which drawers hold something."""
    PLACEMENT = "placement"
    """The token of where the person is."""
    PROTECTION = "protection"
    IDENTIFICATION = "identification"
    STAY = "stay"


Field = Compartment | Shown


class Obligation(StrEnum):
    """What whoever is let do something has to do with it."""

    ENTER = "enter"
    """An entry on the timeline; with everything."""
    KEEP_PURPOSE = "keep_purpose"
    COUNT = "count"
    ALARM = "alarm"
    SAY_BY_GLASS = "say_by_glass"
    """The entry names the broken glass that it rests on."""


@dataclass(frozen=True, slots=True)
class Resource:
    """What something would be done to."""

    a_case: bool = False
    """True if it is one case: to whoever has nothing to do with it, there is none."""
    state: State = State.OPEN
    drawers: frozenset[Compartment] = frozenset()
    """What would be opened, written into, or passed on."""
    restricted: frozenset[Compartment | None] = frozenset()
    """What is only kept: drawers, or None for the whole case."""
    of_the_asker: bool = False
    """True if it would give the asker something, or judge what they did."""


@dataclass(frozen=True, slots=True)
class Context:
    """In which situation."""

    purpose: Purpose | None = None
    grounds: frozenset[LegalGround | None] = frozenset()
    """What passing on rests on: each ground, None for a plain yes."""
    step_up_age: timedelta | None = None
    """How long ago the asker showed who they are once more; None for never."""
    glass: frozenset[Compartment] = frozenset()
    """Drawers of this case that a broken glass of the asker opens now."""
    cases_opened: int = 0
    """Different cases that the asker opened within the hour, with this one."""
    conduct: bool = True
    """False if the asker has still to accept the code of conduct that is in force."""


@dataclass(frozen=True, slots=True)
class Allow:
    """It may be done; shown is what `fields` names, and nothing else."""

    fields: frozenset[Field]
    obligations: frozenset[Obligation]


@dataclass(frozen=True, slots=True)
class Deny:
    """It may not be done."""

    code: Code
    missing: tuple[str, ...] = ()


Decision = Allow | Deny
