"""What another version means for a case, and what it would have meant."""

from dataclasses import replace
from datetime import timedelta

import pytest

from referral.errors import OffThePath
from referral.rules.facts import CaseFacts
from referral.rules.pathway import CompiledPathway, compile_pathway
from referral.rules.replaying import Difference, PastStep, differences
from referral.rules.upgrading import upgrade
from tests.rules.situations import ADULT, NEUTRAL, NEUTRAL_TEXT, NOW
from workflows.loader import load_text
from workflows.vocabulary import FormalFinding, RiskLevel, StageKind, Track

STARTS = {track.name: track.start for track in NEUTRAL.pathway.tracks}
ASSISTED = {**STARTS, Track.PROTECTION: "assisted"}


def changed(*pairs: tuple[str, str]) -> CompiledPathway:
    text = NEUTRAL_TEXT
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return compile_pathway(load_text(text, "neutral.toml"))


HELP = 'guards = ["consent_to_assistance"]'
RENAMED = changed(('"assisted"', '"helped"'))
SLOWER = changed(("[clocks.alarm]\nn = 24", "[clocks.alarm]\nn = 48"))


def test_the_same_pathway_changes_nothing() -> None:
    found = upgrade(NEUTRAL, NEUTRAL, ASSISTED, {})
    assert found.stages == ASSISTED
    assert (found.lost_stages, found.gained_steps, found.lost_steps) == ((), (), ())
    assert found.clocks == ()
    found.check()


def test_a_stage_that_is_gone_has_to_be_chosen() -> None:
    found = upgrade(NEUTRAL, RENAMED, ASSISTED, {})
    assert found.lost_stages == (Track.PROTECTION,)
    assert Track.PROTECTION not in found.stages
    with pytest.raises(OffThePath) as refused:
        found.check()
    assert refused.value.missing == ("stage:protection",)
    chosen = upgrade(NEUTRAL, RENAMED, ASSISTED, {Track.PROTECTION: "helped"})
    assert chosen.stages[Track.PROTECTION] == "helped"
    chosen.check()


@pytest.mark.parametrize("wrong", ["closed", "nowhere"])
def test_an_upgrade_opens_and_closes_nothing(wrong: str) -> None:
    with pytest.raises(OffThePath) as refused:
        upgrade(NEUTRAL, RENAMED, ASSISTED, {Track.PROTECTION: wrong})
    assert refused.value.missing == (wrong,)


def without_stay() -> CompiledPathway:
    left = [t for t in NEUTRAL.pathway.tracks if t.name is not Track.STAY]
    return compile_pathway(NEUTRAL.pathway.model_copy(update={"tracks": tuple(left)}))


def with_stage(track: Track, stage: str, **words: object) -> CompiledPathway:
    """The neutral pathway with one stage that means something else."""
    path = NEUTRAL.pathway
    held = path.track(track)
    stages = [
        each.model_copy(update=words) if each.name == stage else each
        for each in held.stages
    ]
    other = held.model_copy(update={"stages": tuple(stages)})
    tracks = [other if each.name is track else each for each in path.tracks]
    return compile_pathway(path.model_copy(update={"tracks": tuple(tracks)}))


def test_an_upgrade_drops_no_track_and_changes_no_meaning() -> None:
    with pytest.raises(OffThePath) as gone:
        upgrade(NEUTRAL, without_stay(), ASSISTED, {})
    assert gone.value.missing == ("stay",)
    closed = with_stage(Track.PROTECTION, "assisted", kind=StageKind.CLOSED)
    with pytest.raises(OffThePath) as shut:
        upgrade(NEUTRAL, closed, ASSISTED, {})
    assert shut.value.missing == ("assisted",)


def test_an_upgrade_decides_nothing_and_takes_no_entitlement() -> None:
    identified = {**STARTS, Track.IDENTIFICATION: "identified"}
    refused = with_stage(
        Track.IDENTIFICATION, "identified", finding=FormalFinding.NOT_IDENTIFIED
    )
    with pytest.raises(OffThePath) as decided:
        upgrade(NEUTRAL, refused, identified, {})
    assert decided.value.missing == ("identified",)
    poorer = with_stage(Track.PROTECTION, "assisted", entitles=())
    with pytest.raises(OffThePath) as taken:
        upgrade(NEUTRAL, poorer, ASSISTED, {})
    assert "assistance" in taken.value.missing


def test_what_the_other_version_knows_is_not_chosen_anew() -> None:
    found = upgrade(NEUTRAL, RENAMED, STARTS, {Track.PROTECTION: "helped"})
    assert found.stages[Track.PROTECTION] == "presumed"


def test_steps_and_clocks_that_differ_are_told() -> None:
    without = changed(('name = "record_missing"', 'name = "note_missing"'))
    found = upgrade(NEUTRAL, without, STARTS, {})
    assert found.gained_steps == ("note_missing",)
    assert found.lost_steps == ("record_missing",)
    (clock,) = upgrade(NEUTRAL, SLOWER, STARTS, {}).clocks
    assert clock.name == "alarm"
    assert clock.before == "24 hour, from, expiry"
    assert clock.after == "48 hour, from, expiry"
    unset = changed(("[clocks]\ndecision", '[clocks]\nfresh = "unset"\ndecision'))
    assert upgrade(NEUTRAL, unset, STARTS, {}).clocks == ()


def past(step: str, track: Track = Track.PROTECTION, **stages: str) -> PastStep:
    given = {Track(name): stage for name, stage in stages.items()}
    facts = CaseFacts(stages={**STARTS, **given}, person=ADULT)
    return PastStep(NOW, track, step, "", facts)


def told(new: CompiledPathway, *steps: PastStep, days: int = 0) -> list[Difference]:
    return list(differences(NEUTRAL, new, steps, NOW + timedelta(days=days)))


def test_the_same_pathway_would_have_said_the_same() -> None:
    assert told(NEUTRAL, past("assist"), past("start_reflection", Track.STAY)) == []


def test_a_step_that_is_gone_or_starts_elsewhere_is_told() -> None:
    gone = changed(('name = "record_missing"', 'name = "note_missing"'))
    assert [(d.kind, d.about) for d in told(gone, past("record_missing"))] == [
        ("no_such_step", "record_missing")
    ]
    elsewhere = changed(('from = ["presumed", "missing"]', 'from = ["missing"]'))
    assert [(d.kind, d.about) for d in told(elsewhere, past("assist"))] == [
        ("not_from_here", "assist")
    ]


def test_only_guards_that_are_new_and_do_not_hold_are_told() -> None:
    stricter = changed((HELP, HELP.replace("]", ', "risk_high"]')))
    assert [(d.kind, d.about) for d in told(stricter, past("assist"))] == [
        ("guard", "risk_high")
    ]
    high = past("assist")
    person = replace(high.facts.person, risk_level=RiskLevel.HIGH)
    high = replace(high, facts=replace(high.facts, person=person))
    assert told(stricter, high) == []


def test_a_seat_that_is_new_is_told() -> None:
    together = changed((HELP, f'{HELP}\nquorum = "second_person"'))
    assert [(d.kind, d.about) for d in told(together, past("assist"))] == [
        ("seat", "case_manager_or_coordinator")
    ]


def test_a_clock_that_would_have_been_late_or_in_time_is_told() -> None:
    starts = changed(('name = "assist"', 'name = "assist"\nstarts_clock = "alarm"'))
    slower = changed(
        ('name = "assist"', 'name = "assist"\nstarts_clock = "alarm"'),
        ("[clocks.alarm]\nn = 24", "[clocks.alarm]\nn = 48"),
    )
    once = past("assist")

    def kinds(old: CompiledPathway, new: CompiledPathway, hours: int) -> list[str]:
        until = NOW + timedelta(hours=hours)
        return [each.kind for each in differences(old, new, [once], until)]

    assert kinds(starts, slower, 24) == []
    assert kinds(starts, slower, 25) == ["in_time"]
    assert kinds(slower, starts, 25) == ["late"]
    assert kinds(slower, starts, 49) == []


def test_a_period_ends_with_the_step_that_ends_it() -> None:
    both = (
        ('name = "assist"', 'name = "assist"\nstarts_clock = "alarm"'),
        ('name = "record_missing"', 'name = "record_missing"\nends_clock = "alarm"'),
    )
    slow = changed(*both, ("[clocks.alarm]\nn = 24", "[clocks.alarm]\nn = 48"))
    quick = changed(*both)
    ended = replace(past("record_missing"), at=NOW + timedelta(hours=30))
    months_later = NOW + timedelta(days=90)
    found = differences(slow, quick, [past("assist"), ended], months_later)
    assert [(each.kind, each.about) for each in found] == [("late", "alarm")]
    in_time = replace(ended, at=NOW + timedelta(hours=3))
    found = differences(slow, quick, [past("assist"), in_time], months_later)
    assert list(found) == []


def test_an_upgrade_that_is_refused_says_exactly_why() -> None:
    with pytest.raises(OffThePath) as lost:
        upgrade(NEUTRAL, RENAMED, ASSISTED, {}).check()
    assert lost.value.sentence == "The other version has no such stage: choose one."
    with pytest.raises(OffThePath) as unknown:
        upgrade(NEUTRAL, RENAMED, ASSISTED, {Track.PROTECTION: "nowhere"})
    assert unknown.value.sentence == "The other version has no such stage."
    with pytest.raises(OffThePath) as closing:
        upgrade(NEUTRAL, RENAMED, ASSISTED, {Track.PROTECTION: "closed"})
    assert closing.value.sentence == "An upgrade neither opens nor closes anything."
