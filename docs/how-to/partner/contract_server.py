"""What is asked of the server: that it keeps its side, whatever a partner sends."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from contract_sender import FITS, Answer, Caller, Offer
from contract_stage import Check, Stage

RECEIPT = re.compile(r"[0-9a-f-]{36};[0-9]+;[0-9a-f]{64}")
ABOUT_AN_OFFER: tuple[tuple[str, str, Any], ...] = (
    ("GET", "", None),
    ("GET", "/package?purpose=care", None),
    ("POST", "/accept", None),
    ("POST", "/decline", {"reason": "full"}),
    ("POST", "/question", {"text": "Any stairs?"}),
    ("POST", "/arrived", None),
    ("POST", "/no-show", None),
    ("POST", "/return", {"reason": "place_lost"}),
    ("POST", "/start", None),
    ("POST", "/completion", {"outcome": "aim_reached"}),
)
BEYOND: tuple[tuple[str, str, Any], ...] = (
    ("GET", "/v1/cases", None),
    ("POST", "/v1/cases", {"facts": {"age_class": "adult"}}),
    ("GET", "/v1/services", None),
    ("GET", "/v1/notices", None),
    ("GET", "/v1/cases/{case}", None),
    ("GET", "/v1/cases/{case}/timeline", None),
    ("GET", "/v1/cases/{case}/content/identity?purpose=care", None),
    ("POST", "/v1/referrals/{offer}/withdraw", None),
    ("POST", "/v1/referrals/{offer}/close", None),
)
"""What a key for answering offers does not serve for, with real ids."""

OUT_OF_ORDER: tuple[tuple[str, str, str, Any, dict[str, Any], tuple[int, str]], ...] = (
    (
        *("a write without Idempotency-Key", "POST", "/accept", None),
        *({"key": None}, (400, "idempotency-key-required")),
    ),
    (
        *("a write without If-Match", "POST", "/accept", None),
        *({"at": None}, (428, "version-required")),
    ),
    (
        *("a write on another version", "POST", "/accept", None),
        *({"at": 99}, (412, "stale-case")),
    ),
    (
        *("opening before the yes", "GET", "/package?purpose=care", None),
        *({"at": None}, (409, "off-the-path")),
    ),
    (
        *("an arrival before the yes", "POST", "/arrived", None),
        *({}, (409, "step-not-on-path")),
    ),
    (
        *("a word that is on no list", "POST", "/decline", {"reason": "no"}),
        *({}, (422, "malformed")),
    ),
    (
        *("a member that nobody knows", "POST", "/decline", {"why": "Marlin"}),
        *({}, (422, "malformed")),
    ),
)
"""What is sent, with what else than the version that was looked at, and its answer."""


def code(answer: Answer) -> tuple[int, str]:
    """A refusal in short."""
    return answer.status, str(answer.told.get("code"))


def strangers(stage: Stage) -> Iterator[Check]:
    """Nobody without a key that is one."""
    wrong = ("", "rk_0_0", f"rk_{'0' * 32}_x", stage.partner.token[:-1])
    callers = [Caller(stage.partner.address, token) for token in wrong]
    answers = [each.ask("GET", "/v1/referrals") for each in callers]
    alike = {(each.status, each.body) for each in answers}
    refused = {code(each) for each in answers} == {(401, "not-signed-in")}
    yield (
        "no key, and a wrong one, are refused alike",
        refused and len(alike) == 1,
        alike,
    )


def foreign(stage: Stage) -> Iterator[Check]:
    """An offer to somebody else looks like none at all."""
    offer, partner = stage.sender.offer(FITS, stage.sender.elsewhere), stage.partner
    told = []
    for method, path, body in ABOUT_AN_OFFER:
        at = 1 if method == "POST" else None
        there = partner.ask(method, f"{offer.path}{path}", body, at=at)
        none = partner.ask(method, f"/v1/referrals/{uuid4()}{path}", body, at=at)
        if (there.status, there.body) != (404, none.body) or none.status != 404:
            told.append((method, path, there.status, none.status))
    yield (
        "a foreign offer and a missing one are told alike, to the byte",
        not told,
        told,
    )
    page = partner.done("GET", "/v1/referrals?limit=200")["items"]
    listed = [each for each in page if each["id"] == offer.id]
    yield "a foreign offer is on no list", not listed, len(listed)
    stage.end(offer)


def scope(stage: Stage) -> Iterator[Check]:
    """The key serves for what it names, and for nothing else."""
    offer, told = stage.sender.offer(FITS), []
    at = stage.partner.done("GET", offer.path)["version"]
    for method, path, body in BEYOND:
        real = path.format(case=offer.case, offer=offer.id)
        version = at if "{" in path and method == "POST" else None
        answer = stage.partner.ask(method, real, body, at=version)
        missing = answer.told.get("missing") or [""]
        if answer.status != 403 or not missing[0].startswith("scope_"):
            told.append((method, path, code(answer)))
    yield "a key outside its scope is refused, with the act it lacks", not told, told
    found = stage.partner.done("GET", offer.path)
    yield "a refusal changes nothing", found["version"] == at, found["version"]
    stage.end(offer)


def repeats(stage: Stage) -> Iterator[Check]:
    """The same request is answered the same, and done once."""
    offer, partner, key = stage.sender.offer(FITS), stage.partner, uuid4().hex
    path, at = f"{offer.path}/question", partner.done("GET", offer.path)["version"]
    first, again = [
        partner.ask("POST", path, {"text": "Any stairs?"}, at=at, key=key)
        for _ in range(2)
    ]
    same = (first.status, first.body) == (200, again.body) and all(
        first.headers[name] == again.headers.get(name) for name in ("receipts", "etag")
    )
    yield "a repeated request gets the same answer and receipts", same, code(again)
    asked = partner.done("GET", offer.path)["words"]
    yield "a repeated request is done once", len(asked) == 1, len(asked)
    others = [
        partner.ask("POST", path, {"text": "Any lift?"}, at=at, key=key),
        partner.ask("POST", path, {"text": "Any stairs?"}, at=at + 1, key=key),
        partner.ask("POST", f"{offer.path}/accept", at=at, key=key),
    ]
    seen = [code(each) for each in others]
    refused = set(seen) == {(422, "malformed")}
    yield "another request under the same key is refused", refused, seen
    stated = first.told["receipts"]
    header = first.headers["receipts"].split(", ")
    well = all(RECEIPT.fullmatch(each) for each in stated) and stated == header
    yield "receipts say chain, entry and hash, in body and header", well, stated
    mine = any(each.startswith(offer.case) for each in stated)
    yield "a receipt is of the case's own chain", mine, stated
    stage.end(offer)


def order(stage: Stage) -> Iterator[Check]:
    """What a write has to say, and what comes before what."""
    offer, partner = stage.sender.offer(FITS), stage.partner
    card = partner.ask("GET", offer.path)
    at = card.told["version"]
    yield "a card has its version as ETag", card.headers["etag"] == f'"{at}"', at
    for what, method, path, body, more, expected in OUT_OF_ORDER:
        words = {"at": at, **more}
        found = code(partner.ask(method, f"{offer.path}{path}", body, **words))
        yield f"{what} is refused", found == expected, found
    now = partner.done("GET", offer.path)["version"]
    yield "none of that changed anything", now == at, now
    stage.end(offer)


def ended(stage: Stage) -> Iterator[Check]:
    """An offer that was taken back, and a yes that the person took back."""
    partner, sender, offer = stage.partner, stage.sender, stage.sender.offer(FITS)
    sender.withdraw(offer)
    at = partner.done("GET", offer.path)["version"]
    found = code(partner.ask("POST", f"{offer.path}/accept", at=at))
    over = found == (409, "already-answered")
    yield "an answer to a withdrawn offer is refused", over, found
    offer = sender.offer(FITS)
    at = partner.done("GET", offer.path)["version"]
    before = partner.answers[-1].body
    partner.done("POST", f"{offer.path}/accept", at=at)
    package = partner.done("GET", f"{offer.path}/package?purpose=care")["items"][0]
    unsaid = not any(name.encode() in before for name in offer.names)
    told = offer.names[0] in str(package["content"])
    yield "a name is in the copy after the yes, and not before", unsaid and told, unsaid
    sender.take_back(offer)
    found = code(partner.ask("GET", f"{offer.path}/package?purpose=care"))
    yield (
        "a copy whose consent was taken back does not open",
        found[0] in (409, 410),
        found,
    )
    at = partner.done("GET", offer.path)["version"]
    found = code(partner.ask("POST", f"{offer.path}/arrived", at=at))
    yield "nothing more rests on that yes", found == (409, "consent-withdrawn"), found
    yield from _asked_back(stage, offer, package)


def _asked_back(stage: Stage, offer: Offer, package: dict[str, Any]) -> Iterator[Check]:
    partner = stage.partner
    owed = {one["id"]: one for one in partner.done("GET", "/v1/deletions")["items"]}
    asked = owed.get(package["disclosure"], {}).get("manifest_hash")
    yield "what was opened is asked back", asked == package["manifest_hash"], asked
    path = f"/v1/deletions/{package['disclosure']}/confirmation"
    done = partner.ask("POST", path).status
    yield (
        "that nothing was kept is taken down",
        done == 200 and not stage.owed(offer),
        done,
    )


def problems(stage: Stage) -> Iterator[Check]:
    """Every refusal that the key met is a problem document, and tells no secret."""
    refused = [each for each in stage.partner.answers if each.status >= 400]
    odd, pages = [], set()
    for answer in refused:
        told, kind = answer.told, answer.headers.get("content-type")
        members = {"type", "title", "status", "detail", "code"} <= set(told)
        well = members and told["status"] == answer.status
        if kind != "application/problem+json" or not well:
            odd.append(code(answer))
        pages.add(told.get("type", "/problems/"))
    yield "every refusal is a problem document", bool(refused) and not odd, odd
    stranger = Caller(stage.partner.address, "")
    dead = [page for page in pages if stranger.ask("GET", page).status != 200]
    yield "every kind of problem has a page", not dead, dead
    words = [*stage.sender.names, "Marlin", stage.partner.token]
    echo = [code(a) for a in refused for word in words if word.encode() in a.body]
    yield "no refusal repeats what was sent, or names anybody", not echo, echo
