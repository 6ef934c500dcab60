"""Pages take what was typed as it was typed, and show how to leave."""

import re

import pytest

from api.pages.entrance import ACCOUNT, SIGN_IN
from api.pages.now_and_typed import SECRETS
from tests.architecture.source import ROOT
from tests.pages.conftest import Desk

A_PASSWORD = re.compile(
    r"(?:'name': |f\.text\(draft, )('?\w+'?),[^{}]*?'?type'?(?:: |=)'password'"
)
PASSWORDS = re.compile(r"<input[^>]*name=\"(?:password|old|new)\"[^>]*>")


@pytest.mark.asvs("V6.2.6", "V6.2.7")
def test_a_password_is_hidden_and_may_be_pasted_or_filled_in(desk: Desk) -> None:
    fields = [
        *PASSWORDS.findall(desk.get(None, SIGN_IN).text),
        *PASSWORDS.findall(desk.get("outreach", ACCOUNT).text),
    ]
    assert len(fields) == 3
    for field in fields:
        assert 'type="password"' in field
        assert re.search(r'autocomplete="(current|new)-password"', field)
        assert not re.search(r"onpaste|readonly|maxlength", field)


@pytest.mark.asvs("V6.2.6")
def test_no_field_for_a_password_is_ever_shown_again() -> None:
    hidden = set[str]()
    for path in (ROOT / "api" / "templates").glob("*.html"):
        for name in A_PASSWORD.findall(path.read_text("utf-8")):
            hidden |= {"old", "new"} if name == "name" else {name.strip("'")}
    assert hidden == SECRETS


@pytest.mark.asvs("V1.1.1", "V1.1.2")
def test_what_was_typed_is_decoded_once_and_escaped_where_it_is_drawn(
    desk: Desk,
) -> None:
    typed = "%3Cb%3E &lt;i&gt; &amp;amp; <u> \\u003cs\\u003e +49%2B"
    fields = {"content.contact.phone": typed, "facts.age_class": "ancient"}
    answered = desk.post("outreach", "/desk/cases/new", fields)
    assert answered.status_code == 422
    drawn = "%3Cb%3E &amp;lt;i&amp;gt; &amp;amp;amp; &lt;u&gt; \\u003cs\\u003e +49%2B"
    assert drawn in answered.text
    assert "<u>" not in answered.text


@pytest.mark.asvs("V7.4.4")
def test_signing_out_is_in_sight_on_every_page(desk: Desk) -> None:
    case, offer = desk.world.offered()
    for path in (
        *("/desk", "/desk/cases", "/desk/offers", ACCOUNT, "/desk/cases/new"),
        *(f"/desk/cases/{case.id}", f"/desk/cases/{case.id}/facts"),
        *(f"/desk/offers/{offer.id}", "/desk/nowhere"),
    ):
        page = desk.get("outreach", path).text
        form = page.partition('action="/desk/sign-out"')[2].partition("</form>")[0]
        assert "Sign out" in form, path
        assert "hidden" not in form.partition("<button")[0]
