"""The page for somebody outside, and what sends them there, with nothing but forms."""

import html
import re
from pathlib import Path
from uuid import UUID

import httpx2
import pytest

from api.limits import Rates
from api.visitors import Visitors
from tests.exchange.packaged import is_sealed
from tests.pages.conftest import Desk, form
from tests.pages.test_own_page import LOUD, words_of
from tests.spec.outside import Abroad, abroad, new_identity
from tests.spec.test_leaving import keeper

LETTER = re.compile(r"-----BEGIN AGE ENCRYPTED FILE-----.*?FILE-----", re.DOTALL)
PASSWORD = re.compile(r'"desk-secret">([a-z2-7]{4}(?:-[a-z2-7]{4}){5})</code>')
NAME = re.compile(r'attachment; filename="package-[0-9a-f]{8}\.tar"')


def sent(
    desk: Desk, there: Abroad, offer: UUID, who: str = "outreach"
) -> dict[str, str]:
    """Both halves, as the shelter has them."""
    made = desk.fill(who, f"/desk/offers/{offer}/link", "/link", hours="72")
    assert made.status_code == 200
    letter = LETTER.search(html.unescape(made.text))
    password = PASSWORD.search(made.text)
    assert letter is not None
    assert password is not None
    _, token, _ = there.read(letter[0])
    assert token not in made.text
    return {"code": token, "password": password[1]}


def asked(desk: Desk) -> tuple[Abroad, UUID, UUID]:
    there = abroad(desk.world)
    case, offer = desk.world.offered(to="abroad")
    return there, case.id, offer.id


def goes_on(
    desk: Desk, page: httpx2.Response, ends: str, **typed: str
) -> httpx2.Response:
    """Fill one of the forms of an open letter, and send it."""
    found = form(page.text, ends)
    return desk.post(None, found.action, {**dict(found.fields), **typed})


def test_they_answer_and_take_what_was_agreed_without_a_script(
    desk: Desk, tmp_path: Path
) -> None:
    there, case, offer = asked(desk)
    page = desk.get("outreach", f"/desk/offers/{offer}").text
    assert f'href="/desk/offers/{offer}/link"' in page
    halves = sent(desk, there, offer)
    seen = desk.post(None, "/letter", halves)
    assert seen.status_code == 200
    assert "set-cookie" not in seen.headers
    assert seen.headers["cache-control"] == "no-store"
    for half in halves.values():
        assert half not in seen.text
    yes = goes_on(desk, seen, "/yes")
    assert "Your yes has arrived." in yes.text
    file = goes_on(desk, yes, "/package")
    assert NAME.fullmatch(file.headers["content-disposition"])
    assert is_sealed(file.content)
    assert b"Kestrel" in there.opened(file.content, tmp_path)["case-1.json"]
    again = goes_on(desk, yes, "/package")
    assert again.status_code == 409
    assert "/letter/package" not in again.text
    arrived = goes_on(desk, again, "/arrival")
    assert "It is recorded." in arrived.text
    late = desk.post(None, "/letter", halves)
    assert (late.status_code, "nothing is left to do" in late.text) == (409, True)
    told = desk.get("outreach", f"/desk/offers/{offer}/link").text
    assert "Package taken" in told
    timeline = desk.get("coordinator", f"/desk/cases/{case}/timeline").text
    assert "A letter for somebody outside was made" in timeline


def test_a_no_has_a_reason_from_the_list(desk: Desk) -> None:
    there, _, offer = asked(desk)
    seen = desk.post(None, "/letter", sent(desk, there, offer))
    for odd in ("", "because", "Because!"):
        wrong = goes_on(desk, seen, "/no", reason=odd)
        assert wrong.status_code == 422
    seen = desk.post(None, "/letter", sent(desk, there, offer, "coordinator"))
    done = goes_on(desk, seen, "/no", reason="full")
    assert (done.status_code, "Your no has arrived." in done.text) == (200, True)
    assert "/letter/yes" not in done.text


def test_a_yes_by_telephone_is_confirmed(desk: Desk) -> None:
    there, _, offer = asked(desk)
    world = desk.world
    world.mechanism.record_telephone_yes(world["coordinator"], offer, "The night")
    seen = desk.post(None, "/letter", sent(desk, there, offer))
    assert "/letter/no" not in seen.text
    assert "said yes on the telephone" in seen.text
    assert "Your yes has arrived." in goes_on(desk, seen, "/yes").text


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({}, 422, "Both halves are needed."),
        ({"code": "x"}, 422, "Write your password."),
        ({"code": "x" * 43, "password": "k3fm"}, 404, "This opens nothing."),
        ({"ticket": "0.0.0"}, 404, "That was open long enough."),
        ({"code": "x" * 300, "password": "k"}, 422, "This is too long."),
    ],
)
def test_who_is_not_let_in_is_told_why_and_shown_no_half(
    desk: Desk, typed: dict[str, str], status: int, said: str
) -> None:
    answer = desk.post(None, "/letter", typed)
    assert answer.status_code == status
    assert said in answer.text
    for half in typed.values():
        assert len(half) < 10 or half not in answer.text


def test_who_guesses_too_often_has_to_wait_wherever_they_write(desk: Desk) -> None:
    there, _, offer = asked(desk)
    halves = sent(desk, there, offer)
    desk.client.app.state.visitors = Visitors(Rates(1 / 60, 3))  # type: ignore[attr-defined] # ours
    for _ in range(3):
        wrong = desk.post(None, "/letter", {"code": "x" * 43, "password": "k3fm"})
        assert wrong.status_code == 404
    for path in ("", "/yes", "/no", "/package", "/arrival"):
        late = desk.post(None, f"/letter{path}", halves)
        assert late.status_code == 429
        assert int(late.headers["retry-after"]) > 50
        assert [word for word in LOUD if word in words_of(late.text)] == []
    assert desk.get(None, "/letter").status_code == 200


def test_before_both_halves_nothing_says_what_it_is_about(desk: Desk) -> None:
    there, _, offer = asked(desk)
    halves = sent(desk, there, offer)
    quiet = {
        200: desk.get(None, "/letter"),
        404: desk.post(None, "/letter", {**halves, "password": "wrong"}),
        405: desk.get(None, "/letter/yes"),
        403: desk.post(None, "/letter", halves, Sec_Fetch_Site="cross-site"),
        413: desk.post(None, "/letter", {"code": "x" * 1_100_000}),
    }
    nowhere = desk.get("outreach", "/letter/nothing")
    for answer in (*quiet.values(), nowhere):
        shown = words_of(answer.text)
        assert [word for word in LOUD if word in shown] == []
        assert 'href="/desk' not in shown
        assert 'href="/my' not in shown
        assert 'href="/letter/leave"' in shown
    names = [*desk.world.people, "Abroad", "Shelter"]
    assert [name for name in names if name in quiet[200].text] == []


def test_one_leaves_at_once_and_reads_in_another_language(desk: Desk) -> None:
    left = desk.get(None, "/letter/leave")
    assert left.headers["clear-site-data"] == '"cache"'
    spoken = desk.get(None, "/letter/language?to=sq")
    assert (spoken.status_code, spoken.headers["location"]) == (303, "/letter")
    assert "/letter/language?to=" in desk.get(None, "/letter").text


def test_what_the_script_fills_in_is_marked(desk: Desk) -> None:
    page = desk.get(None, "/letter").text
    assert "data-from-fragment" in page
    assert 'action="/letter"' in page


def test_a_letter_is_ended_from_the_offer(desk: Desk) -> None:
    there, _, offer = asked(desk)
    halves = sent(desk, there, offer)
    page = f"/desk/offers/{offer}/link"
    ended = desk.fill("outreach", page, "/end")
    assert (ended.status_code, ended.headers["location"]) == (303, page)
    assert "Ended, with the offer" in desk.get("outreach", page).text
    late = desk.post(None, "/letter", halves)
    assert (late.status_code, "has ended" in late.text) == (409, True)
    again = desk.post("outreach", f"{page}/end", {"_version": "1"})
    assert again.status_code == 404


def test_what_was_taken_is_asked_back_and_written_down(desk: Desk) -> None:
    there, case, offer = asked(desk)
    world, page = desk.world, f"/desk/offers/{offer}/link"
    halves = sent(desk, there, offer)
    seen = goes_on(desk, desk.post(None, "/letter", halves), "/yes")
    goes_on(desk, seen, "/package")
    (consent,) = world.mechanism.consents(world["outreach"], case)
    world.mechanism.withdraw_consent(world["outreach"], case, consent.id)
    told = desk.post(None, "/letter", halves)
    assert (told.status_code, "Delete what you took" in told.text) == (409, True)
    assert f'href="{page}"' in desk.get("outreach", f"/desk/offers/{offer}").text
    done = desk.fill("outreach", page, "/deletion")
    assert (done.status_code, done.headers["location"]) == (303, page)
    assert "/deletion" not in desk.get("outreach", page).text
    again = desk.post("outreach", f"{page}/deletion", {"_version": "1"})
    assert again.status_code == 409


def test_no_letter_to_somebody_who_signs_in(desk: Desk) -> None:
    _, offer = desk.world.offered()
    page = f"/desk/offers/{offer.id}/link"
    assert "None can be made" in desk.get("outreach", page).text
    answer = desk.post("outreach", page, {"hours": "72"})
    assert answer.status_code == 409
    assert "signs in and answers themselves" in answer.text
    odd = desk.post("outreach", page, {"hours": "1000"})
    assert odd.status_code == 422
    assert desk.get("stranger", page).status_code == 404
    lost = desk.post("outreach", page, {"hours": "72", "_again": "yes"})
    assert lost.status_code == 200


def test_keys_are_asked_for_agreed_to_and_ended(desk: Desk) -> None:
    world = desk.world
    there, _, _ = asked(desk)
    world.people["registrar"] = keeper(world, "registrar")
    body = f"/desk/directory/organisations/{there.body}"
    page = f"{body}/keys"
    assert f'href="{page}"' in desk.get("registrar", body).text
    key = str(new_identity().to_public())
    done = desk.fill("registrar", page, f"{there.body}/keys", form="age", public=key)
    assert (done.status_code, done.headers["location"]) == (303, page)
    assert key not in desk.get("registrar", page).text
    together = desk.get("coordinator", "/desk/together").text
    for told in ("A key that packages are sealed to", key, "Abroad"):
        assert told in together
    assert desk.fill("coordinator", "/desk/together", "/approve").status_code == 303
    assert desk.fill("coordinator", "/desk/together", "/execute").status_code == 303
    assert key in desk.get("registrar", page).text
    assert desk.fill("registrar", page, "/ending").status_code == 303
    wrong = desk.fill("registrar", page, f"{there.body}/keys", form="age", public="x")
    assert wrong.status_code == 422
    assert "This is no public key of this kind." in wrong.text
    assert desk.get("coordinator", page).status_code == 403
