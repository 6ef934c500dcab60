"""Forms: what is wrong stands beside its field, what was typed stays."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from api.shapes_finding import NewMatch
from api.values import TYPED as AS_TYPED
from referral.records.cases import Case
from referral.records.database import Unit
from tests.pages.conftest import Desk, form
from workflows.vocabulary import ConsentPurpose

NEW = "/desk/cases/new/now"
TYPED = "Kittiwake typed this"


def cases(desk: Desk) -> int:
    return len(desk.world.mechanism.cases(desk.world["coordinator"]))


def version(desk: Desk, case: object) -> int:
    def read(unit: Unit) -> int:
        row = unit.session.get(Case, case)
        assert row is not None
        return row.version

    return desk.world.mechanism._house.store.read(read)


@pytest.mark.asvs("V2.2.1", "V2.2.2")
@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("facts.age_class", "ancient", "Choose one of the answers."),
        ("facts.children_with", "many", "Write a whole number"),
        ("facts.children_with", "-1", "too small"),
        ("facts.children_with", "99", "too large"),
        ("facts.language", "ALB", "Choose one of the answers."),
        ("facts.region", "x" * 41, "Choose one of the answers."),
        ("content.identity.birth_date", "2001-02-30", "day that exists"),
        ("content.identity.first_name", "x" * 401, "too long"),
        ("content.narrative.what_i_saw", "x" * 20_001, "too long"),
        ("content.identity.nickname", "Kit", "does not belong"),
        ("content.operational.x", "1", "does not belong"),
        ("surprise", "1", "does not belong"),
        ("facts.exploitation[]", "magic", "Choose one of the answers."),
        ("occurred_at", "2126-01-01T00:00:00Z", "future"),
    ],
)
def test_a_wrong_answer_is_told_beside_its_field_and_nothing_is_lost(
    desk: Desk, name: str, value: str, said: str
) -> None:
    fields = {"content.contact.safe_contact_rule": TYPED, name: value}
    answered = desk.post("outreach", NEW, fields)
    assert answered.status_code == 422
    assert said in answered.text
    assert "govuk-error-summary" in answered.text
    assert TYPED in answered.text
    assert answered.text.count("autofocus") == 1
    assert cases(desk) == 0


@pytest.mark.asvs("V1.1.2", "V1.2.1", "V1.3.5", "V1.3.7", "V1.3.10", "V3.2.2")
@pytest.mark.parametrize(
    "value",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ 7*7 }}{% raw %}",
        "' OR 1=1 --",
        "\u202eabc\u200b",
        "%(x)s %s {0}",
        "a\x00b",
    ],
)
def test_a_hostile_text_comes_back_as_text(desk: Desk, value: str) -> None:
    fields = {"content.contact.phone": value, "facts.age_class": "ancient"}
    answered = desk.post("outreach", NEW, fields)
    assert answered.status_code == 422
    for opened in ("<script>alert", "<img src=x", ">49<"):
        assert opened not in answered.text


@pytest.mark.asvs("V2.2.1")
@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"{}", "application/json"),
        (b"a=1", "text/plain"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"&".join(b"a%d=1" % n for n in range(300)), None),
        (b"facts.age_class=%FF%FE", None),
        ("facts.age_class=ä".encode("latin-1"), None),
        (b"facts=1&facts.age_class=adult", None),
    ],
)
def test_what_is_no_form_of_ours_opens_nothing(
    desk: Desk, content: bytes, kind: str | None
) -> None:
    headers = desk._headers("outreach", {"Sec-Fetch-Site": "same-origin"})
    headers["Content-Type"] = kind or "application/x-www-form-urlencoded"
    answered = desk.client.post(NEW, content=content, headers=headers)
    assert answered.status_code in (400, 422)
    assert "was not recorded" in answered.text
    assert cases(desk) == 0


def test_a_form_over_a_megabyte_is_refused_on_a_page(desk: Desk) -> None:
    fields = {"content.narrative.what_i_saw": "x" * 2**20}
    answered = desk.post("outreach", NEW, fields)
    assert (answered.status_code, "too long" in answered.text) == (413, True)
    assert cases(desk) == 0


@pytest.mark.asvs("V3.5.1")
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "", "Origin": "https://evil.test"},
        {"Sec-Fetch-Site": "", "Origin": "null"},
        {"Sec-Fetch-Site": "", "Origin": "https://desk.test.evil.test"},
        {"Sec-Fetch-Site": ""},
    ],
)
def test_a_form_from_another_place_is_refused(
    desk: Desk, headers: dict[str, str]
) -> None:
    for path in (NEW, "/desk/sign-in", "/desk/sign-out"):
        answered = desk.post("outreach", path, {"facts.sex": "female"}, **headers)
        assert answered.status_code == 403
        assert "another place" in answered.text
    assert cases(desk) == 0
    assert desk.get("outreach", "/desk").status_code == 200


def test_an_old_browser_without_fetch_metadata_is_let_in_by_its_origin(
    desk: Desk,
) -> None:
    headers = {"Sec-Fetch-Site": "", "Origin": "https://desk.test"}
    assert desk.post("outreach", NEW, {}, **headers).status_code == 303
    assert cases(desk) == 1


def test_a_form_sent_twice_opens_one_case(desk: Desk) -> None:
    answered = desk.fill("outreach", NEW, NEW, times=3, facts__age_class="adult")
    assert answered.status_code == 303
    assert cases(desk) == 1


def test_going_back_and_changing_a_sent_form_asks_first(desk: Desk) -> None:
    sent = form(desk.get("outreach", NEW).text, NEW)
    key = ("_key", sent.value("_key"))
    desk.post("outreach", NEW, [key, ("facts.sex", "female")])
    other = [key, ("facts.sex", "male"), ("content.contact.phone", TYPED)]
    answered = desk.post("outreach", NEW, other)
    assert answered.status_code == 422
    assert "sent this form before" in answered.text
    assert TYPED in answered.text
    assert cases(desk) == 1
    fresh = form(answered.text, NEW).value("_key")
    assert fresh != key[1]
    again = desk.post("outreach", NEW, [("_key", fresh), *other[1:]])
    assert again.status_code == 303
    assert cases(desk) == 2


CHANGES: list[tuple[str, dict[str, Any]]] = [
    ("facts", {"risk_level": "high", "region": "south"}),
    ("content", {"identity__first_name": TYPED}),
    (
        "consents/new",
        {
            "purpose": "referral",
            "answer": "yes",
            "recipient": "any_service",
            "interpreter": "true",
        },
    ),
    ("steps/record_not_wanted", {}),
]


@pytest.mark.parametrize(("place", "typed"), CHANGES)
def test_a_stale_form_changes_nothing_and_keeps_what_was_typed(
    desk: Desk, place: str, typed: dict[str, Any]
) -> None:
    world = desk.world
    case = world.case()
    base = f"/desk/cases/{case.id}"
    page = base if place.startswith("steps") else f"{base}/{place}"
    if place.startswith("steps"):
        world.consent(case.id, purpose=ConsentPurpose.ASSISTANCE)
        typed, place = {}, "steps/bring_to_safety"
    stale = form(desk.get("outreach", page).text, place)
    world.mechanism.record_facts(world["outreach"], case.id, {"sex": "other"})
    now = version(desk, case.id)
    pairs = [
        *((n, v) for n, v in stale.fields if n.replace(".", "__") not in typed),
        *((name.replace("__", "."), value) for name, value in typed.items()),
    ]
    answered = desk.post("outreach", stale.action, pairs)
    assert answered.status_code == 412
    assert "changed this since you opened the page" in answered.text
    assert version(desk, case.id) == now
    shown = form(answered.text, place)
    assert shown.value("_version") == str(now)
    for name, value in typed.items():
        assert shown.value(name.replace("__", ".")) == value
    again = desk.post("outreach", stale.action, shown.fields)
    assert again.status_code == 303
    assert version(desk, case.id) == now + 1


def test_a_form_without_a_version_or_with_a_broken_key_still_does_it_once(
    desk: Desk,
) -> None:
    case = desk.world.case()
    path = f"/desk/cases/{case.id}/facts"
    fields = {"risk_level": "high", "_key": "<>", "_version": "1"}
    assert desk.post("outreach", path, fields).status_code == 303
    assert version(desk, case.id) == 2
    without = {"risk_level": "low"}
    answered = desk.post("outreach", path, without)
    assert answered.status_code == 412
    assert version(desk, case.id) == 2


def test_a_day_is_read_as_people_write_it() -> None:
    for said in ("31 1 1998", "31.1.1998.", "31/01/1998", "1998-01-31"):
        who = NewMatch.model_validate(
            {"name": "Kestrel Alder", "birth_date": said}, context=AS_TYPED
        )
        assert who.birth_date == date(1998, 1, 31)
    for wrong in ("31 2 1998", "1998", "1 31 1998"):
        with pytest.raises(ValidationError):
            NewMatch.model_validate({"birth_date": wrong}, context=AS_TYPED)
    with pytest.raises(ValidationError):
        NewMatch.model_validate({"birth_date": "31 1 1998"})
