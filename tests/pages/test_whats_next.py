"""Wherever a case or an offer stands, the page says what happens next, and for whom."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest

from api.pages.labels_ahead import OFFERS_AHEAD
from api.pages.language import SPEECHES, speak
from api.pages.templating import template
from api.pages.whats_next import Next, next_of_offer
from referral.rules.ahead import Ahead, ahead
from referral.rules.offer import offer_steps
from tests.pages.conftest import Desk
from workflows.loader import load_shipped, shipped_names
from workflows.vocabulary import ReferralKind, ReferralStage, Side, StageKind

ELSEWHERE = (
    *(ReferralStage.DRAFT, ReferralStage.RECALLED, ReferralStage.PROVIDER_CLOSED),
)
"""Stages in which an addressee takes no step of the offer, and is told what else."""
NOW = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)
STAGES = [
    (name, track.name, stage.name)
    for name in shipped_names()
    for track in load_shipped(name)[0].tracks
    for stage in track.stages
]
IDS = ["-".join(each) for each in STAGES]


def drawn(one: Next) -> str:
    speak("en")
    shown = template("_ahead.html").render(
        ahead=[one], zone="UTC", now=NOW, spoken="en"
    )
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", shown)).split())


def of(where: tuple[str, str, str]) -> Ahead:
    name, track, stage = where
    return ahead(load_shipped(name)[0], track, stage)  # type: ignore[arg-type] # a Track


@pytest.mark.parametrize("where", STAGES, ids=IDS)
def test_every_stage_of_every_pathway_says_who_does_what_until_when(
    where: tuple[str, str, str],
) -> None:
    there = of(where)
    said = drawn(Next(there, {}))
    if there.kind is StageKind.CLOSED:
        assert "This has ended." in said
    else:
        assert there.acting
        assert "It waits for:" in said or "Who works on it:" in said
        assert "deadline" in said or "clock" in said
    for step in there.steps:
        assert step.roles
        assert step.label in said
    assert there.steps or "Nothing can follow here." in said


@pytest.mark.parametrize("where", STAGES, ids=IDS)
def test_it_says_so_where_nothing_waits_for_this_person_and_where_something_does(
    where: tuple[str, str, str],
) -> None:
    there = of(where)
    steps = {step.step: step.label for step in there.steps}
    nothing = ("Nothing here waits for you.", "Nothing waits for anybody here.")
    assert any(words in drawn(Next(there, {})) for words in nothing)
    if not steps:
        return
    yours = drawn(Next(there, steps, due_at=NOW))
    assert "You can do this now:" in yours
    assert "Nothing here waits for you." not in yours
    open_still = there.kind is not StageKind.CLOSED
    assert ("Until 2 Mar 2026, 21:30" in yours) is open_still


@pytest.mark.parametrize("code", SPEECHES)
def test_every_stage_of_an_offer_says_it_to_every_side(code: str) -> None:
    speak(code)
    for side in (Side.SENDER, Side.ADDRESSEE, Side.COORDINATOR):
        assert set(OFFERS_AHEAD[side]) == set(ReferralStage)
        for stage in ReferralStage:
            assert len(next_of_offer(stage.value, side.value)) > len("Nothing.")
    speak("en")


@pytest.mark.parametrize("stage", ReferralStage)
def test_an_addressee_that_can_do_something_is_told_so(stage: ReferralStage) -> None:
    said = next_of_offer(stage.value, Side.ADDRESSEE)
    if offer_steps(stage.value, Side.ADDRESSEE):
        assert "othing waits for you" not in said
    else:
        assert stage in ELSEWHERE or "othing waits for you" in said


def test_whoever_is_responsible_now_reads_what_the_sender_reads() -> None:
    assert next_of_offer("accepted", "holder") == next_of_offer("accepted", "sender")


def test_the_case_and_the_offer_show_it_to_each_side(desk: Desk) -> None:
    case, offer = desk.world.offered(kind=ReferralKind.RESPONSIBILITY)
    mine = desk.get("outreach", f"/desk/cases/{case.id}").text
    assert "What happens next" in mine
    assert 'href="#bring_to_safety"' in mine or "You can do this now" in mine
    watching = desk.get("auditor", f"/desk/cases/{case.id}").text
    assert "Nothing here waits for you." in watching
    assert "You can do this now" not in watching
    for who, words in (
        ("outreach", "Until then nothing waits for you."),
        ("host", "You answer: yes, no, or one question"),
        ("coordinator", "it stands on your list"),
    ):
        shown = " ".join(desk.get(who, f"/desk/offers/{offer.id}").text.split())
        assert words in shown.replace("&#39;", "'")
