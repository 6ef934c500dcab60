import hashlib
from pathlib import Path

import pytest

from workflows.loader import (
    PathwayInvalid,
    digest,
    load_shipped,
    load_text,
    shipped_names,
    text_of,
)
from workflows.schema import UNSET, Pathway
from workflows.vocabulary import Confidence, StageKind, Track

NEUTRAL = text_of(Path(__file__).parents[1] / "neutral.toml")


def faults(text: str) -> list[str]:
    with pytest.raises(PathwayInvalid) as invalid:
        load_text(text, "neutral.toml")
    return invalid.value.faults


def mutant(old: str, new: str, *, times: int = 1) -> str:
    assert NEUTRAL.count(old) >= times, old
    return NEUTRAL.replace(old, new, times)


def line_of(text: str, marker: str) -> int:
    return text[: text.index(marker)].count("\n") + 1


@pytest.mark.parametrize("name", shipped_names())
def test_every_shipped_pathway_loads_and_says_what_it_is(name: str) -> None:
    pathway, text = load_shipped(name)
    assert pathway.name == name
    assert "to be confirmed by the national coordinator" in pathway.notice
    assert digest(text) == hashlib.sha256(text.encode("utf-8")).hexdigest()


@pytest.mark.parametrize("name", shipped_names())
def test_every_step_and_number_carries_a_ground_or_says_it_is_our_model(
    name: str,
) -> None:
    pathway = load_shipped(name)[0]
    steps = [step for track in pathway.tracks for step in track.steps]
    clocks = [clock for clock in pathway.clocks.values() if clock]
    grounds = [step.ground for step in steps] + [clock.ground for clock in clocks]
    for ground in grounds:
        own = ground.confidence is Confidence.MODEL
        assert own is (ground.source is None)
        assert ground.note or not own


@pytest.mark.parametrize("name", shipped_names())
def test_every_waiting_stage_says_its_clock_even_if_unset(name: str) -> None:
    pathway = load_shipped(name)[0]
    stages = [stage for track in pathway.tracks for stage in track.stages]
    for stage in stages:
        if stage.kind is StageKind.WAITING:
            assert stage.clock == UNSET or stage.clock in pathway.clocks


def test_a_pathway_cannot_be_changed_once_read() -> None:
    pathway = load_text(NEUTRAL, "neutral.toml")
    with pytest.raises(ValueError, match="frozen"):
        pathway.label = "other"  # type: ignore[misc]  # the refusal is the point


def test_a_pathway_is_asked_for_its_tracks_stages_and_steps_by_name() -> None:
    pathway = load_text(NEUTRAL, "neutral.toml")
    stay = pathway.track(Track.STAY)
    assert stay.stage("ended").kind is StageKind.CLOSED
    assert pathway.step("leave") in stay.steps
    for ask in (lambda: pathway.step("nowhere"), lambda: stay.stage("nowhere")):
        with pytest.raises(KeyError, match="nowhere"):
            ask()


def test_every_field_of_the_shape_is_described() -> None:
    schema = Pathway.model_json_schema()
    for shape in (schema, *schema["$defs"].values()):
        for name, field in shape.get("properties", {}).items():
            assert field.get("description"), name


GROUND = 'ground = { source = "Protection Act of Neutralia", article = "art 1", '
MUTANTS = {
    "a step to a stage that does not exist": (
        mutant('to = "assisted"', 'to = "asisted"'),
        "track protection, step assist, to: the stage 'asisted' does not exist",
    ),
    "a step from a stage of another track": (
        mutant('from = ["presumed", "missing"]', 'from = ["assessing"]'),
        "track protection, step assist, from: the stage 'assessing' does not exist",
    ),
    "a guard that is no word": (
        mutant('["consent_to_assistance"]', '["os.system"]'),
        "track protection, step assist, guards: 'os.system' is not one of",
    ),
    "a stage that nothing leads to": (
        mutant('to = "missing"', 'to = "assisted"'),
        "track protection, stage missing: no way leads here from the start stage",
    ),
    "a stage without a way out": (
        mutant('from = ["presumed", "missing"]', 'from = ["presumed"]').replace(
            'from = ["presumed", "assisted", "missing"]',
            'from = ["presumed", "assisted"]',
        ),
        "track protection, stage missing: no way leads from here to a closed stage",
    ),
    "two steps with one name on two tracks": (
        mutant('name = "notify"', 'name = "close"'),
        "track identification, step close: two steps of this pathway are named 'close'",
    ),
    "two stages with one name": (
        mutant('name = "missing"', 'name = "assisted"'),
        "track protection, stage assisted: there are two stages named 'assisted'",
    ),
    "a clock that is not there": (
        mutant('starts_clock = "alarm"', 'starts_clock = "alarms"'),
        "track protection, step record_missing, starts_clock: the clock 'alarms'",
    ),
    "a start that is no stage": (
        mutant('start = "not_requested"', 'start = "asked"'),
        "track identification, start: the start stage 'asked' does not exist",
    ),
    "a reflection of 29 days": (
        mutant("n = 2\nunit", "n = 29\nunit")
        .replace('"calendar_month"', '"day"')
        .replace("floor = { n = 30", "floor = { n = 29"),
        "clock reflection: reflection may end before 30 days have passed",
    ),
    "a key that is not known": (
        mutant('label = "Assist"\n', 'label = "Assist"\nafter = "print"\n'),
        "track protection, step assist: the key 'after' is not known here",
    ),
    "a model with a legal source": (
        mutant(
            'confidence = "model", note', 'confidence = "model", source = "x", note'
        ),
        "clock alarm, ground: a model has no source and no article",
    ),
    "a model that does not say why": (
        mutant(', note = "Agreed in the test room."', ""),
        "clock alarm, ground: a model says why in a note",
    ),
    "a law without its name": (
        mutant('source = "Procedure of Neutralia", ', ""),
        "clock answer, ground: name the source, or say it is a model",
    ),
    "a stage with a reserved name": (
        mutant('name = "missing"', 'name = "any"'),
        "track protection, stage any: 'any' is a reserved word",
    ),
    "a clock written in capitals": (
        mutant("[clocks.answer]", "[clocks.Answer]"),
        "clock Answer, [key]: 'Answer' is not written as it must be",
    ),
    "an unset clock written in capitals": (
        mutant('decision = "unset"', 'Decision = "unset"'),
        "clock Decision, [key]: 'Decision' is not written as it must be",
    ),
    "a fact below what is shipped": (
        mutant('confidence = "medium"', 'confidence = "low"'),
        "confidence: 'low' is not one of",
    ),
    "a step with a reserved name": (
        mutant('name = "assist"', 'name = "trigger"'),
        "track protection, step trigger: 'trigger' is a reserved word",
    ),
    "a disclosure to nobody": (
        mutant('needs = ["recipient"]', "needs = []"),
        "track identification, step notify: it discloses, so it needs 'recipient'",
    ),
    "a disclosure from a closed case": (
        mutant(
            'discloses = ["identity"]', 'discloses = ["identity"]\nafter_closure=true'
        ),
        "step notify: it discloses, so it cannot be taken after_closure",
    ),
    "an input written as a guard": (
        mutant('["no_open_offer"]', '["reason_given"]'),
        "instead of the guard 'reason_given' write needs = ['reason']",
    ),
    "a waiting stage without a clock": (
        mutant('clock = "alarm"\n', ""),
        'stage missing: a waiting stage names a clock, or says clock = "unset"',
    ),
    "a stage of nobody": (
        mutant('owners = ["case_manager"]', "owners = []"),
        "stage assisted: nobody owns this stage",
    ),
    "a zone that is none": (
        mutant('"Europe/Vienna"', '"../../etc/passwd"'),
        "time_zone: there is no time zone '../../etc/passwd'",
    ),
    "no protection at all": (
        mutant('name = "protection"', 'name = "stay"'),
        "tracks: there is no track named 'protection'",
    ),
    "an entitlement of no stage": (
        mutant('stage = "identified"', 'stage = "known"'),
        "identification has no stage 'known'",
    ),
    "a clock called unset": (
        mutant("[clocks.alarm]", "[clocks.unset]"),
        "clock unset: 'unset' is a reserved word",
    ),
    "an end before the beginning": (
        mutant(
            "valid_from = 2026-01-01", "valid_from = 2026-01-01\nvalid_to=2025-01-01"
        ),
        "valid_to: it ends before it begins",
    ),
    "text that turns its direction": (
        mutant('label = "Assist"', 'label = "Ass\\u202eist"'),
        "track protection, step assist, label: 'Ass\\u202eist' is not written as",
    ),
    "a number written as text": (
        mutant("n = 5", 'n = "5"'),
        "clock answer, n: '5': input should be a valid integer",
    ),
}


@pytest.mark.parametrize("what", MUTANTS)
def test_a_broken_file_is_refused_with_its_place_and_its_word(what: str) -> None:
    text, told = MUTANTS[what]
    listed = faults(text)
    assert any(told in fault for fault in listed), listed
    assert all(fault.startswith("neutral.toml, line ") for fault in listed)


def test_the_line_is_named() -> None:
    text = mutant('to = "assisted"', 'to = "asisted"')
    expected = f"neutral.toml, line {line_of(text, 'asisted')}: "
    assert any(fault.startswith(expected) for fault in faults(text))


def test_all_faults_are_told_at_once_whatever_their_kind() -> None:
    text = (
        mutant('to = "missing"', 'to = "nowhere"')
        .replace('"consent_to_assistance"', '"obeys"')
        .replace('label = "Leave"', "")
        .replace('name = "refuse"', 'name = "review"')
        .replace('confidence = "high"', 'confidence = "rumour"')
    )
    told = "\n".join(faults(text))
    for word in ("nowhere", "obeys", "named 'review'", "rumour"):
        assert word in told


@pytest.mark.parametrize(
    "clock",
    [
        'n = 1\nunit = "calendar_month"\ncounts = "from"',
        'n = 90\nunit = "day"\ncounts = "from"\nends = "decision"',
        'n = 90\nunit = "day"\ncounts = "from"\nends = "earlier_of"',
        'n = 719\nunit = "hour"\ncounts = "from"',
    ],
)
def test_a_reflection_that_may_fall_short_is_refused_unless_a_floor_holds(
    clock: str,
) -> None:
    head, rest = NEUTRAL.split("[clocks.reflection]\n")
    tail = rest[rest.index("ground = ") :]
    short = f"{head}[clocks.reflection]\n{clock}\n{tail}"
    assert any("reflection may end before 30 days" in fault for fault in faults(short))
    floored = f"{head}[clocks.reflection]\n{clock}\nfloor = {{n=30,unit='day'}}\n{tail}"
    assert load_text(floored, "neutral.toml").reflection_clock().floor


def test_a_pathway_that_does_not_ship_is_refused_by_name() -> None:
    for name in ("../neutral", "atlantis", ""):
        with pytest.raises(PathwayInvalid, match="no pathway named"):
            load_shipped(name)
