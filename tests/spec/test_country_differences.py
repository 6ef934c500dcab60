"""What differs between the mechanisms is data, with its source and how sure it is."""

import pytest

from workflows.aids import screening_rules
from workflows.loader import load_shipped, shipped_names
from workflows.schema import Clock, Pathway
from workflows.vocabulary import (
    AgeClass,
    ApprovalKind,
    ClockEnd,
    ClockReason,
    ClockUnit,
    Confidence,
    Counting,
    EligibilityWord,
    FormalTrigger,
    Known,
    QuorumCase,
    RiskLevel,
    Role,
    Sex,
)

PATHWAYS = {name: load_shipped(name)[0] for name in shipped_names()}
COUNTRIES = {name: p for name, p in PATHWAYS.items() if name != "convention"}
every_pathway = pytest.mark.parametrize("name", PATHWAYS)
every_country = pytest.mark.parametrize("name", COUNTRIES)


def seats(pathway: Pathway, quorum: str) -> list[set[Role]]:
    return [set(seat) for seat in pathway.quorum(quorum).seats]


def clock(name: str, word: str) -> Clock:
    found = PATHWAYS[name].clocks[word]
    assert found is not None
    return found


def test_who_decides_differs() -> None:
    assert seats(COUNTRIES["albania"], "joint_interview") == [
        {Role.POLICE},
        {Role.SOCIAL_WORKER},
    ]
    body = COUNTRIES["bosnia_and_herzegovina"].quorum("deciding_body")
    assert set(body.seats[0]) == {Role.POLICE, Role.PROSECUTOR}
    assert body.variants[0].when == (QuorumCase.FOREIGN_NATIONAL,)
    assert body.variants[0].seats == ((Role.IMMIGRATION_AUTHORITY,),)
    panel = COUNTRIES["kosovo"].quorum("panel")
    assert panel.seats == ((Role.TRAFFICKING_INVESTIGATOR,), (Role.VICTIM_ADVOCATE,))
    assert panel.variants[0].seats == (*panel.seats, (Role.SOCIAL_WORKER,))
    team = COUNTRIES["montenegro"].quorum("team")
    assert (len(team.seats), team.at_least) == (6, None)
    assert seats(COUNTRIES["north_macedonia"], "operational_team") == [
        {Role.OPERATIONAL_TEAM}
    ]
    assert seats(COUNTRIES["serbia"], "panel") == [
        {Role.PSYCHOLOGIST},
        {Role.EDUCATOR},
        {Role.SOCIAL_WORKER},
    ]


def test_only_one_mechanism_waits_for_the_persons_request() -> None:
    by_request = [
        name
        for name, each in COUNTRIES.items()
        if each.formal and each.formal.trigger is FormalTrigger.PERSON_REQUEST
    ]
    assert by_request == ["albania"]


def test_who_decides_on_a_child_is_left_unset_where_sources_conflict() -> None:
    formal = COUNTRIES["serbia"].formal
    assert formal is not None
    assert formal.child_body == "unset"


def test_a_remedy_is_denied_in_one_source_and_unset_elsewhere() -> None:
    appeals = {n: p.formal.appeal for n, p in COUNTRIES.items() if p.formal}
    assert appeals.pop("serbia") is Known.NO
    assert set(appeals.values()) == {None}


@every_country
def test_help_never_needs_status(name: str) -> None:
    formal = COUNTRIES[name].formal
    assert formal is not None
    assert formal.services_require_status is not True


def test_what_is_tied_to_status_is_listed_with_its_source() -> None:
    tied = {name: [e.name for e in p.entitlements] for name, p in PATHWAYS.items()}
    assert {name: words for name, words in tied.items() if words} == {
        "albania": ["economic_aid", "free_legal_aid_in_programme", "work_permit"],
        "united_kingdom": ["recovery_support", "leave_to_remain", "move_on_support"],
    }
    for pathway in PATHWAYS.values():
        assert all(e.ground.source for e in pathway.entitlements)


def test_danger_leads_to_places_where_a_source_says_so() -> None:
    risk = COUNTRIES["kosovo"].risk
    assert risk is not None
    assert {p.level: p.place for p in risk.placements} == {
        RiskLevel.HIGH: "secure_facility",
        RiskLevel.MEDIUM: "ngo_shelter",
        RiskLevel.LOW: "ngo_shelter",
    }
    assert COUNTRIES["bosnia_and_herzegovina"].risk is None


def test_two_keys_open_one_facility() -> None:
    (way_out,) = COUNTRIES["kosovo"].exits
    keys = COUNTRIES["kosovo"].quorum(way_out.quorum)
    assert keys.kind is ApprovalKind.TWO_KEYS
    assert set(keys.seats) == {(Role.PROSECUTOR,), (Role.POLICE,)}
    assert keys.within == "confirmation"
    assert clock("kosovo", way_out.lasts).ground.confidence is Confidence.MODEL


@pytest.mark.parametrize(
    ("name", "n", "unit"),
    [
        ("albania", 3, ClockUnit.CALENDAR_MONTH),
        ("bosnia_and_herzegovina", 30, ClockUnit.DAY),
        ("kosovo", 90, ClockUnit.DAY),
        ("montenegro", 90, ClockUnit.DAY),
        ("north_macedonia", 2, ClockUnit.CALENDAR_MONTH),
        ("serbia", 90, ClockUnit.DAY),
        ("united_kingdom", 30, ClockUnit.DAY),
    ],
)
def test_reflection_is_counted_as_each_law_counts_it(
    name: str, n: int, unit: ClockUnit
) -> None:
    reflection = clock(name, "reflection")
    assert (reflection.n, reflection.unit) == (n, unit)
    assert reflection.floor is not None
    assert (reflection.floor.n, reflection.floor.unit) == (30, ClockUnit.DAY)
    if name == "united_kingdom":
        assert reflection.counts is Counting.FROM_INCLUSIVE
        assert reflection.ends is ClockEnd.LATER_OF


def test_a_minors_reflection_is_extended_for_as_long_as_decided() -> None:
    extension = clock("north_macedonia", "reflection").extension
    assert extension is not None
    assert extension.by is None
    assert extension.reasons == (ClockReason.CHILD_BEST_INTERESTS,)


@pytest.mark.parametrize(
    "name", ["albania", "bosnia_and_herzegovina", "kosovo", "montenegro", "serbia"]
)
def test_residence_lengths_that_are_reported_are_shown_as_such(name: str) -> None:
    assert clock(name, "residence").ground.confidence is Confidence.MEDIUM


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("albania", "first_notification"),
        ("albania", "child_emergency_measure"),
        ("serbia", "placement"),
        *((name, "formal_decision") for name in COUNTRIES if name != "united_kingdom"),
        ("united_kingdom", "conclusive_decision"),
        ("united_kingdom", "residence"),
    ],
)
def test_what_no_source_says_is_unset(name: str, word: str) -> None:
    assert PATHWAYS[name].clocks[word] is None


@every_country
def test_a_register_has_an_owner_and_its_stages_exist(name: str) -> None:
    (register,) = COUNTRIES[name].registers
    stages = {s.name for track in COUNTRIES[name].tracks for s in track.stages}
    assert register.owner
    assert set(register.notify_on) <= stages


def test_four_mechanisms_share_the_ten_forms_and_two_are_outside() -> None:
    schemes = {
        name: each.transnational.scheme
        for name, each in COUNTRIES.items()
        if each.transnational
    }
    parties = {"albania", "kosovo", "montenegro", "north_macedonia"}
    assert {name for name, scheme in schemes.items() if scheme == "usop"} == parties
    codes = {COUNTRIES[name].jurisdiction for name in parties}
    for name in parties:
        scheme = COUNTRIES[name].transnational
        assert scheme is not None
        assert scheme.forms == 10
        assert set(scheme.partners) == codes - {COUNTRIES[name].jurisdiction}


def test_who_may_see_first_signs_grows_with_the_years() -> None:
    added = {
        who.name: who.since for who in COUNTRIES["bosnia_and_herzegovina"].first_line
    }
    assert {name for name, since in added.items() if since == 2021} == {
        "labour_inspectorate",
        "ngo",
        "schools",
    }
    assert all(len(each.first_line) >= 5 for each in COUNTRIES.values())


def test_a_national_screening_rule_is_named_where_there_is_one() -> None:
    named = {p.formal.criteria for p in COUNTRIES.values() if p.formal} - {None}
    assert named == set(screening_rules())


@pytest.mark.parametrize(
    ("name", "stage", "language", "text"),
    [
        ("albania", "presumed", "sq", "viktimë e mundshme trafikimi"),
        ("bosnia_and_herzegovina", "presumed", "bs-Latn", "potencijalna žrtva"),
        ("kosovo", "presumed", "sq", "viktimë e supozuar"),
        ("montenegro", "presumed", "cnr-Latn", "potencijalna žrtva"),
        ("north_macedonia", "presumed", "mk-Cyrl", "потенцијална жртва"),
        ("serbia", "presumed", "sr-Latn", "pretpostavljena žrtva"),
        ("serbia", "presumed", "sr-Cyrl", "претпостављена жртва"),
    ],
)
def test_a_stage_has_its_national_term_in_its_script(
    name: str, stage: str, language: str, text: str
) -> None:
    terms = {(t.stage, t.language): t.text for t in COUNTRIES[name].terms}
    assert terms[stage, language] == text
    assert {t.language for t in COUNTRIES[name].terms} <= set(COUNTRIES[name].languages)


def test_whom_a_place_takes_is_data() -> None:
    def place(name: str, which: str) -> tuple[object, ...]:
        found = next(p for p in COUNTRIES[name].places if p.name == which)
        return found.sexes, found.age_classes, found.minimum_age, found.capacity

    girls = ((Sex.FEMALE,), (AgeClass.CHILD,), None, 6)
    assert place("north_macedonia", "girls_shelter") == girls
    assert place("serbia", "assisted_housing") == ((Sex.FEMALE,), (), 15, None)
    assert place("kosovo", "secure_facility") == ((), (), None, 40)
    said_by_services = {
        EligibilityWord.MAXIMUM_AGE,
        EligibilityWord.ACCESS_NEEDS,
        EligibilityWord.LANGUAGES,
        EligibilityWord.PLACE_KINDS,
    }
    for pathway in COUNTRIES.values():
        assert pathway.eligibility is not None
        asked = set(pathway.eligibility.words)
        assert asked == set(EligibilityWord) - said_by_services


@every_country
def test_every_country_names_its_law_and_authority_of_data_protection(
    name: str,
) -> None:
    regime = COUNTRIES[name].regime
    assert "unset" not in {regime.law, regime.authority}
