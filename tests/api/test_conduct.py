"""The code of conduct over the API: published, accepted, and who has not."""

from tests.api.conftest import Door
from tests.world import CONTENT
from workflows.vocabulary import Compartment

ROOT = "/v1/conduct"
TEXT = {"sentences": {"en": ["I look at what I need."], "sq": ["Shoh ç'më duhet."]}}


def test_content_opens_after_the_newest_version_was_accepted(door: Door) -> None:
    case = door.world.case().id
    none = door.ask("outreach", "GET", ROOT).json()
    assert (none["version"], none["sentences"]) == (None, {})
    assert door.ask("outreach", "POST", ROOT, json=TEXT).status_code == 403
    made = door.ask("coordinator", "POST", ROOT, json=TEXT)
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    assert made.headers["receipts"]
    path = f"/v1/cases/{case}/content/identity?purpose=care"
    opening = door.ask("outreach", "GET", path)
    assert opening.status_code == 403
    problem = opening.json()
    assert (problem["code"], problem["missing"]) == (
        "not-permitted",
        ["conduct_accepted"],
    )
    assert "/v1/conduct" in problem["detail"]
    shown = door.ask("outreach", "GET", ROOT).json()
    assert (shown["version"], shown["accepted_at"]) == (1, None)
    assert shown["sentences"] == TEXT["sentences"]
    old = {"version": shown["version"] + 1}
    stale = door.ask("outreach", "POST", f"{ROOT}/acceptance", json=old)
    assert (stale.status_code, stale.json()["code"]) == (412, "stale-case")
    mine = {"version": shown["version"]}
    yes = door.ask("outreach", "POST", f"{ROOT}/acceptance", json=mine)
    assert yes.status_code == 200
    again = door.ask("outreach", "POST", f"{ROOT}/acceptance", json=mine)
    assert again.json()["code"] == "already-answered"
    content = door.ask("outreach", "GET", path).json()["content"]
    assert content == CONTENT[Compartment.IDENTITY]


def test_the_list_names_people_and_organisations_and_nothing_else(door: Door) -> None:
    door.ask("coordinator", "POST", ROOT, json=TEXT)
    found = door.ask("auditor", "GET", f"{ROOT}/missing").json()
    assert found["version"] == 1
    assert {"sign_in_name": "host", "organisation": "Shelter"} in found["items"]
    assert all(set(one) == {"sign_in_name", "organisation"} for one in found["items"])
    assert door.ask("host", "GET", f"{ROOT}/missing").status_code == 403


def test_a_text_out_of_bounds_is_refused_and_said_back_to_nobody(door: Door) -> None:
    texts: tuple[dict[str, list[str]], ...] = (
        {},
        {"en": []},
        {"en": ["x" * 301]},
        {"en": ["One\u202etwo."]},
        {"en": ["One."] * 21},
        {"English please": ["One."]},
        {"en": ["One.", "Two."], "sq": ["Një."]},
    )
    for sentences in texts:
        body = {"sentences": sentences}
        answered = door.ask("coordinator", "POST", ROOT, json=body)
        assert answered.status_code == 422, sentences
        assert "English please" not in answered.text
    for version in (0, "x", None):
        mine = {"version": version}
        answered = door.ask("host", "POST", f"{ROOT}/acceptance", json=mine)
        assert answered.status_code == 422
    accepted = door.ask("host", "POST", f"{ROOT}/acceptance", json={"version": 1})
    assert accepted.status_code == 404
