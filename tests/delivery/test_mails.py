"""Being told by mail that something waits: what comes, to whom, and what never does."""

import re
from datetime import time, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from referral.actions.conflicts import NewConflict
from referral.actions.departures import Leaving
from referral.actions.refer import Offer
from referral.records.mailing import MailSetting
from tests.delivery.mailed import ADDRESS, confirmed, deliver, tell_by
from tests.delivery.post_office import SENDER, PostOffice
from tests.delivery.waiting import until
from tests.world import CONTENT, World
from workflows.vocabulary import (
    ConflictReason,
    MailKind,
    ReferralKind,
    Rhythm,
)


def test_an_offer_waits_and_somebody_is_told_so(world: World, post: PostOffice) -> None:
    tell_by(world, post)
    confirmed(world, post)
    _, offer = world.offered()
    assert deliver(world) == 1
    seen = world.mechanism.read_offer(world["host"], offer.id)
    # The offer is made at 22:30 and answered within six hours, on the wall in Belgrade.
    assert post.texts() == [
        f"Something waits, code {seen.code}, answer by 2026-03-03 04:30.\n"
    ]
    assert post.heard() == [
        f"post.example {SENDER} ['{ADDRESS}']",
    ]
    assert deliver(world) == 0
    assert len(post.mails()) == 1


def test_a_mail_has_these_heads_and_no_other(world: World, post: PostOffice) -> None:
    tell_by(world, post)
    confirmed(world, post)
    world.offered()
    deliver(world)
    (mail,) = post.mails()
    assert _heads(mail) == {
        "from": f"Desk <{SENDER}>",
        "to": ADDRESS,
        "subject": "Something waits",
        "date": "Mon, 02 Mar 2026 21:30:00 +0000",
        "auto-submitted": "auto-generated",
        "content-type": 'text/plain; charset="utf-8"',
        "content-transfer-encoding": "quoted-printable",
        "mime-version": "1.0",
        "message-id": mail["message-id"],
    }
    assert re.fullmatch(
        r"<[0-9a-f]{32}\.[0-9a-f]{32}@post\.example>", mail["message-id"]
    )
    assert not mail.is_multipart()
    assert not re.search(r"https?:|www\.|<|\[", str(mail.get_content()))


def _heads(mail: EmailMessage) -> dict[str, str]:
    return {name.lower(): str(value) for name, value in mail.items()}


def test_nothing_of_the_case_is_in_any_mail(world: World, post: PostOffice) -> None:
    tell_by(world, post)
    for who in ("host", "outreach", "coordinator"):
        confirmed(world, post, who)
    case, offer = world.offered()
    deliver(world)
    world.clock.advance(hours=3)
    world.mechanism.fire_due()
    deliver(world)
    world.clock.advance(hours=3)
    world.mechanism.fire_due()
    deliver(world)
    assert {str(mail["to"]).partition(".")[0] for mail in post.mails()} >= {
        "host",
        "coordinator",
    }
    planted = [
        *(str(value) for words in CONTENT.values() for value in words.values()),
        *("shelter", "safe_accommodation", "Shelter places", "police", "referral"),
        *("traffick", "victim", "Shelter", "ngo", str(case.id), str(offer.id)),
        case.details.get("code", "no code"),
    ]
    for raw in post.raw():
        head, _, body = raw.partition(b"\r\n\r\n")
        for word in planted:
            assert word.encode() not in head
            assert word.encode() not in body


def test_only_who_wants_it_and_may_look_at_it_is_told(
    world: World, post: PostOffice
) -> None:
    tell_by(world, post)
    confirmed(world, post, "host", kinds=frozenset({MailKind.NEWS}))
    confirmed(world, post, "warden")
    confirmed(world, post, "auditor")
    world.offered()
    deliver(world)
    assert post.mails() == []


def test_who_is_in_conflict_with_the_case_is_not_told(
    world: World, post: PostOffice
) -> None:
    tell_by(world, post)
    confirmed(world, post)
    case = world.case()
    world.consent(case.id)
    shelter, why = world.bodies["shelter"], ConflictReason.RELATED
    new = NewConflict(shelter, why, actor="host")
    world.mechanism.state_conflict(world["coordinator"], case.id, new)
    world.offer(case.id)
    deliver(world)
    assert post.mails() == []


def test_an_answer_that_came_meanwhile_leaves_nothing_to_tell(
    world: World, post: PostOffice
) -> None:
    tell_by(world, post)
    confirmed(world, post, rhythm=Rhythm.HOURLY)
    _, offer = world.offered()
    assert deliver(world) == 0
    world.mechanism.answer_offer(world["host"], offer.id, "accept")
    world.clock.advance(hours=1)
    deliver(world)
    assert post.mails() == []


def test_quiet_hours_keep_a_mail_until_the_morning(
    world: World, post: PostOffice
) -> None:
    tell_by(world, post)
    hours: dict[str, Any] = {"quiet_from": time(22), "quiet_until": time(7)}
    confirmed(world, post, **hours)
    confirmed(world, post, "warden", urgent_passes=True, **hours)
    case, _ = world.offered()
    world.offer(case.id, to="haven")
    assert deliver(world) == 1
    # The answer is asked for before the morning comes: too late would be no use.
    assert [str(mail["to"]) for mail in post.mails()] == ["warden.person@mail.example"]
    world.clock.advance(hours=8, minutes=29)
    assert deliver(world) == 0
    world.clock.advance(minutes=1)
    assert deliver(world) == 1


def test_a_digest_says_first_what_must_be_answered_first(
    world: World, post: PostOffice
) -> None:
    tell_by(world, post)
    confirmed(world, post, rhythm=Rhythm.DAILY, daily_at=time(8))
    codes = []
    for hours in (5, 2, 9):
        case = world.case()
        world.consent(case.id)
        by = world.clock() + timedelta(hours=24 + hours)
        wanted = Offer(world.services["shelter"], ReferralKind.SERVICE, (), by)
        offer = world.mechanism.make_offer(world["outreach"], case.id, wanted)
        codes.append(world.mechanism.read_offer(world["host"], offer.id).code)
    assert deliver(world) == 0
    world.clock.advance(hours=9, minutes=30)
    assert deliver(world) == 1
    (text,) = post.texts()
    said = [code for line in text.splitlines() for code in codes if code in line]
    assert said == [codes[1], codes[0], codes[2]]


def test_a_mail_speaks_the_language_of_who_reads_it(
    world: World, post: PostOffice
) -> None:
    tell_by(world, post)
    confirmed(world, post, language="sq")
    _, offer = world.offered()
    deliver(world)
    (mail,) = post.mails()
    assert str(mail["subject"]) == "Diçka pret"
    code = world.mechanism.read_offer(world["host"], offer.id).code
    assert post.texts() == [f"Diçka pret, kodi {code}, deri 2026-03-03 04:30.\n"]


def test_a_dead_post_server_delays_mails_and_nothing_else(
    world: World, post: PostOffice, tmp_path: Path
) -> None:
    tell_by(world, post)
    confirmed(world, post)
    dead = PostOffice(tmp_path / "dead")
    tell_by(world, dead)
    faults: list[BaseException] = []
    world.mechanism.start_worker(faults.append)
    try:
        _, offer = world.offered()
        inbox = world.mechanism.notices
        until(lambda: [each.kind for each in inbox(world["host"])] == ["offer_waiting"])
        until(lambda: bool(faults))
        world.clock.advance(hours=3)
        until(lambda: len(inbox(world["host"])) == 2)
        assert world.mechanism.read_offer(world["host"], offer.id).stage == "offered"
        tell_by(world, post)
        world.clock.advance(seconds=5)
        until(lambda: len(post.mails()) == 2)
    finally:
        world.mechanism.stop_worker()
    assert {type(each).__name__ for each in faults} == {"ServerDown"}


def test_who_left_is_told_nothing(world: World, post: PostOffice) -> None:
    tell_by(world, post)
    confirmed(world, post, "stranger")
    whom = world["stranger"].id
    seen = world.mechanism.preview_departure(world.system, whom).seen
    world.mechanism.end_actor(world.system, whom, Leaving(seen))
    rows = world.mechanism._house.store.read(  # what is kept of them
        lambda unit: unit.session.get(MailSetting, whom)
    )
    assert rows is None
