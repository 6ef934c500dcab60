"""Who may do what with which case now: one function decides, and no other.

`decide` always answers: `Allow` with what may be shown, or `Deny` with why not. It
reads the tables of `rules.permissions`. What is not listed is denied, and whatever is
forbidden wins over whatever is allowed. Withheld and absent look alike: an answer has
what `fields` names and nothing in place of the rest.
"""

from collections.abc import Callable, Iterator, Mapping

from referral.errors import (
    ActorLocked,
    Erased,
    NotAddressed,
    NotFound,
    NotHolder,
    NotPermitted,
    PurposeMissing,
    Refusal,
    StepUpNeeded,
    UseRestricted,
    WrongRole,
)
from referral.rules import permissions_header as header
from referral.rules.acts import Act
from referral.rules.breaking_glass import BREAKABLE, stepped_up
from referral.rules.decisions import (
    Allow,
    Code,
    Context,
    Decision,
    Deny,
    Field,
    Obligation,
    Resource,
    State,
)
from referral.rules.facts import Asker
from referral.rules.permissions import (
    AFTER_ERASURE,
    BY_A_PERSON,
    COUNTED,
    FORBIDDEN,
    FORBIDDEN_TO,
    LOCKED_FROM,
    NOT_TO_ONESELF,
    OPENING,
    OPENS,
    PASSES_ON,
    PERMISSIONS,
    STEP_UP_FROM,
    WRITES,
)
from referral.rules.restriction import opened_for, passed_on_for, touched
from workflows.vocabulary import ActorKind, Compartment, Regime, Relation

__all__ = [
    "Act",
    "Allow",
    "Code",
    "Context",
    "Decision",
    "Deny",
    "Obligation",
    "Resource",
    "State",
    "check_may",
    "decide",
    "drawers_of",
    "enforce",
    "may",
    "may_never",
]
_NOTHING, _NOWHERE = Resource(), Context()


def decide(
    subject: Asker,
    action: Act,
    resource: Resource = _NOTHING,
    context: Context = _NOWHERE,
) -> Decision:
    """Allow with fields and obligations, or deny with a code. It never raises."""
    denied = next(_denials(subject, action, resource, context), None)
    if denied is not None:
        return denied
    fields = _fields(subject, action, resource, context)
    return Allow(fields, frozenset(_obligations(subject, action, resource, context)))


def _denials(
    subject: Asker, action: Act, resource: Resource, context: Context
) -> Iterator[Deny]:
    """Everything that stands in the way, the gravest first."""
    by_glass = _by_glass(subject, action, resource, context)
    if subject.in_conflict or (
        resource.a_case and not by_glass and subject.relations <= {Relation.NONE}
    ):
        yield Deny(Code.UNKNOWN)
    yield from _forbidden(subject, action, resource)
    if not by_glass:
        yield from _not_permitted(subject, action)
    if resource.state is State.ERASED and action not in AFTER_ERASURE:
        yield Deny(Code.ERASED)
    yield from _closed_drawers(subject, action, resource)
    yield from _only_kept(action, resource, context)
    if action in OPENS and resource.drawers:
        yield from _not_opened(resource, context)


def _by_glass(
    subject: Asker, action: Act, resource: Resource, context: Context
) -> bool:
    """True if only a broken glass opens these drawers, and it does."""
    return (
        action is Act.OPEN_CONTENT
        and bool(resource.drawers)
        and resource.drawers <= context.glass & BREAKABLE[subject.regime]
        and any(_holds_role(subject, Act.BREAK_GLASS))
        and not any(_grants(subject, action))
    )


def _holds_role(subject: Asker, action: Act) -> Iterator[bool]:
    return (role in PERMISSIONS[action] for role in subject.roles)


def _grants(subject: Asker, action: Act) -> Iterator[bool]:
    """For each role, whether it has the act in one of the relations."""
    table = PERMISSIONS[action]
    return (bool(table.get(r, frozenset()) & subject.relations) for r in subject.roles)


def _forbidden(subject: Asker, action: Act, resource: Resource) -> Iterator[Deny]:
    if action in BY_A_PERSON and subject.kind is ActorKind.MACHINE:
        yield Deny(Code.PERSON, ("person",))
    if action in NOT_TO_ONESELF and resource.of_the_asker:
        yield Deny(Code.ONESELF, ("another_actor",))
    if any(action in FORBIDDEN.get(role, frozenset()) for role in subject.roles):
        yield Deny(Code.WRONG_ROLE, _roles_with(action))
    if action in FORBIDDEN_TO[subject.regime]:
        yield Deny(Code.REGIME, (f"regime_for_{action.value}",))


def _roles_with(action: Act) -> tuple[str, ...]:
    return tuple(sorted(role.value for role in PERMISSIONS[action]))


def _not_permitted(subject: Asker, action: Act) -> Iterator[Deny]:
    """No role of the asker has the act in this relation."""
    if any(_grants(subject, action)):
        return
    needed = frozenset[Relation]().union(
        *(PERMISSIONS[action].get(role, frozenset()) for role in subject.roles)
    )
    if not needed:
        yield Deny(Code.WRONG_ROLE, _roles_with(action))
    elif needed == {Relation.HOLDER}:
        yield Deny(Code.NOT_HOLDER, ("holder",))
    elif needed == {Relation.ADDRESSEE}:
        yield Deny(Code.NOT_ADDRESSED, ("addressee",))
    else:
        yield Deny(Code.NOT_RELATED, tuple(sorted(word.value for word in needed)))


def _closed_drawers(subject: Asker, action: Act, resource: Resource) -> Iterator[Deny]:
    if action not in OPENS | WRITES:
        return
    closed = resource.drawers - OPENING[subject.regime]
    if closed:
        told = tuple(sorted(f"regime_for_{word.value}" for word in closed))
        yield Deny(Code.REGIME, told)


def _only_kept(action: Act, resource: Resource, context: Context) -> Iterator[Deny]:
    if not touched(resource.restricted, resource.drawers):
        return
    opens = action in OPENS and not opened_for(context.purpose)
    passes = action in PASSES_ON and not passed_on_for(context.grounds)
    if resource.drawers and (opens or passes):
        yield Deny(Code.RESTRICTED, ("restriction_lifted",))


def _not_opened(resource: Resource, context: Context) -> Iterator[Deny]:
    """What is asked of whoever opens drawers: what for, the code, not too many."""
    if context.purpose is None:
        yield Deny(Code.PURPOSE, ("purpose",))
    if not context.conduct:
        yield Deny(Code.CONDUCT, ("conduct_accepted",))
    if resource.drawers.isdisjoint(COUNTED):
        return
    if context.cases_opened >= LOCKED_FROM:
        yield Deny(Code.LOCKED, ("two_people",))
    if context.cases_opened >= STEP_UP_FROM and not stepped_up(context.step_up_age):
        yield Deny(Code.STEP_UP, ("step_up",))


def _fields(
    subject: Asker, action: Act, resource: Resource, context: Context
) -> frozenset[Field]:
    """What may be shown or written: the drawers asked for, or all there may be."""
    if action is Act.READ_CASE:
        return _header(subject, resource)
    if action not in OPENS | WRITES:
        return frozenset()
    open_to = OPENING[subject.regime]
    if _by_glass(subject, action, resource, context):
        open_to &= context.glass
    return resource.drawers & open_to if resource.drawers else open_to


def _header(subject: Asker, resource: Resource) -> frozenset[Field]:
    """What the header of a case shows to whoever may see that there is one."""
    told = [header.HEADER.get(each, frozenset()) for each in subject.relations]
    kept = [header.WITHHELD.get(each, frozenset()) for each in subject.roles]
    gone = header.ERASED_WITH_CONTENT if resource.state is State.ERASED else frozenset()
    withheld = gone.union(header.WITHHELD_FROM[subject.regime], *kept)
    return frozenset[Field]().union(*told) - withheld


def _obligations(
    subject: Asker, action: Act, resource: Resource, context: Context
) -> Iterator[Obligation]:
    yield Obligation.ENTER
    if action not in OPENS or not resource.drawers:
        return
    yield Obligation.KEEP_PURPOSE
    if not resource.drawers.isdisjoint(COUNTED):
        yield Obligation.COUNT
        if context.cases_opened >= STEP_UP_FROM:
            yield Obligation.ALARM
    if _by_glass(subject, action, resource, context):
        yield Obligation.SAY_BY_GLASS


_REGIME = "Your organisation's regime does not open this drawer."
_ONESELF = "Nobody does this for themselves: somebody else has to."
_PERSON = "This is done by a person, who answers for it."

REFUSALS: Mapping[Code, Callable[[tuple[str, ...]], Refusal]] = {
    Code.UNKNOWN: lambda _: NotFound(),
    Code.PERSON: lambda missing: NotPermitted(_PERSON, missing=missing),
    Code.ONESELF: lambda missing: NotPermitted(_ONESELF, missing=missing),
    Code.WRONG_ROLE: lambda missing: WrongRole(missing=missing),
    Code.NOT_HOLDER: lambda missing: NotHolder(missing=missing),
    Code.NOT_ADDRESSED: lambda missing: NotAddressed(missing=missing),
    Code.NOT_RELATED: lambda missing: NotPermitted(missing=missing),
    Code.ERASED: lambda _: Erased(),
    Code.REGIME: lambda missing: NotPermitted(_REGIME, missing=missing),
    Code.RESTRICTED: lambda missing: UseRestricted(missing=missing),
    Code.PURPOSE: lambda missing: PurposeMissing(missing=missing),
    Code.CONDUCT: lambda missing: NotPermitted(
        "Accept the code of conduct first: at /desk/conduct or /v1/conduct.",
        missing=missing,
    ),
    Code.LOCKED: lambda missing: ActorLocked(missing=missing),
    Code.STEP_UP: lambda missing: StepUpNeeded(missing=missing),
}
"""What is said of each code."""


def enforce(decision: Decision) -> Allow:
    """What may be done; a denial is raised as the refusal it is.

    Raises:
        Refusal: as `REFUSALS` says.
    """
    if isinstance(decision, Deny):
        raise REFUSALS[decision.code](decision.missing)
    return decision


def may(action: Act, subject: Asker) -> bool:
    """True if this would be allowed where nothing else stands in the way."""
    return isinstance(decide(subject, action), Allow)


def check_may(action: Act, subject: Asker) -> None:
    """Pass silently, or say what stands in the way.

    Raises:
        Refusal: as `enforce` says.
    """
    enforce(decide(subject, action))


def drawers_of(action: Act, subject: Asker) -> frozenset[Compartment]:
    """The drawers this act could open to, or let be written by, this asker."""
    decided = decide(subject, action)
    fields = decided.fields if isinstance(decided, Allow) else frozenset()
    return frozenset(each for each in fields if isinstance(each, Compartment))


def may_never(action: Act, regime: Regime) -> bool:
    """True if no organisation of a regime does this."""
    return action in FORBIDDEN_TO[regime]
