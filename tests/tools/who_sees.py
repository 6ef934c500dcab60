"""The table of who may see what, short enough to read, from the rules themselves."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from referral.rules.reporting import Line, report
from workflows.vocabulary import Compartment, Regime, Relation, Role

MANY = 4
"""So many roles are named; more are counted."""
HEAD = (
    "| to the case | as | opens | an enforcement body opens "
    "| the header shows | to an enforcement body |"
)
_Seen = tuple[str, str, str, str]


def table() -> list[str]:
    """A line for every relation and every group of roles that see the same there."""
    return [HEAD, "|---|---|---|---|---|---|", *_rows()]


def _rows() -> Iterator[str]:
    by: dict[tuple[Relation, Role], dict[Regime, Line]] = defaultdict(dict)
    for line in report():
        if line.drawers or line.header:
            by[line.relation, line.role][line.regime] = line
    groups: dict[tuple[Relation, _Seen], list[Role]] = defaultdict(list)
    for (relation, role), lines in by.items():
        seen = _seen(lines[Regime.GDPR], lines[Regime.LAW_ENFORCEMENT])
        groups[relation, seen].append(role)
    for (relation, seen), roles in sorted(groups.items(), key=_by_relation):
        yield f"| {relation.value} | {_named(roles)} | {' | '.join(seen)} |"


def _by_relation(group: tuple[tuple[Relation, _Seen], list[Role]]) -> tuple[int, int]:
    (relation, _), roles = group
    return list(Relation).index(relation), len(roles)


def _seen(usual: Line, enforcing: Line) -> _Seen:
    return (
        _drawers(usual.drawers),
        _drawers(enforcing.drawers),
        ", ".join(usual.header) or "nothing",
        ", ".join(enforcing.header) or "nothing",
    )


def _drawers(opened: Sequence[Compartment]) -> str:
    missing = [each.value for each in Compartment if each not in opened]
    if not opened:
        return "nothing"
    return f"all but {', '.join(missing)}" if missing else "all drawers"


def _named(roles: Collection[Role]) -> str:
    if len(roles) > MANY:
        return f"{len(roles)} roles of the pathway"
    return ", ".join(role.value.replace("_", " ") for role in roles)
