"""Somebody outside answers by a link: each thing once, told from outside, neutral."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from referral.actions.link_door import Shown
from referral.errors import AlreadyAnswered, Malformed, OffThePath
from tests.spec.evidence import chain_of, entries_by
from tests.spec.linking import asked, by_link, let_in, send
from tests.spec.outside import PAGE, abroad, inside, listed, new_identity
from tests.spec.test_leaving import keeper
from tests.world import World
from workflows.vocabulary import PackageForm, Purpose


def test_they_answer_take_the_package_and_say_that_she_arrived(
    world: World, tmp_path: Path
) -> None:
    there, case, offer = asked(world)
    mechanism = world.mechanism
    link = send(world, offer)
    address, token, until = there.read(link.letter)
    assert address == f"http://localhost:8000{PAGE}#{token}"
    assert until == link.expires_at.isoformat(timespec="minutes")
    seen = mechanism.link_view(there.shown(link))
    assert seen.cards[0]["age_class"] == "adult"
    assert set(seen.uses) == {"answer"}
    ticket = Shown(ticket=seen.ticket)
    mechanism.link_yes(ticket)
    assert set(mechanism.link_view(ticket).uses) == {"package", "arrival"}
    taken = mechanism.link_package(ticket)
    files = there.opened(taken.package.file(), tmp_path)
    told = json.loads(files["case-1.json"])
    assert told["content"]["identity"]["first_name"] == "Kestrel"
    mechanism.link_arrived(ticket)
    with pytest.raises(OffThePath, match="nothing is left"):
        mechanism.link_view(ticket)

    assert by_link(world, case) == [
        *("card_shown", "offer_accepted", "disclosure_released", "card_shown"),
        *("disclosure_opened", "arrival_confirmed", "refused"),
    ]
    entries = mechanism.timeline(world["coordinator"], case)
    accepted = next(each for each in entries if each.type == "offer_accepted")
    assert accepted.organisation_id == there.body
    view = mechanism.link(world["outreach"], offer)
    assert (view.state, view.may_send) == ("used", True)
    assert view.answered_at == view.taken_at == view.arrived_at == world.clock()
    verdict = mechanism.verify_all(lambda *_: None, None)
    assert verdict.whole


def test_what_was_taken_stands_in_the_ledger_with_the_package(world: World) -> None:
    there, case, offer = asked(world)
    ticket = let_in(world, there, offer)
    world.mechanism.link_yes(ticket)
    taken = world.mechanism.link_package(ticket)
    lines = world.mechanism.ledger(world["outreach"], case).lines
    (line,) = [each for each in lines if each.what == "copy"]
    assert (line.organisation_id, line.opened) == (there.body, 1)
    (fields,) = [f for kind, f in chain_of(world, case) if kind == "disclosure_opened"]
    assert fields["package"] == taken.package.manifest_sha256
    assert fields["sealed_for"] == list(taken.package.recipients)
    assert fields["form"] == "age"
    assert set(inside(taken.package.file())) == {
        *("package.tar.age", "package.tar.age.sig")
    }


def test_a_no_is_coded_and_ends_the_link_with_the_offer(world: World) -> None:
    there, case, offer = asked(world)
    ticket = let_in(world, there, offer)
    with pytest.raises(Malformed):
        world.mechanism.link_no(ticket, "because")
    world.mechanism.link_no(ticket, "full")
    assert "offer_declined" in by_link(world, case)
    for again in (
        lambda: world.mechanism.link_view(ticket),
        lambda: world.mechanism.link_yes(ticket),
        lambda: world.mechanism.link_package(ticket),
    ):
        with pytest.raises(OffThePath, match="has ended") as ended:
            again()
        assert ended.value.missing == ("link_ended",)
    seen = world.mechanism.read_offer(world["outreach"], offer)
    assert (seen.stage, seen.decline_reason) == ("declined", "full")


def test_a_yes_by_telephone_is_confirmed_from_outside(world: World) -> None:
    there, case, offer = asked(world)
    world.mechanism.record_telephone_yes(world["coordinator"], offer, "The night")
    ticket = let_in(world, there, offer)
    assert world.mechanism.link_view(ticket).by_telephone
    with pytest.raises(AlreadyAnswered):
        world.mechanism.link_package(ticket)
    world.mechanism.link_yes(ticket)
    assert "disclosure_released" in by_link(world, case)


Step = Callable[[World, Shown], object]


ONCE: dict[str, Step] = {
    "package": lambda world, ticket: world.mechanism.link_package(ticket),
    "yes": lambda world, ticket: world.mechanism.link_yes(ticket),
    "arrival": lambda world, ticket: world.mechanism.link_arrived(ticket),
}


@pytest.mark.parametrize("what", ONCE)
def test_each_thing_is_done_once(world: World, what: str) -> None:
    there, case, offer = asked(world)
    ticket = let_in(world, there, offer)
    for early in ("package", "arrival"):
        with pytest.raises(AlreadyAnswered):
            ONCE[early](world, ticket)
    world.mechanism.link_yes(ticket)
    if what != "yes":
        ONCE[what](world, ticket)
    with pytest.raises(AlreadyAnswered) as again:
        ONCE[what](world, ticket)
    assert again.value.missing[0].startswith("link_for_")
    assert chain_of(world, case)[-1][0] == "refused"


def test_another_key_beside_it_changes_nothing(world: World, tmp_path: Path) -> None:
    """A second person there has a key: the package is sealed to both."""
    there, _, offer = asked(world)
    ticket = let_in(world, there, offer)
    world.mechanism.link_yes(ticket)
    registrar = keeper(world, "registrar")
    other = new_identity()
    joint = world.mechanism.list_recipient_key(
        registrar, there.body, PackageForm.AGE, str(other.to_public())
    ).id
    world.agree(joint, "coordinator")
    world.mechanism.answer_joint(world["coordinator"], joint, "execute")
    taken = world.mechanism.link_package(ticket)
    assert len(taken.package.recipients) == 2
    there.identity = other
    assert there.opened(taken.package.file(), tmp_path)["case-1.json"]


def test_several_cases_are_one_package_and_an_entry_on_each(
    world: World, tmp_path: Path
) -> None:
    there = abroad(world)
    mother, child = world.case().id, world.case().id
    for each in (mother, child):
        world.consent(each)
    offer = world.offer(mother, to="abroad", also=(child,)).id
    ticket = let_in(world, there, offer)
    world.mechanism.link_yes(ticket)
    taken = world.mechanism.link_package(ticket)
    files = there.opened(taken.package.file(), tmp_path)
    told = {json.loads(files[f"case-{n}.json"])["case"] for n in (1, 2)}
    assert told == {str(mother), str(child)}
    for each in (mother, child):
        assert by_link(world, each).count("disclosure_opened") == 1


def test_looking_at_what_became_of_it_is_an_entry(world: World) -> None:
    _, _, offer = asked(world)
    look = world.mechanism.link
    assert entries_by(world, lambda: look(world["outreach"], offer)) == 1


def test_an_addressee_who_signs_in_takes_the_same_package(
    world: World, tmp_path: Path
) -> None:
    there = abroad(world)
    listed(world, world.bodies["shelter"], there.identity)
    _, offer = world.accepted()
    taken = world.mechanism.sealed_package(
        world["host"], offer.id, Purpose.CARE, PackageForm.AGE
    )
    assert there.opened(taken.package.file(), tmp_path)["case-1.json"]
