"""Bad input into every form of every page: told kindly, kept, and without effect.

The forms are found by walking the tour, so a new form is met without a line here.
"""

import html
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.faults.processes import SOAK
from tests.pages.conftest import Desk
from tests.pages.walked import Found, forms_seen
from tests.records.raw import run

NIGHT = settings().max_examples > SOAK
"""By night every form meets every word; in a usual run one in turn."""
WORDS = (
    '"><script>alert(1)</script><img src=x onerror=alert(1)>',
    "Ана Ana آنا 王",
    "👩🏽‍🦱🏠🆘",
    "\u202eabc\u200b\u200f\ufeff\u2066x\u2069",
    "' OR 1=1 -- {{ 7*7 }} %(x)s ${x}",
    "x" * 30_000,
    "-1",
    "a\x00b",
)
HARMFUL = ("<script>alert", "<img src=x", ">49<")
LOOKED = {
    *("list_shown", "case_viewed", "own_viewed", "refused", "timeline_read"),
    *("sign_in_refused", "card_shown", "sheet_shown", "question_read"),
    *("services_matched", "searched", "places_asked"),
}
"""Entries of looking: a page shown again is looked at."""
TOLD = range(400, 500)
GONE = (401, 404, 405, 409, 410, 429)
"""Answers that are no form shown again: what it was about is not there any more."""


def kinds(desk: Desk) -> Counter[str]:
    return Counter(row[0] for row in run(desk.world, "SELECT type FROM entry"))


def words_for(at: int) -> Iterator[str]:
    yield from WORDS if NIGHT else (WORDS[at % len(WORDS)],)


@pytest.fixture
def forms(desk: Desk) -> list[Found]:
    """Every form there is, with the world that the tour left behind."""
    found = forms_seen(desk)
    desk.door.tokens.clear()
    return found


def test_no_form_breaks_forgets_or_does_anything_with_what_it_refuses(
    desk: Desk, forms: list[Found]
) -> None:
    assert len(forms) > 90, "the control: forms are found"
    wrong: list[str] = []
    told = 0
    for at, form in enumerate(forms):
        for word in ("", *words_for(at)):
            before = kinds(desk)
            sent = form.filled(word)
            answered = desk.post(form.who, form.action, sent)
            desk.world.clock.advance(minutes=4)
            faults = judged(answered.text, answered.status_code, form, word)
            if answered.status_code in TOLD:
                told += 1
                done = set(kinds(desk) - before) - LOOKED
                faults += [f"it did {done}"] if done else []
            wrong += [f"{form.name} {word[:9]!r}: {fault}" for fault in faults]
    assert wrong == []
    assert told > len(forms) // 2, "the control: most refuse nonsense"


def judged(page: str, status: int, form: Found, word: str) -> list[str]:
    """What is wrong with an answer to nonsense."""
    faults = []
    if status >= 500:
        faults.append(f"status {status}")
    faults += [f"carries {each}" for each in HARMFUL if each in page]
    shown = status in TOLD and status not in GONE
    if shown and "Nothing was" not in page:
        faults.append(f"{status} does not say that nothing was recorded")
    kept = html.unescape(page)
    if shown and word.strip() and form.typed and "\x00" not in word:
        left = [name for name in form.typed if _is_lost(kept, name, word)]
        faults += [f"lost what was typed into {left}"] if left else []
    return faults


def _is_lost(page: str, name: str, word: str) -> bool:
    secret = name in ("password", "code", "old", "new", "token", "number")
    return not secret and word.strip() not in page


def test_a_form_sent_from_a_session_that_has_ended_comes_back_whole(
    desk: Desk, forms: list[Found]
) -> None:
    lost = []
    desk.world.clock.advance(hours=9)
    desk.door.tokens.clear()
    for form in forms:
        if form.who is None or not form.typed:
            continue
        desk.door.token(form.who)
        desk.world.clock.advance(minutes=16)
        page = desk.post(form.who, form.action, form.filled("Kittiwake"))
        desk.door.tokens.clear()
        if page.status_code != 401 or "_carried" not in page.text:
            lost.append(f"{form.name}: {page.status_code}")
    assert lost == []


def test_a_form_that_comes_too_late_says_so_and_does_nothing(
    desk: Desk, forms: list[Found]
) -> None:
    versioned = [f for f in forms if any(e.name == "_version" for e in f.fields)]
    assert len(versioned) > 15
    wrong = []
    for form in versioned:
        before = kinds(desk)
        sent = form.filled(None, _version="999999")
        answered = desk.post(form.who, form.action, sent)
        desk.world.clock.advance(minutes=4)
        done = set(kinds(desk) - before) - LOOKED
        if done or answered.status_code not in TOLD:
            wrong.append(f"{form.name}: {answered.status_code} {done}")
    assert wrong == []


def test_a_form_sent_twice_is_done_once(desk: Desk, forms: list[Found]) -> None:
    """As after a double press, or going back and sending again."""
    twice = []
    for form in forms:
        if not any(each.name == "_key" for each in form.fields):
            continue
        sent = form.filled(None)
        first = desk.post(form.who, form.action, sent)
        between = kinds(desk)
        again = desk.post(form.who, form.action, sent)
        desk.world.clock.advance(minutes=4)
        done = set(kinds(desk) - between) - LOOKED
        if again.status_code >= 500 or (first.status_code == 303 and done):
            twice.append(f"{form.name}: {again.status_code} {done}")
    assert twice == []
