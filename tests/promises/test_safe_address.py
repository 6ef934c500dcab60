"""A planted safe address is in nothing that anybody without the grant is shown.

As every role, through every channel of `channels`. The control plants leaks and must
find them.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import settings

from referral.actions import disclose
from referral.errors import SafeAddressFound
from tests.faults.processes import SOAK
from tests.pages.conftest import Desk
from tests.promises.channels import ALIKE, CHANNELS
from tests.promises.planting_notices import told_outside
from tests.promises.planting_webhooks import of_webhooks, on_its_way
from tests.promises.scene import Scene, opened_on
from tests.promises.tokens import found_in
from tests.records.raw import run
from tests.spec.test_attaching import attach
from tests.spec.test_confirmed_outside import STEP, returning
from tests.world import World
from workflows.vocabulary import Compartment, ConsentPurpose, Purpose, ReferralKind

STREET, NUMBER, WAY = "Vexqzlane", "88417", "Bexqzmill"
ADDRESS = f"{STREET} Gate {NUMBER}"
MARKS = (STREET.lower(), WAY.lower())
WITHOUT = (
    *("officer", "outreach", "warden", "assessor", "migration"),
    *("coordinator", "auditor", "stranger"),
)
"""One actor of every role, and none of them has the location grant."""
TOLD = ("warden", "host", "outreach")
"""To whom together every channel tells something."""
SOAKING = settings().max_examples > SOAK
ASKING_ALL = WITHOUT if SOAKING else ("warden", "stranger")


def walked(desk: Desk) -> Mapping[str, Sequence[UUID]]:
    """A shelter with an address, arrivals, an ended grant, and text that tells it."""
    world, webhook, calendars = desk.world, of_webhooks(desk.world), told_outside(desk)
    shelter, haven = world.services["shelter"], world.services["haven"]
    mechanism, host = world.mechanism, world["host"]
    mechanism.set_address(host, shelter, f"{STREET} Gate", NUMBER, WAY)
    case, offer = world.accepted(kind=ReferralKind.RESPONSIBILITY)
    until = world.clock() + timedelta(hours=2)
    grant = mechanism.grant_address(host, offer.id, shelter, until)
    assert mechanism.read_address(world["outreach"], shelter, Purpose.PROTECTION)
    mechanism.answer_offer(host, offer.id, "arrived")
    told = {Compartment.HEALTH: {"health_needs": f"Rest. She sleeps at {ADDRESS}."}}
    mechanism.record_content(host, case.id, told)
    second = offered_on(world, case.id)
    token = mechanism.read_case(host, case.id).placement
    assert token is not None
    abroad = returning(world)
    asked_outside = mechanism.ask_outside(world["outreach"], abroad.id, STEP)
    return {
        "case_id": [case.id],
        "referral_id": [offer.id, *second],
        "service_id": [shelter, haven],
        "token": [token],
        "consent_id": [case.id],
        "joint_id": [asked_outside.id],
        "attachment_id": [attach(world, case.id, by="host", name=f"{WAY} 3.pdf").id],
        "grant_id": [grant.id],
        "question_id": [case.id],
        "hold_id": [case.id],
        **on_its_way(world, webhook),
        **calendars,
    }


def offered_on(world: World, case: UUID) -> list[UUID]:
    """The shelter offers the case to others: refused, unless the build leaks."""
    authority = world.bodies["authority"]
    world.consent(case, "host")
    purpose = ConsentPurpose.IDENTIFICATION
    world.consent(case, "host", purpose=purpose, recipient_id=authority)
    try:
        offer = world.offer(case, "haven", "host").id
    except SafeAddressFound:
        return []
    world.mechanism.answer_offer(world["warden"], offer, "accept")
    return [offer]


@contextmanager
def scene(
    world: World, folder: Path, capsys: pytest.CaptureFixture[str]
) -> Iterator[Scene]:
    """The world with its doors open, every log line kept."""
    with opened_on(world, folder, capsys, (STREET, ADDRESS), walked) as made:
        yield made


def shown(found: Scene, who: str, *names: str) -> set[str]:
    """The channels in which somebody is shown a mark."""
    needles = {mark: mark.encode() for mark in MARKS}
    return {
        name
        for name in names or CHANNELS
        for told in CHANNELS[name](found, who)
        if found_in(told if isinstance(told, bytes) else str(told), needles)
    }


def test_nobody_without_the_grant_is_shown_the_address(
    embedded_world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with scene(embedded_world, tmp_path, capsys) as found:
        for who in WITHOUT:
            names = CHANNELS if who in ASKING_ALL else set(CHANNELS) - ALIKE
            assert shown(found, who, *names) == set(), who
        its_own = shown(found, "host")
        told = {
            name
            for name, channel in CHANNELS.items()
            if any(any(map(str, channel(found, who))) for who in TOLD)
        }
    assert its_own >= {"answers of the API", "opened on pages"}
    assert told == set(CHANNELS)
    assert len(CHANNELS) >= 12


def unchecked(*_: object) -> int:
    """A build that forgot to look."""
    return 0


def test_a_build_that_does_not_look_through_texts_is_found_out(
    embedded_world: World,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(disclose, "check_telling", unchecked)
    monkeypatch.setattr(disclose, "tells", lambda *_: False)
    leaking = {"sealed copies", "answers of the API"}
    with scene(embedded_world, tmp_path, capsys) as found:
        assert shown(found, "warden", *leaking) == leaking


def test_an_address_in_a_public_name_is_found_out(
    embedded_world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    leaking = {"answers of the API", "lists of the library"}
    with scene(embedded_world, tmp_path, capsys) as found:
        run(embedded_world, f"UPDATE service SET label = 'House, {STREET} 88417'")  # noqa: S608 # ours
        for who in ("outreach", "coordinator"):
            assert shown(found, who, *leaking) == leaking, who
