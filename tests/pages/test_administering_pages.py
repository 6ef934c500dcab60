"""What was done by command alone has a page, with the same second pair of eyes."""

from typing import Any

import pytest

from referral.records.organisations import services_of
from tests.openid import Elsewhere, elsewhere, linked, provider_process
from tests.pages.conftest import Desk, forms
from tests.properties.acts_conduct import published
from tests.records.raw import act
from tests.spec.evidence import chain_of
from tests.spec.locking import locked_out
from tests.spec.test_leaving import keeper
from workflows.conduct import model

__all__ = ["elsewhere", "provider_process"]

ROOT = "/desk/directory"
REGISTRAR = "registrar"


@pytest.fixture
def office(desk: Desk) -> Desk:
    """A desk with an administrator, in use."""
    desk.world.people[REGISTRAR] = keeper(desk.world, REGISTRAR)
    return desk


def agreed(desk: Desk) -> None:
    for word in ("/approve", "/execute"):
        assert desk.fill("coordinator", "/desk/together", word).status_code == 303


def test_who_was_locked_out_is_let_in_by_two(office: Desk) -> None:
    locked_out(office.world)
    page = f"{ROOT}/actors/{office.world['outreach'].id}"
    assert "They were locked out" in office.get(REGISTRAR, page).text
    assert office.fill(REGISTRAR, page, "/unlocking", times=2).status_code == 303
    assert "They were locked out" in office.get(REGISTRAR, page).text
    agreed(office)
    assert "They were locked out" not in office.get(REGISTRAR, page).text


def test_nobody_is_let_in_who_was_not_locked_out(office: Desk) -> None:
    page = f"{ROOT}/actors/{office.world['outreach'].id}"
    told = office.post(REGISTRAR, f"{page}/unlocking", {"_version": "1"})
    assert told.status_code == 409
    assert "They are not locked out." in told.text


def test_a_service_is_listed_once_and_can_be_asked(office: Desk) -> None:
    body = office.world.bodies["advocates"]
    page = f"{ROOT}/organisations/{body}/services/new"
    assert page in office.get(REGISTRAR, f"{ROOT}/organisations/{body}").text
    empty = office.fill(REGISTRAR, page, "/new")
    assert empty.status_code == 422
    done = office.fill(
        REGISTRAR,
        page,
        "/new",
        times=2,
        service_type="legal_aid",
        label="Quill desk",
        region="north",
    )
    assert done.headers["location"] == f"{ROOT}/organisations/{body}"
    listed = act(office.world, lambda unit: services_of(unit.session, body))
    assert [one.label for one in listed] == ["Quill desk"]
    assert "Quill desk" in office.get("outreach", "/desk/services").text


def test_a_canary_is_asked_for_in_any_spelling_and_marked_by_two(office: Desk) -> None:
    case = office.world.case()
    code = str(case.details["code"])
    slip = office.fill(REGISTRAR, ROOT, "/canaries", code="K7QF")
    assert slip.status_code == 422
    assert "A code has eight letters and digits." in slip.text
    typed = code.lower().replace("-", " ")
    assert office.fill(REGISTRAR, ROOT, "/canaries", code=typed).status_code == 303
    assert code not in office.get(REGISTRAR, ROOT).text
    agreed(office)
    entries = chain_of(office.world, office.world["coordinator"].organisation_id)
    assert "canary_marked" in [kind for kind, _ in entries]


def test_an_account_elsewhere_is_unlinked(office: Desk, elsewhere: Elsewhere) -> None:
    assert elsewhere.address
    person = linked(office.world)
    page = f"{ROOT}/actors/{person}"
    assert office.fill(REGISTRAR, page, "/unlinking", times=2).status_code == 303
    again = office.post(REGISTRAR, f"{page}/unlinking", {"_version": "1"})
    assert again.status_code == 409
    assert "They have no link to a provider." in again.text


def test_without_a_provider_there_is_nothing_to_unlink(office: Desk) -> None:
    page = f"{ROOT}/actors/{office.world['outreach'].id}"
    assert "/unlinking" not in office.get(REGISTRAR, page).text


def test_a_coordinator_puts_a_code_of_conduct_in_force(office: Desk) -> None:
    page = "/desk/conduct/publishing"
    shown = office.get("coordinator", page).text
    assert model().sentences["en"][0] in shown, "the model is where one begins"
    uneven: dict[str, Any] = {"said-en": "One.\nTwo.", "said-sq": "Një."}
    told = office.fill("coordinator", page, "/publishing", **uneven)
    assert told.status_code == 422
    assert "One.\nTwo." in told.text, "what was typed stays"
    even: dict[str, Any] = {"said-en": "One.\n\n  Two. \n", "said-sq": "Një.\nDy."}
    done = office.fill("coordinator", page, "/publishing", times=2, **even)
    assert (done.status_code, done.headers["location"]) == (303, "/desk/conduct")
    found = office.world.mechanism.conduct(office.world["coordinator"])
    assert found.version == 1
    said = {code: list(lines) for code, lines in found.sentences.items()}
    assert said == {"en": ["One.", "Two."], "sq": ["Një.", "Dy."]}
    assert page in office.get("coordinator", "/desk/conduct").text


@pytest.mark.parametrize("who", ["outreach", "auditor", REGISTRAR])
def test_nobody_else_publishes_one(office: Desk, who: str) -> None:
    published(office.world, model())
    assert "/desk/conduct/publishing" not in office.get(who, "/desk/conduct").text
    assert office.get(who, "/desk/conduct/publishing").status_code == 403
    refused = office.post(who, "/desk/conduct/publishing", {"said-en": "One."})
    assert refused.status_code == 403


def test_the_record_of_processing_is_read_by_whoever_watches(office: Desk) -> None:
    for who in ("coordinator", "auditor"):
        shown = office.get(who, "/desk/processing").text
        assert "Record of processing" in shown
        assert "Who may receive them" in shown
        assert "/desk/processing" in office.get(who, "/desk").text
    assert office.get("outreach", "/desk/processing").status_code == 403


def test_who_signs_is_read_by_all_and_renewed_by_an_administrator(
    office: Desk,
) -> None:
    before = office.world.mechanism.package_signers().fingerprints
    for who in ("outreach", "host", "coordinator", REGISTRAR):
        assert all(one in office.get(who, "/desk/signers").text for one in before)
    assert not [
        one
        for one in forms(office.get("coordinator", "/desk/signers").text)
        if one.action == "/desk/signers"
    ]
    assert office.post("coordinator", "/desk/signers", {}).status_code == 403
    assert (
        office.fill(REGISTRAR, "/desk/signers", "/signers", times=2).status_code == 303
    )
    after = office.world.mechanism.package_signers().fingerprints
    assert len(after) == len(before) + 1
