"""The code of conduct at the desk: read, accepted, and asked for without loss."""

from tests.pages.conftest import Desk, forms
from tests.properties.acts_conduct import accepted, published
from tests.spec.test_leaving import keeper
from workflows.conduct import model

ROOT = "/desk/conduct"


def test_it_is_read_in_ones_language_and_accepted_once(desk: Desk) -> None:
    assert "Nothing is asked of you." in desk.get("host", ROOT).text
    published(desk.world, model())
    english, albanian = (model().sentences[code][0] for code in ("en", "sq"))
    shown = desk.get("host", ROOT).text
    assert english in shown
    assert "[MODEL]" in shown
    in_albanian = desk.get("host", ROOT, Accept_Language="sq").text
    assert albanian in in_albanian
    assert "Who has not accepted it yet" not in shown
    done = desk.fill("host", ROOT, "/acceptance", times=2)
    assert (done.status_code, done.headers["location"]) == (303, ROOT)
    after = desk.get("host", ROOT).text
    assert "You accepted it:" in after
    assert not [one for one in forms(after) if one.action.endswith("/acceptance")]
    assert ROOT in desk.get("host", "/desk/account").text


def test_who_watches_sees_who_has_not_and_administration_leads_there(
    desk: Desk,
) -> None:
    desk.world.people["keeper"] = keeper(desk.world)
    accepted(desk.world, ("outreach",))
    for who in ("coordinator", "auditor", "keeper"):
        shown = desk.get(who, ROOT).text
        assert "host · Shelter" in shown
        assert "outreach · Ngo" not in shown
    assert ROOT in desk.get("keeper", "/desk/directory").text


def test_a_newer_version_is_read_before_it_is_accepted(desk: Desk) -> None:
    published(desk.world, model())
    shown = desk.get("host", ROOT).text
    (form,) = (one for one in forms(shown) if one.action.endswith("/acceptance"))
    published(desk.world)
    stale = desk.post("host", form.action, form.fields)
    assert stale.status_code == 412
    assert "I keep to this." in stale.text
    assert desk.world.mechanism.conduct(desk.world["host"]).accepted_at is None


def test_a_refusal_leads_to_it_and_what_was_typed_stays(desk: Desk) -> None:
    world = desk.world
    case = world.case()
    published(world)
    page = f"/desk/cases/{case.id}"
    link = f'href="{ROOT}"'
    refused = desk.fill("outreach", page, "/drawers/identity", purpose="care")
    assert refused.status_code == 403
    assert link in refused.text
    found = {"purpose": "care", "_key": "x" * 20}
    part = desk.post(
        "outreach", f"{page}/drawers/identity", found, HX_Request="true"
    ).text
    assert link in part
    assert 'target="_blank"' in part
    world.mechanism.accept_conduct(world["outreach"], 1)
    opened = desk.fill("outreach", page, "/drawers/identity", purpose="care")
    assert "Kestrel" in opened.text
