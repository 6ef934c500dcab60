"""Mails that could not go out when they should: nothing of them is lost."""

import re
from pathlib import Path

from referral.actions.alarms import raise_alarm
from referral.rules.acts import Act
from tests.delivery.mailed import confirmed, deliver, tell_by
from tests.delivery.post_office import PostOffice
from tests.records.raw import rewrite
from tests.world import World
from workflows.vocabulary import ExceptionKind


def test_what_waited_is_told_at_the_address_that_is_given_meanwhile(
    world: World, post: PostOffice, tmp_path: Path
) -> None:
    tell_by(world, post)
    confirmed(world, post)
    tell_by(world, PostOffice(tmp_path / "dead"))
    _, offer = world.offered()
    assert deliver(world) == 0
    world.mechanism.ask_mail_address(world["host"], "elsewhere@mail.example")
    tell_by(world, post)
    world.clock.advance(minutes=6)
    world.mechanism.post_due()
    code = re.search(r"\d{8}", post.texts()[0])
    assert code
    world.mechanism.confirm_mail_address(world["host"], code.group())
    world.clock.advance(minutes=6)
    assert world.mechanism.post_due() == 1
    said = world.mechanism.read_offer(world["host"], offer.id).code
    assert any(said in text for text in post.texts())
    assert str(post.mails()[-1]["to"]) == "elsewhere@mail.example"


def test_once_a_server_is_back_nothing_waits_for_hours_more(
    world: World, post: PostOffice, tmp_path: Path
) -> None:
    tell_by(world, post)
    confirmed(world, post)
    dead = PostOffice(tmp_path / "dead")
    case, _ = world.offered()
    for minutes in (1, 1, 6, 31, 121):
        tell_by(world, dead)
        world.clock.advance(minutes=minutes)
        assert deliver(world) == 0
    tell_by(world, post)
    assert deliver(world) == 0, "the next try is hours away"
    world.offer(case.id)
    assert deliver(world) == 1
    assert world.mechanism.post_due() == 1, "what waited follows at once"


def test_nobody_is_told_to_answer_what_has_been_answered(
    world: World, post: PostOffice
) -> None:
    tell_by(world, post)
    _, offer = world.accepted()
    confirmed(world, post, "outreach")
    world.mechanism.answer_offer(world["host"], offer.id, "no_show")
    deliver(world)
    assert post.texts()
    assert not [text for text in post.texts() if "answer by" in text]


def test_an_alarm_about_no_case_names_no_code(world: World, post: PostOffice) -> None:
    tell_by(world, post)
    confirmed(world, post, "coordinator")
    world.mechanism._do(  # what counts wrong passwords does
        world["officer"],
        Act.LIST_OFFERS,
        lambda work: raise_alarm(work, ExceptionKind.ACTOR_LOCKED),
    )
    assert world.mechanism.post_due() == 1
    assert post.texts() == ["Something waits.\n"]


def test_what_cannot_be_opened_of_one_person_stops_no_inbox_and_nobody_else(
    world: World, post: PostOffice
) -> None:
    tell_by(world, post)
    confirmed(world, post)
    confirmed(world, post, "coordinator")
    host = world["host"].id
    where = f"'{host}'" if "://" in world.location else f"x'{host.hex}'"
    rewrite(world, f"UPDATE mail_setting SET version = 9 WHERE actor_id = {where}")  # noqa: S608 # ours
    world.offered()
    world.clock.advance(hours=7)
    world.mechanism.fire_due()
    deliver(world)
    inbox = world.mechanism.notices(world["host"])
    assert {each.kind for each in inbox} >= {"offer_waiting", "offer_overdue"}
    told = {str(mail["to"]) for mail in post.mails()}
    assert told == {"coordinator.person@mail.example"}
