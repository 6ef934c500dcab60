"""Somebody outside answers by a link: each thing once, told from outside, neutral."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pyrage
import pytest

from referral.actions.link_door import Shown
from referral.actions.links import SentLink
from referral.errors import (
    AlreadyAnswered,
    ConsentMissing,
    GuardNotMet,
    Malformed,
    NotFound,
    OffThePath,
    Refusal,
)
from referral.rules.links import LONGEST, TICKET_LASTS, TRIES
from tests.records.raw import count
from tests.spec.evidence import chain_of, entries_by, everything
from tests.spec.outside import (
    PAGE,
    Abroad,
    abroad,
    inside,
    listed,
    new_identity,
)
from tests.spec.test_leaving import keeper
from tests.world import World
from workflows.vocabulary import PackageForm, Purpose

HOUR = timedelta(hours=1)


def send(world: World, offer: UUID, by: str = "outreach") -> SentLink:
    """A link, sent by whoever asked for help, or by a coordinator."""
    return world.mechanism.send_link(world[by], offer, PAGE)


def asked(world: World) -> tuple[Abroad, UUID, UUID]:
    """A shelter abroad that was asked, the case, the offer."""
    there = abroad(world)
    case, offer = world.offered(to="abroad")
    return there, case.id, offer.id


def let_in(world: World, there: Abroad, offer: UUID) -> Shown:
    """A ticket: they opened their letter, and were told the password."""
    shown = there.shown(send(world, offer))
    return Shown(ticket=world.mechanism.link_view(shown).ticket)


def by_link(world: World, case: UUID) -> list[str]:
    """The entries that say that they were told from outside, in order."""
    return [kind for kind, fields in chain_of(world, case) if "by_link" in fields]


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


def test_whoever_sends_it_cannot_open_it_and_nothing_of_it_is_kept(
    world: World,
) -> None:
    """Neither sender nor coordinator answers in the addressee's place."""
    there, _, offer = asked(world)
    link = send(world, offer, "coordinator")
    assert link.letter.startswith("-----BEGIN AGE ENCRYPTED FILE-----")
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(link.letter.encode(), [new_identity()])
    token = there.shown(link).token
    kept = repr(everything(world))
    assert token not in kept
    assert link.password not in kept
    assert token not in repr(link) + repr(there.shown(link))
    assert link.password not in repr(link) + repr(there.shown(link))


def test_it_is_for_those_whom_nobody_here_signs_in_for(world: World) -> None:
    _, offer = world.offered()
    with pytest.raises(OffThePath) as signs_in:
        send(world, offer.id)
    assert signs_in.value.missing == ("nobody_signs_in",)
    assert not world.mechanism.link(world["outreach"], offer.id).may_send


def test_without_a_listed_key_nothing_is_sent(world: World) -> None:
    there, _, offer = asked(world)
    world.mechanism.end_recipient_key(world.system, there.key)
    with pytest.raises(GuardNotMet) as nobody:
        send(world, offer)
    assert nobody.value.missing == ("recipient_key",)
    view = world.mechanism.link(world["outreach"], offer)
    assert (view.state, view.may_send) == (None, False)


def test_who_has_nothing_to_do_with_the_offer_sends_none(world: World) -> None:
    _, _, offer = asked(world)
    for who in ("stranger", "host", "officer", "assessor"):
        with pytest.raises(NotFound):
            send(world, offer, who)


def test_it_lasts_hours_or_days_and_no_longer(world: World) -> None:
    there, _, offer = asked(world)
    for odd in (timedelta(minutes=59), LONGEST + HOUR):
        with pytest.raises(Malformed):
            world.mechanism.send_link(world["outreach"], offer, PAGE, odd)
    link = world.mechanism.send_link(world["outreach"], offer, PAGE, HOUR)
    shown = there.shown(link)
    ticket = Shown(ticket=world.mechanism.link_view(shown).ticket)
    world.clock.advance(minutes=60)
    for late in (shown, ticket):
        with pytest.raises(Refusal):
            world.mechanism.link_view(late)
    with pytest.raises(OffThePath, match="time of this letter is over"):
        world.mechanism.link_view(shown)
    assert world.mechanism.link(world["outreach"], offer).state == "over"


def test_a_ticket_lasts_some_minutes_and_is_nobody_elses(world: World) -> None:
    there, _, offer = asked(world)
    ticket = let_in(world, there, offer)
    head, _, mac = ticket.ticket.rpartition(".")
    link, _, until = head.partition(".")
    for forged in (
        f"{link}.{int(until) + 1}.{mac}",
        f"{'0' * 32}.{until}.{mac}",
        f"{head}.{'0' * 64}",
        "nothing",
        "\udcff.x",
    ):
        with pytest.raises(NotFound, match="long enough"):
            world.mechanism.link_view(Shown(ticket=forged))
    world.clock.advance(seconds=TICKET_LASTS.total_seconds())
    with pytest.raises(NotFound, match="long enough"):
        world.mechanism.link_yes(ticket)


def test_a_forged_link_and_a_wrong_password_are_answered_alike(world: World) -> None:
    there, case, offer = asked(world)
    right = there.shown(send(world, offer))
    before = len(chain_of(world, case))
    told = set()
    for wrong in (
        replace(right, token="x" * 43),
        replace(right, password="wrong"),
        replace(right, password=""),
        Shown(),
    ):
        with pytest.raises(NotFound) as nothing:
            world.mechanism.link_view(wrong)
        told.add(nothing.value.sentence)
    assert len(told) == 1
    assert len(chain_of(world, case)) == before
    assert world.mechanism.link_view(right).cards


def test_five_wrong_passwords_end_it_and_somebody_has_to_act(world: World) -> None:
    there, case, offer = asked(world)
    right = there.shown(send(world, offer))
    for _ in range(TRIES - 1):
        with pytest.raises(NotFound):
            world.mechanism.link_view(replace(right, password="wrong"))
    world.mechanism.link_view(right)  # whoever is right starts anew
    for _ in range(TRIES + 2):
        with pytest.raises(NotFound):
            world.mechanism.link_view(replace(right, password="wrong"))
    with pytest.raises(NotFound):
        world.mechanism.link_view(right)
    stopped = [f for kind, f in chain_of(world, case) if kind == "link_stopped"]
    assert [each["why"] for each in stopped] == ["locked"]
    assert standing(world) == [offer]
    assert world.mechanism.link(world["outreach"], offer).state == "locked"
    again = there.shown(send(world, offer))
    assert standing(world) == []
    assert world.mechanism.link_view(again).cards


def standing(world: World) -> list[UUID | None]:
    """The offers that stand on the coordinator's list as a link was stopped."""
    rows = world.mechanism.exceptions(world["coordinator"])
    return [each.referral_id for each in rows if each.kind == "link_stopped"]


def test_a_key_that_changed_on_the_way_stops_it_and_is_a_task(world: World) -> None:
    there, case, offer = asked(world)
    shown = there.shown(send(world, offer))
    ticket = Shown(ticket=world.mechanism.link_view(shown).ticket)
    world.mechanism.link_yes(ticket)
    world.mechanism.end_recipient_key(world.system, there.key)
    for late in (ticket, shown):
        with pytest.raises(OffThePath, match="key has changed") as changed:
            world.mechanism.link_package(late)
        assert changed.value.missing == ("link_keys_changed",)
    assert count(world, "outside_link") == 1
    assert "disclosure_opened" not in by_link(world, case)
    assert by_link(world, case).count("link_stopped") == 1
    assert len(standing(world)) == 1
    assert world.mechanism.link(world["outreach"], offer).state == "keys_changed"


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


def test_the_next_link_ends_the_one_before(world: World) -> None:
    there, case, offer = asked(world)
    first = there.shown(send(world, offer))
    second = there.shown(send(world, offer, "coordinator"))
    with pytest.raises(OffThePath, match="another letter was sent"):
        world.mechanism.link_view(first)
    assert world.mechanism.link_view(second).cards
    sent = [f["replaces"] for kind, f in chain_of(world, case) if kind == "link_sent"]
    assert sent == [False, True]


def test_it_is_ended_by_whoever_sent_it(world: World) -> None:
    there, case, offer = asked(world)
    with pytest.raises(NotFound):
        world.mechanism.end_link(world["outreach"], offer)
    shown = there.shown(send(world, offer))
    world.mechanism.end_link(world["outreach"], offer)
    with pytest.raises(NotFound):
        world.mechanism.end_link(world["outreach"], offer)
    with pytest.raises(OffThePath, match="has ended"):
        world.mechanism.link_view(shown)
    assert "link_ended" in world.entries(case)


def withdraw(world: World, _: UUID, offer: UUID) -> None:
    world.mechanism.answer_offer(world["outreach"], offer, "withdraw")


def take_back(world: World, case: UUID, _: UUID) -> None:
    (consent,) = world.mechanism.consents(world["outreach"], case)
    world.mechanism.withdraw_consent(world["outreach"], case, consent.id)


@pytest.mark.parametrize("end", [withdraw, take_back])
def test_it_ends_with_the_offer_and_with_the_consent(
    world: World, end: Callable[[World, UUID, UUID], None]
) -> None:
    there, case, offer = asked(world)
    ticket = let_in(world, there, offer)
    end(world, case, offer)
    with pytest.raises(OffThePath, match="has ended"):
        world.mechanism.link_yes(ticket)
    assert world.mechanism.link(world["outreach"], offer).state == "ended"
    with pytest.raises(AlreadyAnswered):
        send(world, offer)


def test_a_consent_that_ran_out_opens_nothing(world: World) -> None:
    there = abroad(world)
    case = world.case()
    world.consent(case.id, expires_at=world.clock() + 2 * HOUR)
    offer = world.offer(case.id, to="abroad").id
    shown = there.shown(send(world, offer))
    world.mechanism.link_yes(shown)
    world.clock.advance(hours=3)
    with pytest.raises(ConsentMissing):
        world.mechanism.link_package(shown)
    assert "disclosure_opened" not in by_link(world, case.id)


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


def test_what_is_refused_by_a_link_leaves_an_entry_and_nothing_else(
    world: World,
) -> None:
    there, case, offer = asked(world)
    ticket = let_in(world, there, offer)
    with pytest.raises(AlreadyAnswered):
        world.mechanism.link_package(ticket)
    kind, fields = chain_of(world, case)[-1]
    assert (kind, fields["act"], fields["code"]) == (
        *("refused", "by_link"),
        "already-answered",
    )


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
