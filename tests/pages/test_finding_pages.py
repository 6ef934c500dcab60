"""Finding by code on pages: any spelling leads there; else one answer for all."""

import pytest

from referral.actions.identify import new_code
from tests.pages.conftest import Desk, form

FOUND_BY = ("officer", "outreach", "host", "warden", "coordinator", "auditor")


def test_a_code_typed_anyhow_leads_to_the_page(desk: Desk) -> None:
    case, offer = desk.world.offered()
    code, asked = str(case.details["code"]), str(offer.details["code"])
    for typed in (code, code.lower(), code.replace("-", " "), f" {code} "):
        answered = desk.fill("outreach", "/desk", "/find", code=typed)
        assert answered.status_code == 303
        assert answered.headers["location"] == f"/desk/cases/{case.id}"
    answered = desk.fill("host", "/desk", "/find", code=asked)
    assert answered.headers["location"] == f"/desk/offers/{offer.id}"


def looked(desk: Desk, who: str, code: str) -> str:
    """The page for a code, without what is of this one request."""
    answered = desk.post(who, "/desk/find", {"code": code, "_key": "one-and-the-same"})
    assert answered.status_code == 200
    return answered.text.replace(code, "CODE")


def test_foreign_and_missing_are_answered_in_the_same_bytes(desk: Desk) -> None:
    case, offer = desk.world.offered()
    codes = [str(case.details["code"]), str(offer.details["code"]), new_code()]
    for who in ("stranger", "officer", "warden", "assessor"):
        pages = {looked(desk, who, code) for code in codes}
        assert len(pages) == 1
        assert "Nothing was found here." in pages.pop()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("K7QF", "A code has eight letters and digits."),
        ("K0QF-4MDX", "No code has 0, 1, I or O in it."),
        ("K7QF-4ñDX", "A code has letters from A to Z and digits only."),
    ],
)
def test_a_slip_is_told_beside_the_field_and_what_was_typed_stays(
    desk: Desk, typed: str, said: str
) -> None:
    answered = desk.fill("outreach", "/desk", "/find", code=typed)
    assert answered.status_code == 422
    assert said in answered.text
    assert form(answered.text, "/find").value("code") == typed


@pytest.mark.parametrize("who", FOUND_BY)
def test_the_field_stands_on_my_work(desk: Desk, who: str) -> None:
    assert form(desk.get(who, "/desk").text, "/find").value("code") == ""


def test_it_can_be_looked_for_again_after_a_new_sign_in(desk: Desk) -> None:
    sent = {"code": new_code(), "_again": "1"}
    answered = desk.post("outreach", "/desk/find", sent)
    assert "Nothing was found here." not in answered.text
    assert form(answered.text, "/find").value("code") == sent["code"]
