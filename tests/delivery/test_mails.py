"""Being told by mail that something waits: what comes, to whom, and what never does."""

import re
from collections.abc import Iterator
from datetime import time, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from referral.actions.conflicts import NewConflict
from referral.actions.departures import Leaving
from referral.actions.post_office import PostRules, Words
from referral.actions.refer import Offer
from referral.errors import Malformed, NotFound, NotPermitted
from referral.records.mailing import MailSetting
from referral.records.outbox import Outgoing
from referral.rules.mailing import Wishes
from tests.delivery.post_office import SENDER, PostOffice, a_post_office
from tests.delivery.waiting import until
from tests.world import CONTENT, World
from workflows.vocabulary import (
    AddressState,
    ConflictReason,
    MailKind,
    ReferralKind,
    Rhythm,
)

ALL = frozenset(MailKind)
ADDRESS = "host.person@mail.example"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostOffice]:
    """A post server for every story of this file."""
    with a_post_office(tmp_path_factory.mktemp("post")) as made:
        yield made


@pytest.fixture
def post(office: PostOffice) -> PostOffice:
    """The same, with nothing in it."""
    for path in office.folder.glob("*.eml"):
        path.unlink()
    return office


def tell_by(world: World, post: PostOffice, **changes: Any) -> None:
    albanian = Words("Diçka pret", waits_by="Diçka pret, kodi {code}, deri {until}.")
    words = {"en": Words(), "sq": albanian}
    rules = PostRules({"mail": post.carrier(**changes)}, words)
    world.mechanism.tell_by(rules)
    world.mechanism._house.post.held_until = 0.0  # an hour later


def deliver(world: World) -> int:
    """What is due is delivered into inboxes, then people are told of it."""
    for row in _waiting(world):
        world.mechanism._handlers().deliver(row)  # what a worker does
    return world.mechanism.post_due()


def _waiting(world: World) -> list[UUID]:
    query = select(Outgoing.id).where(Outgoing.state == "waiting")
    return world.mechanism._house.store.read(  # what a worker sees
        lambda unit: list(unit.session.exec(query).all())
    )


def confirmed(world: World, post: PostOffice, who: str = "host", **wishes: Any) -> None:
    """Somebody who is told, by an address that they confirmed."""
    words = {"kinds": ALL, "zone": "Europe/Belgrade", **wishes}
    world.mechanism.state_mail_wishes(world[who], Wishes(**words))
    before = len(post.mails())
    world.mechanism.ask_mail_address(world[who], f"{who}.person@mail.example")
    world.mechanism.post_due()
    code = re.search(r"\d{8}", post.texts()[before])
    assert code
    world.mechanism.confirm_mail_address(world[who], code.group())
    for path in post.folder.glob("*.eml"):
        path.unlink()


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


def test_an_address_counts_once_its_code_came_back(
    world: World, post: PostOffice
) -> None:
    tell_by(world, post)
    world.mechanism.state_mail_wishes(world["host"], Wishes(kinds=ALL))
    world.mechanism.ask_mail_address(world["host"], ADDRESS)
    world.offered()
    deliver(world)
    (text,) = post.texts()
    code = re.search(r"\d{8}", text)
    assert code
    assert text == f"Your code is {code.group()}. It is good for half an hour.\n"
    for _ in range(5):
        with pytest.raises(NotPermitted):
            world.mechanism.confirm_mail_address(world["host"], "00000000")
    with pytest.raises(NotPermitted) as over:
        world.mechanism.confirm_mail_address(world["host"], code.group())
    assert over.value.missing == ("new_code",)
    seen = world.mechanism.mail_settings(world["host"])
    assert (seen.state, seen.address) == (AddressState.ASKED, "h…@mail.example")
    assert deliver(world) == 0


def test_a_code_is_over_after_half_an_hour(world: World, post: PostOffice) -> None:
    tell_by(world, post)
    world.mechanism.ask_mail_address(world["host"], ADDRESS)
    world.mechanism.post_due()
    code = re.search(r"\d{8}", post.texts()[0])
    assert code
    world.clock.advance(minutes=31)
    with pytest.raises(NotPermitted):
        world.mechanism.confirm_mail_address(world["host"], code.group())
    with pytest.raises(NotFound):
        world.mechanism.confirm_mail_address(world["warden"], code.group())


def test_nobody_sends_codes_to_strangers_one_after_the_other(
    world: World, post: PostOffice
) -> None:
    tell_by(world, post)
    for _ in range(3):
        world.clock.advance(seconds=1)
        world.mechanism.ask_mail_address(world["host"], ADDRESS)
    with pytest.raises(Malformed) as refused:
        world.mechanism.ask_mail_address(world["host"], ADDRESS)
    assert refused.value.faults == (("/address", "too_many_codes"),)
    assert world.mechanism.post_due() == 1, "only the newest code is sent"


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example\r\nBcc: c@d.example",
        "a@b.example\nBcc: c@d.example",
        "a@b.example, c@d.example",
        "a@b.example c@d.example",
        "<a@b.example>",
        '"a b"@c.example',
        "a@[127.0.0.1]",
        "a@localhost",
        "a@b.example\0",
        "-@-.example",
        "ä@b.example",
        "a@b..example",
        "@b.example",
        f"{'a' * 65}@b.example",
        f"a@{'b.' * 130}example",
    ],
)
def test_what_is_no_plain_address_is_refused(
    embedded_world: World, post: PostOffice, address: str
) -> None:
    world = embedded_world
    tell_by(world, post)
    with pytest.raises(Malformed):
        world.mechanism.ask_mail_address(world["host"], address)
    assert deliver(world) == 0


def test_who_is_refused_for_good_is_written_to_no_more(
    world: World, post: PostOffice
) -> None:
    tell_by(world, post)
    confirmed(world, post)
    world.mechanism.ask_mail_address(world["host"], "nobody@mail.example")
    assert world.mechanism.post_due() == 0
    seen = world.mechanism.mail_settings(world["host"])
    assert seen.state is AddressState.REFUSED
    listed = world.mechanism.exceptions(world["coordinator"])
    (line,) = [each for each in listed if each.kind == "mail_undeliverable"]
    assert (line.code, line.organisation) == ("", "Shelter")
    world.offered()
    assert deliver(world) == 0
    world.mechanism.remove_mail_address(world["host"])
    kinds = [each.kind for each in world.mechanism.exceptions(world["coordinator"])]
    assert "mail_undeliverable" not in kinds


@pytest.mark.parametrize("word", ["full", "policy", "later"])
def test_what_may_pass_is_tried_again(
    embedded_world: World, post: PostOffice, word: str
) -> None:
    world = embedded_world
    tell_by(world, post)
    world.mechanism.ask_mail_address(world["host"], f"{word}@mail.example")
    assert world.mechanism.post_due() == 0
    seen = world.mechanism.mail_settings(world["host"])
    assert seen.state is AddressState.ASKED


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
