"""Every page and every form: neutral; and bad input is told, kept, without effect.

Both are found by walking the tour, so a new one is met without a line here. One walk
serves all of it: it takes longer than everything that is looked at.
"""

import html
from collections import Counter
from collections.abc import Iterator

import httpx2
import pytest
from hypothesis import settings
from sqlmodel import insert

from referral.records.actors import Password
from referral.vault.secrets import hash_password
from tests.faults.processes import SOAK
from tests.pages.conftest import Desk
from tests.pages.neutral import faults_of
from tests.pages.walked import Found, forms_of, pages_seen
from tests.records.raw import run

NIGHT = settings().max_examples > SOAK
"""By night every form meets every word; in a usual run one in turn."""
WORDS = (
    '"><script>alert(1)</script><img src=x onerror=alert(1)>',
    "Ана Ana آنا 王",
    "👩🏽‍🦱🏠🆘",
    "\u202eabc\u200b\u200f\ufeff\u2066x\u2069",
    "' OR 1=1 -- {{ 7*7 }} %(x)s ${x}",
    "x" * 20_500,
    "-1",
    "a\x00b",
)
HARMFUL = ("<script>alert", "<img src=x", ">49<")
LOOKED = {
    *("list_shown", "case_viewed", "own_viewed", "refused", "timeline_read"),
    *("sign_in_refused", "card_shown", "sheet_shown", "question_read"),
    *("services_matched", "searched", "places_asked", "breach_read"),
}
"""Entries of looking: a page shown again is looked at."""
SAME_AGAIN = {"factor_renamed"}
"""A passkey that is called the same twice is called so."""
REFUSED = range(400, 500)
GONE = (401, 404, 405, 409, 410, 413, 429)
"""Answers that are no form shown again: its matter is gone, or it is too large."""
SECRET = ("password", "code", "old", "new", "token", "number")
"""What is never shown again."""


def kinds(desk: Desk) -> Counter[str]:
    return Counter(row[0] for row in run(desk.world, "SELECT type FROM entry"))


def sent(
    desk: Desk, form: Found, word: str | None = None, **own: str
) -> httpx2.Response:
    """A form sent by whoever sees it, in a session of now."""
    desk.world.clock.advance(minutes=4)
    if form.who is not None:
        desk.door.tokens.pop(form.who, None)
    return desk.post(form.who, form.action, form.filled(word, **own))


def done_since(desk: Desk, before: Counter[str]) -> set[str]:
    return set(kinds(desk) - before) - LOOKED


@pytest.mark.timeout(1_200)
def test_every_page_is_neutral_and_no_form_breaks_forgets_or_obeys_nonsense(
    desk: Desk,
) -> None:
    found: dict[str, Found] = {}
    wrong: list[str] = []
    for who, path, page in pages_seen(desk):
        faults = faults_of(page.text, page.headers)
        wrong += [f"{who} {path}: {fault}" for fault in faults]
        for form in forms_of(who, page.text):
            found.setdefault(form.name, form)
    forms = list(found.values())
    assert len(forms) > 90, "the control: forms are found"
    for looked_at in (too_late, from_an_ended_session, nonsense, twice):
        wrong += looked_at(desk, forms)
    assert wrong == []


def too_late(desk: Desk, forms: list[Found]) -> Iterator[str]:
    """A form drawn from an older version changes nothing."""
    versioned = [form for form in forms if form.has("_version")]
    assert len(versioned) > 15, "the control"
    for form in versioned:
        before = kinds(desk)
        answered = sent(desk, form, _version="999999")
        done = done_since(desk, before)
        if done or answered.status_code not in REFUSED:
            yield f"too late: {form.name}: {answered.status_code} {done}"


def from_an_ended_session(desk: Desk, forms: list[Found]) -> Iterator[str]:
    """What was typed comes along, past the lock and past signing in."""
    with_one = hash_password("whatever it is", memory_kib=64)
    for actor in desk.world.people.values():
        row = {"actor_id": actor.id, "hashed": with_one, "set_at": desk.world.clock()}
        run(desk.world, insert(Password).values(**row))
    for at, form in enumerate(forms):
        if form.who is None or not form.typed:
            continue
        desk.door.tokens.pop(form.who, None)
        desk.door.token(form.who)
        desk.world.clock.advance(minutes=16 if at % 2 else 9 * 60)
        page = desk.post(form.who, form.action, form.filled("Kittiwake"))
        if page.status_code != 401 or "_carried" not in page.text:
            yield f"ended: {form.name}: {page.status_code}"


def nonsense(desk: Desk, forms: list[Found]) -> Iterator[str]:
    """Left out, wrong, too long, other scripts, signs nobody sees, scripts."""
    refused = 0
    for at, form in enumerate(forms):
        for word in ("", *(WORDS if NIGHT else (WORDS[at % len(WORDS)],))):
            before = kinds(desk)
            answered = sent(desk, form, word)
            faults = judged(answered, form, word)
            if answered.status_code in REFUSED:
                refused += 1
                done = done_since(desk, before)
                faults += [f"it did {done}"] if done else []
            yield from (f"{form.name} {word[:9]!r}: {fault}" for fault in faults)
    assert refused > len(forms) // 2, "the control: most refuse nonsense"


def judged(answered: httpx2.Response, form: Found, word: str) -> list[str]:
    """What is wrong with an answer to nonsense."""
    page, status = answered.text, answered.status_code
    faults = [f"status {status}"] if status not in range(200, 500) else []
    faults += [f"carries {each}" for each in HARMFUL if each in page]
    if status not in REFUSED or status in GONE:
        return faults
    if "Nothing was" not in page and "was not recorded" not in page:
        faults.append(f"{status} does not say that nothing was recorded")
    told = html.unescape(page)
    shown = [name for name in form.typed if name not in SECRET and "\x00" not in word]
    if word.strip() and shown and word.strip() not in told:
        faults.append(f"lost what was typed into {shown}")
    return faults


def twice(desk: Desk, forms: list[Found]) -> Iterator[str]:
    """A double press, or going back and sending again, does nothing more."""
    for form in forms:
        if not form.has("_key"):
            continue
        first = sent(desk, form)
        between = kinds(desk)
        again = sent(desk, form)
        done = done_since(desk, between) - SAME_AGAIN
        if again.status_code >= 500 or (first.status_code == 303 and done):
            yield f"twice: {form.name}: {again.status_code} {done}"
