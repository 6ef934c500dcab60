"""Who received what, on a page that a person may be given."""

from tests.pages.conftest import Desk
from workflows.vocabulary import Purpose


def test_the_ledger_is_linked_printed_and_says_no_content(desk: Desk) -> None:
    world = desk.world
    case, offer = world.accepted()
    world.mechanism.open_package(world["host"], offer.id, Purpose.CARE)
    address = f"/desk/cases/{case.id}/ledger"
    for page in (f"/desk/cases/{case.id}", f"/desk/cases/{case.id}/timeline"):
        assert address in desk.get("outreach", page).text

    told = desk.get("outreach", address)
    assert told.status_code == 200
    for words in ("Who received what", "Shelter", "A sealed copy", "Opened 1 time"):
        assert words in told.text
    for forbidden in ("Kestrel", "asthma", "lay-by", "trafficking"):
        assert forbidden not in told.text
    assert desk.get("host", address).status_code in (403, 404)


def test_what_remains_to_be_told_stands_at_its_line(desk: Desk) -> None:
    world = desk.world
    case = world.case()
    consent = world.consent(case.id)
    offer = world.offer(case.id)
    world.mechanism.answer_offer(world["host"], offer.id, "accept")
    world.mechanism.open_package(world["host"], offer.id, Purpose.CARE)
    world.mechanism.withdraw_consent(world["outreach"], case.id, consent.id)
    told = desk.get("coordinator", f"/desk/cases/{case.id}/ledger").text
    assert "1 line has somebody who must be told something still." in told
    assert "Tell them: consent was taken back after they read it" in told
