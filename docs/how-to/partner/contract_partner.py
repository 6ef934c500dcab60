"""What is asked of a partner's program: offers of each kind, and what comes of them.

Each check is a sentence, whether it holds, and what was seen. What the program keeps
to itself is looked for afterwards in all that it printed and wrote.
"""

import json
from collections.abc import Iterator

from contract_sender import FITS, MISSING, NO_LANGUAGE, TOO_MANY, Answer, Offer
from contract_stage import Check, Stage, meanwhile, once

CHANGED_MEANWHILE = (409, 410, 412)


def fits(stage: Stage) -> Iterator[Check]:
    """The whole way, from the card to the end of the service."""
    offer = stage.sender.offer(FITS)
    found = stage.until(offer, "accepted")
    yield "an offer that fits is accepted", found == "accepted", found
    stage.round()
    stage.round()
    opened = [
        one.answer.status
        for one in stage.between.passed
        if one.names(f"{offer.path}/package")
    ]
    yield "what was agreed is opened after the yes, once", opened == [200], opened
    found = stage.sender.stands(offer)
    yield "nobody has arrived before people say so", found == "accepted", found
    stage.say(offer, "arrived")
    found = stage.until(offer, "handed_over")
    yield "an arrival that people said is confirmed", found == "handed_over", found
    stage.say(offer, "start")
    stage.say(offer, "completion outcome aim_reached")
    found = stage.until(offer, "completed")
    yield "a service that people ended is completed", found == "completed", found
    yield "after the end it says that nothing was kept", stage.deleted(offer), "owed"
    stage.end(offer)


def does_not_fit(stage: Stage) -> Iterator[Check]:
    """A no is said by code, and nothing is opened for it."""
    for facts, what in (
        (NO_LANGUAGE, "nobody speaks"),
        (TOO_MANY, "too many children"),
    ):
        offer = stage.sender.offer(facts)
        found = stage.until(offer, "declined")
        yield (
            f"an offer that does not fit is declined: {what}",
            found == "declined",
            found,
        )
        asked = [one.path for one in stage.between.passed if one.names(offer.path)]
        opened = [path for path in asked if path.endswith("care")]
        yield f"nothing is opened for a no: {what}", not opened, opened
        stage.end(offer)


def information_missing(stage: Stage) -> Iterator[Check]:
    """Where the card does not say it, it is asked once, and not guessed."""
    offer = stage.sender.offer(MISSING)
    stage.round()
    stage.round()
    found = stage.sender.stands(offer)
    yield "what is not known is not guessed", found in ("question", "offered"), found
    asked = [w for w in stage.sender.seen(offer)["words"] if w["word"] == "question"]
    yield "what is not known is asked once", len(asked) == 1, len(asked)
    if stage.sender.stands(offer) == "question":
        stage.sender.reply(offer, "It is being looked at.")
    stage.round()
    asked = [w for w in stage.sender.seen(offer)["words"] if w["word"] == "question"]
    yield "after the reply it is not asked again", len(asked) < 2, len(asked)
    stage.round()
    at = stage.sender.seen(offer)["version"]
    before = len(stage.between.passed)
    stage.round()
    read = [x for x in stage.between.passed[before:] if x.path == offer.path]
    same = stage.sender.seen(offer)["version"] == at
    yield "a card that has not changed is not read again", same and not read, len(read)
    stage.end(offer)


def withdrawn(stage: Stage) -> Iterator[Check]:
    """Withdrawn while being read: nothing of it happens, and the rest goes on."""
    other, offer = stage.sender.offer(FITS), stage.sender.offer(FITS)
    meanwhile(stage, offer, lambda: stage.sender.withdraw(offer))
    yield from _ended(stage, offer, "withdrawn", "withdrawn while being read")
    found = stage.until(other, "accepted")
    yield "an offer that ended stops no other", found == "accepted", found
    stage.end(other)


def colleague(stage: Stage) -> Iterator[Check]:
    """Somebody of the house has answered meanwhile: their answer stands."""
    offer = stage.sender.offer(FITS)

    def declines() -> None:
        at = stage.colleague.done("GET", offer.path)["version"]
        no = {"reason": "other"}
        stage.colleague.done("POST", f"{offer.path}/decline", no, at=at)

    meanwhile(stage, offer, declines)
    yield from _ended(stage, offer, "declined", "answered by a colleague meanwhile")
    stage.end(offer)


def _ended(stage: Stage, offer: Offer, where: str, what: str) -> Iterator[Check]:
    """An offer ended while the program worked: it takes that, and tries no more."""
    answers = [one.answer.status for one in stage.between.writes(offer.path)]
    taken = all(status in CHANGED_MEANWHILE for status in answers)
    yield f"{what}: no answer of the program counts", taken, answers
    stage.round()
    again = len(stage.between.writes(offer.path)) - len(answers)
    yield f"{what}: it is not answered again", again == 0, again
    found = stage.sender.stands(offer)
    yield f"{what}: it stays so", found == where, found


def expired(stage: Stage) -> Iterator[Check]:
    """The time to answer is over: another house is asked."""
    offer = stage.sender.expired()
    stage.round()
    answers = [one.path for one in stage.between.writes(offer.path)]
    yield "an offer whose time is over is left alone", not answers, answers
    stage.end(offer)


def taken_back(stage: Stage) -> Iterator[Check]:
    """The person takes their yes back: before the copy is opened, and after."""
    offer, sender = stage.sender.offer(FITS), stage.sender
    accepts = f"{offer.path}/accept"
    with stage.between.doing(after=once(accepts, lambda _: sender.take_back(offer))):
        stage.round()
    stage.round()
    read = [
        one.answer.status
        for one in stage.between.passed
        if one.names(f"{offer.path}/package")
    ]
    yield "a yes taken back after acceptance opens nothing", 200 not in read, read
    offer = sender.offer(FITS)
    stage.until(offer, "accepted")
    stage.round()
    sender.take_back(offer)
    yield "what was read is deleted once it is asked back", stage.deleted(offer), "owed"
    stage.round()
    found = sender.stands(offer)
    yield "what was recalled stays so", found == "recalled", found


def answer_lost(stage: Stage) -> Iterator[Check]:
    """The yes counted, and its answer got lost: the same request is sent again."""
    offer = stage.sender.offer(FITS)
    lose = once(f"{offer.path}/accept", lambda _: "lose")
    with stage.between.doing(after=lose):
        stage.round(disturbed=True)
    yield from _repeated(stage, offer, "after an answer that was lost")
    stage.end(offer)


def killed(stage: Stage) -> Iterator[Check]:
    """The program dies while its yes is under way."""
    offer = stage.sender.offer(FITS)
    dies = once(f"{offer.path}/accept", stage.kill)
    with stage.between.doing(before=dies):
        stage.round(disturbed=True)
    yield from _repeated(stage, offer, "after it was killed")
    stage.end(offer)


def busy(stage: Stage) -> Iterator[Check]:
    """The server cannot write just now, and says so."""
    offer = stage.sender.offer(FITS)
    away = {"code": "store-unavailable", "status": 503, "title": "", "type": ""}
    kind = {"content-type": "application/problem+json", "retry-after": "1"}
    full = Answer(503, kind, json.dumps({**away, "detail": ""}).encode())
    with stage.between.doing(before=once(f"{offer.path}/accept", lambda _: full)):
        stage.round(disturbed=True)
    yield from _repeated(stage, offer, "after a server that could not write")
    stage.end(offer)


def _repeated(stage: Stage, offer: Offer, when: str) -> Iterator[Check]:
    found = stage.until(offer, "accepted")
    stage.round()
    writes = stage.between.writes(f"{offer.path}/accept")
    keys = {one.key for one in writes}
    same = len(writes) > 1 and len(keys) == 1 and len({x.asked for x in writes}) == 1
    yield f"{when} the same request is repeated", same, [one.key for one in writes]
    yield f"{when} the offer is accepted", found == "accepted", found


def manners(stage: Stage) -> Iterator[Check]:
    """What holds for everything that the program did before."""
    passed, meant = stage.between.passed, dict[str, tuple[str, str | None, bytes]]()
    writes = [one for one in passed if one.method == "POST"]
    wrong = [
        w.path for w in writes if w.asked != meant.setdefault(w.key or "", w.asked)
    ]
    nameless = [one.path for one in writes if not one.key]
    yield "every write has a key of its own", not wrong + nameless, wrong + nameless
    odd = [
        (x.path, x.answer.status) for x in passed if x.answer.status in (400, 422, 428)
    ]
    yield "every request is of its shape", not odd, odd
    beyond = [one.path for one in passed if one.answer.status == 403]
    yield "nothing is asked that the key does not serve for", not beyond, beyond
    key = stage.partner.token
    told = [one.method for one in passed if key in one.path or key.encode() in one.body]
    yield "the key stands in a header and nowhere else", not told, told
    bad = [code for code in stage.codes if code]
    yield "every round ends well where the server answers", not bad, bad
    names = [name for name in stage.sender.names if name in "".join(stage.printed)]
    yield "it prints no name", not names, len(names)
    files = [path for path in stage.folder.rglob("*") if path.is_file()]
    clear = [
        p.name
        for p in files
        for n in stage.sender.names
        if n.encode() in p.read_bytes()
    ]
    yield "it keeps no name in clear", not clear, len(clear)
