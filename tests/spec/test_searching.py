"""Looking for a person: what is shown to whom, what is told, what is left behind."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from referral.actions import names_build
from referral.actions.search import MOST_AN_HOUR, MOST_SHOWN, Found, Question
from referral.errors import (
    Malformed,
    SearchNotReady,
    StoreUnavailable,
    TooManySearches,
    WrongRole,
)
from referral.mechanism import Mechanism
from referral.records.keyring import INDEX
from referral.records.keys import OwnerKind
from tests.records.raw import act, count, keyring, run
from tests.spec.evidence import chain_of, refused
from tests.world import World
from workflows.vocabulary import Compartment, Purpose, ReferralKind

NAME = Question("Gjergj Hodžić")
HEARD = Question("Djerdj Hoxhiq")
SAID = ("searched", "match_checked")


def known(world: World, by: str = "outreach", **more: str) -> UUID:
    """A case of somebody whose name is spelt in two alphabets."""
    identity = {
        "first_name": "Ѓерѓ",
        "second_name": "Хоџић",
        "birth_date": "1998-04-05",
        "identity_number": "AB 123-456",
        **more,
    }
    contact = {"phone": "+383 44 123 456"}
    content = {Compartment.IDENTITY: identity, Compartment.CONTACT: contact}
    return world.case(by, content=content).id


def asked(world: World, who: str, question: Question = HEARD) -> Found:
    return world.mechanism.search(world[who], question, Purpose.CARE)


def shown(world: World, who: str, question: Question = HEARD) -> list[UUID]:
    return [hit.case.id for hit in asked(world, who, question).hits]


def said(world: World, body: str) -> list[tuple[str, dict[str, Any]]]:
    found = chain_of(world, world.bodies[body])
    return [
        (kind, fields) for kind, fields in found if "search" in kind or "match" in kind
    ]


def test_the_holder_finds_a_person_however_the_name_was_heard(
    embedded_world: World,
) -> None:
    world = embedded_world
    case = known(world)
    for spelt in ("Gjergj Hodžić", "Hoxhiq Djerdj", "Ђерђ Хоџић", "Gergj"):
        assert shown(world, "outreach", Question(spelt)) == [case]
    assert asked(world, "outreach").hits[0].by == "name"
    assert shown(world, "outreach", Question("Milica Hodžić")) == []


def test_the_coordinator_finds_every_case_and_opens_nothing(
    embedded_world: World,
) -> None:
    world = embedded_world
    case = known(world)
    (hit,) = asked(world, "coordinator").hits
    assert (hit.case.id, hit.case.relations, hit.case.drawers) == (
        case,
        ("coordinator",),
        (),
    )


def test_others_are_told_that_somebody_knows_the_person_and_no_more(
    embedded_world: World,
) -> None:
    world = embedded_world
    known(world)
    found = asked(world, "stranger")
    assert found == Found((), more=False, known_elsewhere=True)
    assert asked(world, "stranger", Question("Milica Delić")).known_elsewhere is False
    assert asked(world, "stranger", Question("Gjergj")).known_elsewhere is None
    assert asked(world, "stranger", Question(phone="044 123 456")).known_elsewhere


def test_a_frontline_worker_is_told_of_their_own_cases_only(
    embedded_world: World,
) -> None:
    world = embedded_world
    mine, other = known(world, "officer"), known(world)
    found = asked(world, "officer")
    assert [hit.case.id for hit in found.hits] == [mine]
    assert found.known_elsewhere is None
    assert set(shown(world, "coordinator")) == {mine, other}


@pytest.mark.parametrize(
    ("who", "body"),
    [
        ("warden", "haven"),
        ("assessor", "authority"),
        ("migration", "migration"),
        ("auditor", "office"),
    ],
)
def test_who_has_no_search_is_refused(
    embedded_world: World, who: str, body: str
) -> None:
    world = embedded_world
    known(world)
    shown(world, "outreach")
    with refused(world, WrongRole, world.bodies[body]):
        asked(world, who)


def test_a_finder_is_not_told_under_which_name_others_know_the_person(
    embedded_world: World,
) -> None:
    world = embedded_world
    case, offer = world.accepted(kind=ReferralKind.RESPONSIBILITY)
    world.mechanism.answer_offer(world["host"], offer.id, "arrived")
    new = {Compartment.IDENTITY: {"first_name": "Gjergj", "second_name": "Hodžić"}}
    world.mechanism.record_content(world["host"], case.id, new)
    assert shown(world, "host") == [case.id]
    assert shown(world, "outreach") == []
    assert asked(world, "outreach").known_elsewhere is True


def test_who_was_told_the_name_finds_it_until_the_copy_is_destroyed(
    world: World,
) -> None:
    case = known(world)
    consent = world.consent(case)
    offer = world.offer(case)
    assert shown(world, "host") == []
    world.mechanism.answer_offer(world["host"], offer.id, "accept")
    assert shown(world, "host") == [case]
    world.mechanism.withdraw_consent(world["outreach"], case, consent.id)
    assert asked(world, "host") == Found((), more=False, known_elsewhere=True)


def test_every_search_leaves_one_entry_without_a_name(embedded_world: World) -> None:
    world = embedded_world
    known(world)
    asked(world, "stranger")
    asked(world, "outreach", replace(NAME, document="AB 123 456"))
    world.mechanism.check_match(world["outreach"], HEARD)
    assert said(world, "bystanders") == [
        ("searched", {"by": ["name"], "shown": 0, "known_elsewhere": True})
    ]
    assert said(world, "ngo") == [
        (
            "searched",
            {"by": ["name", "document"], "shown": 1, "known_elsewhere": False},
        ),
        ("match_checked", {"by": ["name"], "possible": True}),
    ]
    assert repr(HEARD) == "Question()"


def test_opening_the_names_is_one_entry_of_the_system(embedded_world: World) -> None:
    world = embedded_world
    for _ in range(3):
        known(world)
    asked(world, "outreach")
    asked(world, "outreach")
    office = chain_of(world, world.bodies["office"])
    assert [fields for kind, fields in office if kind == "names_indexed"] == [
        {"cases": 3}
    ]


def test_numbers_are_found_exactly_and_follow_corrections(world: World) -> None:
    case = known(world)
    document = Question(document="ab-123456")
    assert shown(world, "outreach", document) == [case]
    assert asked(world, "outreach", document).hits[0].by == "document"
    assert shown(world, "outreach", Question(document="AB 123 457")) == []
    world.mechanism.record_content(
        world["outreach"],
        case,
        {Compartment.IDENTITY: {"identity_number": "XY 999-000"}},
    )
    assert shown(world, "outreach", document) == []
    assert shown(world, "outreach", Question(document="xy999000")) == [case]
    assert count(world, "exact_number") == 2


def test_numbers_are_tagged_anew_when_the_index_key_is_changed(world: World) -> None:
    case = known(world)
    act(
        world,
        lambda unit: keyring(world)._new(
            unit, OwnerKind.MECHANISM, keyring(world).tenant, INDEX, 2
        ),
    )
    phone = Question(phone="044 123 456")
    assert act(world, lambda unit: keyring(world).tag_generation(unit)) == 2
    assert shown(world, "outreach", phone) == [case]
    assert run(world, "SELECT DISTINCT generation FROM exact_number") == [(2,)]
    assert world.mechanism.renew_numbers(world.system) == 0


def test_a_possible_match_is_a_yes_or_no(embedded_world: World) -> None:
    world = embedded_world
    known(world)
    match = world.mechanism.check_match
    assert match(world["warden"], HEARD) is True
    assert match(world["warden"], Question(phone="+383 44 123456")) is True
    assert match(world["warden"], replace(HEARD, birth_date=date(1998, 1, 1))) is True
    assert match(world["warden"], replace(HEARD, birth_date=date(1971, 1, 1))) is False
    assert match(world["warden"], Question("Milica Delić")) is False
    for vague in (Question("Gjergj"), Question()):
        with pytest.raises(Malformed):
            match(world["warden"], vague)


def test_who_asks_too_often_is_refused_for_an_hour(world: World) -> None:
    known(world)
    for _ in range(MOST_AN_HOUR - 1):
        asked(world, "stranger")
    world.mechanism.check_match(world["stranger"], HEARD)
    with refused(world, TooManySearches, world.bodies["bystanders"]):
        asked(world, "stranger")
    assert shown(world, "outreach") != []
    world.clock.advance(hours=1, seconds=1)
    assert asked(world, "stranger").known_elsewhere is True
    assert count(world, "search_made") == 2


def test_what_fits_many_is_cut_and_says_so(embedded_world: World) -> None:
    world = embedded_world
    for _ in range(MOST_SHOWN + 2):
        known(world)
    found = asked(world, "outreach")
    assert (len(found.hits), found.more) == (MOST_SHOWN, True)


def test_a_name_of_another_process_is_found_at_once(world: World) -> None:
    assert shown(world, "outreach") == []
    if world.mechanism.store_name != "postgresql":
        pytest.skip("one process serves an embedded store")
    with Mechanism.open(world.location, world.key_file, clock=world.clock) as other:
        case = known(replace(world, mechanism=other))
        assert shown(world, "outreach") == [case]
        new = {Compartment.IDENTITY: {"first_name": "Milica"}}
        other.record_content(world["outreach"], case, new)
        assert shown(world, "outreach", Question("Milica Hodžić")) == [case]
        assert shown(world, "outreach") == []


def test_names_are_searched_again_after_a_restart_and_forgotten_at_the_end(
    embedded_world: World,
) -> None:
    world = embedded_world
    case = known(world)
    world.mechanism.close()
    held = world.mechanism._house.names
    assert len(held.index) == 0
    with Mechanism.open(world.location, world.key_file, clock=world.clock) as again:
        world.mechanism = again
        again.prepare_search()
        assert shown(world, "outreach") == [case]
        assert len(again._house.names.index) == 1
        assert repr(again._house.names) == "<HeldNames>"


def test_a_refused_act_makes_no_name_searchable(embedded_world: World) -> None:
    world = embedded_world
    case = known(world)
    asked(world, "outreach")
    wrong = {
        Compartment.IDENTITY: {"first_name": "Milica"},
        Compartment.CONTACT: {"fax": "1"},
    }
    with pytest.raises(Malformed):
        world.mechanism.record_content(world["outreach"], case, wrong)
    assert shown(world, "outreach", Question("Milica")) == []


def test_while_names_are_being_opened_a_search_asks_to_wait(
    embedded_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = embedded_world
    monkeypatch.setattr(names_build, "PATIENCE", 0.0)
    monkeypatch.setattr(world.mechanism._house.names, "begin", lambda *_: None)
    with pytest.raises(SearchNotReady) as told:
        asked(world, "outreach")
    assert isinstance(told.value, StoreUnavailable)
