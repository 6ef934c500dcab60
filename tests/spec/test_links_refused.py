"""Links that are not sent, and words and passwords that open none."""

from dataclasses import replace

import pyrage
import pytest

from referral.actions.link_door import Shown
from referral.errors import (
    AlreadyAnswered,
    GuardNotMet,
    NotFound,
    NotHolder,
    OffThePath,
)
from referral.rules.links import TICKET_LASTS, TRIES
from tests.spec.evidence import chain_of, everything
from tests.spec.linking import asked, let_in, send, standing
from tests.spec.outside import abroad, new_identity
from tests.spec.test_letting_go import taken_over
from tests.world import World
from workflows.vocabulary import ReferralKind


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


def test_responsibility_is_not_offered_by_a_letter(world: World) -> None:
    """They would hold a case in which none of them could act, and nobody would know."""
    there = abroad(world)
    kind = ReferralKind.RESPONSIBILITY
    case, offer = world.offered(to="abroad", kind=kind)
    for who in ("outreach", "coordinator"):
        with pytest.raises(OffThePath, match="ask them for a service") as nobody:
            send(world, offer.id, who)
        assert nobody.value.missing == ("somebody_who_signs_in",)
    view = world.mechanism.link(world["outreach"], offer.id)
    assert (view.state, view.may_send) == (None, False)
    service = world.offer(case.id, to="abroad").id
    world.mechanism.link_yes(there.shown(send(world, service)))


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


def test_who_handed_the_case_over_learns_nothing_of_it_and_ends_none(
    world: World,
) -> None:
    """What an addressee does with a letter is its own, and the new holder's."""
    there, case, offer = asked(world)
    right = there.shown(send(world, offer))
    gone = taken_over(world, case)
    for each in (offer, gone):
        for act in (world.mechanism.link, world.mechanism.end_link):
            with pytest.raises(NotHolder):
                act(world["outreach"], each)
        with pytest.raises(NotHolder):
            send(world, each)
    assert world.mechanism.link_view(right).cards
    for who in ("warden", "coordinator"):
        assert world.mechanism.link(world[who], offer).state == "open"
    again = there.shown(send(world, offer, "warden"))
    assert world.mechanism.link_view(again).cards
    world.mechanism.end_link(world["warden"], offer)


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
