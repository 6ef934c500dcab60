"""Silences, questions and corrections at the desk."""

from uuid import UUID

from tests.pages.conftest import Desk, form

TOLD = "The interpreter was ill."


def number(desk: Desk, case: UUID, kind: str) -> int:
    return desk.world.entries(case).index(kind) + 1


def test_a_gap_lies_in_the_timeline_and_on_my_work_of_the_coordinator(
    desk: Desk,
) -> None:
    world = desk.world
    case, offer = world.offered()
    base = f"/desk/cases/{case.id}"
    assert "Silence" not in desk.get("coordinator", f"{base}/timeline").text
    world.clock.advance(days=11)
    desk.door.tokens.clear()
    work = desk.get("coordinator", "/desk").text
    assert "Nothing was recorded" in work
    assert "Offer not looked at" in work
    assert f'href="{base}/timeline"' in work

    desk.get("host", f"/desk/offers/{offer.id}")
    world.mechanism.record_facts(world["outreach"], case.id, {"region": "south"})
    shown = desk.get("outreach", f"{base}/timeline").text
    assert "11 days in which nothing was recorded" in shown
    assert "Offer not looked at" in shown
    listed = shown[shown.index('<ol class="desk-timeline">') :]
    gap = listed.index("11 days in which")
    assert listed.index("Offer made") < gap < listed.index("Facts recorded")
    assert "Nothing was recorded" not in desk.get("coordinator", "/desk").text
    assert "11 days in which" in desk.get("auditor", f"{base}/timeline").text


def test_a_silence_that_lasts_says_so(desk: Desk) -> None:
    case = desk.world.case().id
    desk.world.clock.advance(days=11)
    shown = desk.get("coordinator", f"/desk/cases/{case}/timeline").text
    assert "lasts until now" in shown


def test_a_question_goes_there_and_back(desk: Desk) -> None:
    case = desk.world.case().id
    base = f"/desk/cases/{case}"
    timeline = desk.get("coordinator", f"{base}/timeline").text
    assert f'href="{base}/questions?entry=1#ask"' in timeline
    assert "#ask" not in desk.get("outreach", f"{base}/timeline").text
    there, asked = f"{base}/questions?entry=1", "Why so late?"
    empty = desk.fill("coordinator", there, "/questions")
    assert empty.status_code == 422
    for field in ("addressee_id", "question"):
        assert f'href="#{field}"' in empty.text
        assert f'id="{field}-error"' in empty.text
    half = desk.fill("coordinator", there, "/questions", text=asked)
    assert half.status_code == 422
    assert form(half.text, "/questions").value("text") == asked, "as it was typed"
    done = desk.fill(
        "coordinator",
        there,
        "/questions",
        times=2,
        addressee_id=desk.world.bodies["ngo"],
        text=asked,
    )
    assert done.headers["location"] == f"{base}/questions"
    assert desk.world.entries(case).count("question_asked") == 1

    assert "Questions to your organisation" in desk.get("outreach", "/desk").text
    shown = desk.get("outreach", f"{base}/questions").text
    assert asked in shown
    blank = desk.fill("outreach", f"{base}/questions", "/answer")
    assert blank.status_code == 422
    assert 'href="#answer-' in blank.text
    answered = desk.fill("outreach", f"{base}/questions", "/answer", text=TOLD)
    assert answered.status_code == 303
    assert TOLD in desk.get("coordinator", f"{base}/questions").text
    assert "Questions to your organisation" not in desk.get("outreach", "/desk").text
    assert TOLD not in desk.get("coordinator", f"{base}/timeline").text


def test_a_question_is_taken_back(desk: Desk) -> None:
    case = desk.world.case().id
    there = f"/desk/cases/{case}/questions"
    ngo = desk.world.bodies["ngo"]
    desk.fill("coordinator", there, "/questions", addressee_id=ngo, text="x", seq=1)
    assert desk.fill("coordinator", there, "/withdrawal").status_code == 303
    assert "Taken back" in desk.get("outreach", there).text
    assert "/answer" not in desk.get("outreach", there).text


def test_a_drawer_is_corrected_at_the_desk(desk: Desk) -> None:
    world = desk.world
    case = world.case().id
    base = f"/desk/cases/{case}"
    seq = number(desk, case, "identification_recorded")
    there = f"{base}/timeline/{seq}/correction"
    assert f'href="{there}"' in desk.get("outreach", f"{base}/timeline").text
    assert there not in desk.get("coordinator", f"{base}/timeline").text
    assert desk.get("coordinator", there).status_code == 403
    assert desk.fill("outreach", there, "/correction").status_code == 422
    done = desk.fill(
        "outreach",
        there,
        "/correction",
        reason="writing_error",
        content__identity__first_name="Merlin",
    )
    assert done.headers["location"] == base
    shown = desk.get("coordinator", f"{base}/timeline").text
    wrote = number(desk, case, "content_recorded")
    assert f"Corrects entry No. {seq}: Written down wrongly" in shown
    assert f"Corrected by entry No. {wrote}" in shown
    assert "Merlin" not in shown


def test_facts_are_corrected_at_the_desk(desk: Desk) -> None:
    world = desk.world
    case = world.case().id
    words = {"region": "centre", "guardian_appointed": True, "needs": ("medical",)}
    world.mechanism.record_facts(world["outreach"], case, words)
    seq = number(desk, case, "facts_recorded")
    there = f"/desk/cases/{case}/timeline/{seq}/correction"
    form = desk.get("outreach", there).text
    for name in ("facts.region", "facts.guardian_appointed", "facts.needs[]"):
        assert f'name="{name}"' in form
    assert 'name="facts.sex"' not in form, "only what the entry recorded"
    done = desk.fill(
        "outreach", there, "/correction", reason="misunderstood", facts__region="south"
    )
    assert done.status_code == 303
    facts = world.mechanism.read_case(world["outreach"], case).facts
    assert facts is not None
    assert (facts["region"], facts["needs"]) == ("south", ["medical"])
    assert (
        desk.get("outreach", f"/desk/cases/{case}/timeline/99/correction").status_code
        == 404
    )
