"""Every act on an offer, by everybody, wherever it stands: a table written by hand."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from hypothesis import settings

from referral.actions.explain_offer import WAYS
from referral.actions.refer import Offer
from referral.actions.work import Done, OnDuty
from referral.errors import NotFound, Refusal
from tests.faults.processes import SOAK
from tests.world import World
from workflows.vocabulary import ReferralKind, ReferralStage, Role

Cell = tuple[str, str, str]
TABLE = Path(__file__).with_name("offer_cells.toml")
CODES = {
    "decline": "not_eligible",
    "dispute": "misunderstood",
    "return": "place_lost",
    "complete": "aim_reached",
}
WAY: Mapping[str, tuple[str, ...]] = {
    "expired": ("expire",),
    "offered": (),
    "question": ("question",),
    "accepted_by_telephone": ("telephone_yes",),
    "accepted": ("accept",),
    "handed_over": ("accept", "arrived"),
    "in_service": ("accept", "arrived", "start_service"),
    "completed": ("accept", "arrived", "start_service", "complete"),
    "declined": ("decline",),
    "withdrawn": ("withdraw",),
    "no_show": ("accept", "no_show"),
    "returned": ("accept", "return"),
    "recalled": ("recall",),
    "provider_closed": ("close_provider",),
    "undone": ("undo",),
}
"""By which acts an offer comes to stand somewhere. What time brings about is first:
later there would be much else that falls due."""
BY = {
    **dict.fromkeys(("reply", "undo", "withdraw"), "outreach"),
    "telephone_yes": "coordinator",
}
"""Who does an act; else the addressee."""

STRANGERS = frozenset({"warden", "stranger"})
"""Who may not even know of it."""
LOOKED_AT = frozenset({"offered", "accepted"})
"""Where everybody tries in every run, and elsewhere who may do it somewhere; at night
everybody tries everywhere. What the rules say of all roles and relations stands in
`tests/rules/test_offer_cells_of_rules.py`."""
NIGHT = settings().max_examples > SOAK


def written() -> set[Cell]:
    """The cells of the table in which an act succeeds."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return {
        (step, actor, stage)
        for step, who in table.items()
        for actor, stages in who.items()
        for stage in stages.split()
    }


def rightful(step: str) -> set[str]:
    """Who may do something somewhere."""
    return {name for act, name, _ in written() if act == step}


def everybody(world: World) -> dict[str, OnDuty]:
    """Who tries: both sides, in more than one role, and those who have no part."""
    host = world["host"]
    names = ("outreach", "host", "warden", "stranger", "coordinator", "auditor")
    return {
        **{name: world[name] for name in names},
        "manager": replace(host, roles=frozenset({Role.CASE_MANAGER})),
    }


def done(world: World, who: OnDuty, offer: UUID, step: str) -> Done:
    """One act on an offer."""
    said: dict[str, Callable[..., Done]] = {
        "question": world.mechanism.question_offer,
        "reply": world.mechanism.reply_offer,
        "telephone_yes": world.mechanism.record_telephone_yes,
    }
    if step in said:
        return said[step](who, offer, "No stairs.")
    return world.mechanism.answer_offer(who, offer, step, reason=CODES.get(step))


def brought(world: World, stage: str, *, stands: bool = False) -> UUID:
    """An offer that stands there; with its sender, if it has to be undone."""
    stands = stands or stage == "undone"
    case = world.case().id
    consent = world.consent(case).id
    haven = (world.services["haven"],) if stage == "expired" else ()
    due = world.clock() + timedelta(hours=6)
    shelter, kind = world.services["shelter"], ReferralKind.SERVICE
    new = Offer(shelter, kind, (), due, then=haven, stands=stands)
    offer = world.mechanism.make_offer(world["outreach"], case, new).id
    for step in WAY[stage]:
        if step == "expire":
            world.clock.advance(hours=6)
            world.mechanism.fire_due()
        elif step == "recall":
            world.mechanism.withdraw_consent(world["outreach"], case, consent)
        else:
            done(world, world[BY.get(step, "host")], offer, step)
    return offer


def found(world: World) -> Iterator[Cell]:
    """The cells in which an act succeeds; after each the offer is made anew."""
    people, unknown = everybody(world), set[tuple[str, bool]]()
    for stage in WAY:
        offer = brought(world, stage)
        looks = world["outreach" if stage == "undone" else "host"]
        assert world.mechanism.read_offer(looks, offer).stage == stage
        for step in WAYS:
            if (step, stage) == ("undo", "offered"):
                offer = brought(world, stage, stands=True)
            whole = NIGHT or stage in LOOKED_AT
            tries = people if whole else {who: people[who] for who in rightful(step)}
            for name, actor in tries.items():
                try:
                    done(world, actor, offer, step)
                except Refusal as refusal:
                    unknown.add((name, isinstance(refusal, NotFound)))
                else:
                    yield step, name, stage
                    offer = brought(world, stage)
    assert {seen for seen in unknown if seen[0] in STRANGERS} == {
        (name, True) for name in STRANGERS
    }


def test_exactly_the_cells_of_the_table_succeed(embedded_world: World) -> None:
    world, cells = embedded_world, written()

    assert set(WAY) == set(ReferralStage) - {ReferralStage.DRAFT}
    assert {step for step, _, _ in cells} == set(WAYS)
    assert set(found(world)) == cells
    sender = {step for step, name, _ in cells if name == "outreach"}
    assert sender == {"reply", "undo", "withdraw"}, "the sender never answers"
    assert world.mechanism.verify_all().broken == ()


def test_what_is_offered_is_what_succeeds(embedded_world: World) -> None:
    world, cells = embedded_world, written()
    people = everybody(world)

    for stage in ("question", "accepted_by_telephone", "in_service"):
        offer = brought(world, stage)
        for name in ("outreach", "host", "coordinator", "manager"):
            ways = world.mechanism.read_offer(people[name], offer).ways
            allowed = {way.step for way in ways if way.allowed}
            assert allowed == {s for s, who, at in cells if (who, at) == (name, stage)}
