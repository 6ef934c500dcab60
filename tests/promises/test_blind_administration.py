"""Whoever administers reads nothing of a case: neither through acts nor in raw rows."""

import inspect
from typing import Any
from uuid import UUID

import pytest

from referral.actions.administer import NewActor, NewOrganisation
from referral.actions.departures import Leaving
from referral.actions.work import OnDuty
from referral.errors import Fault, NotPermitted, Refusal
from referral.mechanism import Mechanism
from tests.properties.acts import ACTS, Stage
from tests.records.raw import run
from tests.world import CONTENT, World
from workflows.vocabulary import ActorKind, OrganisationKind, Regime, Role

TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'"
PLANTED = [
    str(value)
    for drawer in CONTENT.values()
    for value in drawer.values()
    if len(str(value)) > 4  # shorter words may stand anywhere
]


class Everybody(dict[str, OnDuty]):
    """A world in which everybody is the administrator."""

    def __init__(self, who: OnDuty) -> None:
        super().__init__()
        self._who = who

    def __missing__(self, _: str) -> OnDuty:
        return self._who


def administrator(world: World) -> OnDuty:
    """A person who administers, and nothing else."""
    new = NewActor(world.bodies["office"], "keeper", frozenset({Role.ADMINISTRATOR}))
    done = world.admit(new)
    body = world.bodies["office"]
    return OnDuty(done.id, body, ActorKind.PERSON, Regime.GDPR, new.roles)


def told(value: Any) -> str:
    """Everything an answer holds, as text."""
    if inspect.isgenerator(value):
        value = list(value)
    return repr(value)


def planted_in(text: str) -> list[str]:
    """What was planted and stands in a text."""
    return [each for each in PLANTED if each in text]


def seen(stage: Stage) -> tuple[dict[str, list[str]], int]:
    """What every act shows of what was planted, and how many were refused."""
    found, refused = {}, 0
    for name, act in ACTS.items():
        try:
            shown = told(act(stage.world.mechanism, stage))
        except (Refusal, Fault):
            refused += 1
            continue
        if planted := planted_in(shown):
            found[name] = planted
    return found, refused


def test_an_administrator_sees_nothing_of_any_case_by_any_act(
    embedded_world: World,
) -> None:
    stage = Stage(embedded_world)
    stage.world.people = Everybody(administrator(embedded_world))
    found, refused = seen(stage)
    assert found == {}
    assert refused > len(ACTS) // 2


def test_what_is_looked_for_is_found_where_somebody_may_see_it(
    embedded_world: World,
) -> None:
    """The control: the same acts by those who work on the case."""
    found, _ = seen(Stage(embedded_world))
    assert {"open_content", "disclosures"} <= set(found)


def test_of_a_case_the_directory_tells_its_code_and_no_more(
    embedded_world: World,
) -> None:
    """Every act of the directory by a person who administers, and what it shows."""
    world = embedded_world
    case, _ = world.accepted()
    me, mechanism = administrator(world), world.mechanism
    actor, body = world["outreach"].id, world.bodies["ngo"]
    left = mechanism.preview_departure(me, actor)
    leaving = Leaving(left.seen, coordinator="coordinator")
    shown = [
        told(mechanism.preview_closing(me, body)),
        told(left),
        told(mechanism.end_actor(me, actor, leaving)),
        told(mechanism.directory(me)),
    ]
    assert [planted_in(text) for text in shown] == [[], [], [], []]
    assert not [text for text in shown if str(case.id) in text]
    assert [str(case.details["code"]) in text for text in shown] == [
        *(True, True),
        *(False, False),
    ]


def test_the_rows_hold_nothing_of_a_case_in_the_clear(embedded_world: World) -> None:
    """Whoever reads the opened file reads sealed boxes."""
    world = embedded_world
    world.accepted()
    names = [name for (name,) in run(world, TABLES)]
    assert len(names) > 30  # the store's own tables
    rows = {name: repr(run(world, f'SELECT * FROM "{name}"')) for name in names}  # noqa: S608 # names of tables
    assert {name for name, text in rows.items() if planted_in(text)} == set()
    assert planted_in(rows["organisation"] + PLANTED[0]) == [PLANTED[0]]


def test_nobody_gives_themselves_what_they_keep(embedded_world: World) -> None:
    world = embedded_world
    keeper = administrator(world)
    mechanism: Mechanism = world.mechanism
    auditor = world["auditor"].id
    for receiver, role in (
        (keeper.id, Role.CASE_MANAGER),
        (keeper.id, Role.COORDINATOR),
        (auditor, Role.CASE_MANAGER),
    ):
        with pytest.raises(NotPermitted):
            mechanism.give_role(keeper, receiver, role)
    with pytest.raises(NotPermitted):
        mechanism.ask_unlocking(keeper, keeper.id)
    new = NewOrganisation("own", "Own", OrganisationKind.NGO, Regime.GDPR)
    assert isinstance(mechanism.admit_organisation(keeper, new).id, UUID)
