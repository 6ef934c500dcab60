"""G12, and what G7 and G8 say of offers: two of them, moved by anybody in any order."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from referral.errors import Refusal
from referral.rules.guarantee import Finding
from referral.rules.offer import CompiledOffers
from referral.rules.worlds import World, relations_of
from workflows.vocabulary import OfferContent, ReferralStage, Relation, Side

RESPONSIBLE = frozenset(
    {ReferralStage.HANDED_OVER, ReferralStage.IN_SERVICE, ReferralStage.COMPLETED}
)
"""Stages in which responsibility has moved, where an offer asked for it."""
AGREED = frozenset({ReferralStage.ACCEPTED, *RESPONSIBLE})


@dataclass(frozen=True, slots=True)
class Offer:
    """One offer: where it stands, who said yes, and what the addressee may see."""

    stage: str
    accepted_by: Side | None = None
    opened_by: Side | None = None


Pair = tuple[Offer, Offer]


@dataclass(frozen=True, slots=True)
class OfferMove:
    """A step of one of two offers that was taken."""

    before: Offer
    step: str
    side: Side
    after: Offer
    other: Offer


@cache
def _walk(
    offers: CompiledOffers,
) -> tuple[dict[Pair, tuple[Pair, str, Side] | None], tuple[OfferMove, ...]]:
    """Every pair of offers that is reached, nearest first, and every move."""
    start = Offer(offers.cycle.start)
    before: dict[Pair, tuple[Pair, str, Side] | None] = {(start, start): None}
    fresh: list[Pair] = [(start, start)]
    moves: list[OfferMove] = []
    for pair in fresh:
        for n, other in ((0, pair[1]), (1, pair[0])):
            for step, side, after in _single(offers, pair[n]):
                moves.append(OfferMove(pair[n], step, side, after, other))
                reached = (after, other) if n == 0 else (other, after)
                if reached not in before:
                    before[reached] = pair, step, side
                    fresh.append(reached)
    return before, tuple(moves)


@cache
def _single(
    offers: CompiledOffers, offer: Offer
) -> tuple[tuple[str, Side, Offer], ...]:
    """What anybody can do with one offer, by production's own function."""
    found = []
    for name, step in offers.steps.items():
        for side in Side:
            try:
                stage = offers.take(offer.stage, name, side)
            except Refusal:
                continue
            after = replace(offer, stage=stage)
            if step.answers and stage in AGREED:
                after = replace(after, accepted_by=side)
            if step.shows is OfferContent.AGREED_FIELDS:
                after = replace(after, opened_by=side)
            found.append((name, side, after))
    return tuple(found)


def offers_explored(world: World) -> tuple[OfferMove, ...]:
    """Every move of one of two offers; counts the pairs that were looked at."""
    before, moves = _walk(world.offers)
    world.looked += len(before)
    return moves


def offer_story(offers: CompiledOffers, wanted: OfferMove) -> tuple[str, ...]:
    """The shortest way to a move, one sentence a step."""
    before, _ = _walk(offers)
    pair = next(pair for pair in before if set(pair) == {wanted.before, wanted.other})
    told = [_sentence(offers, wanted.step, wanted.side)]
    while (last := before[pair]) is not None:
        pair, step, side = last
        told.append(_sentence(offers, step, side))
    return tuple(reversed(told))


def _sentence(offers: CompiledOffers, step: str, side: Side) -> str:
    return f'The {side.value} takes the step "{offers.steps[step].label}".'


def only_the_addressee_accepts(world: World) -> Iterator[Finding]:
    """Whoever leads an offer to a yes is its addressee; the sender never does."""
    for move in offers_explored(world):
        agrees = move.after.stage in AGREED and move.before.stage not in AGREED
        if agrees and move.side is not Side.ADDRESSEE:
            told = f"the {move.side.value} accepts in the addressee's place"
            yield _found(world, move, told)
        step = world.offers.steps[move.step]
        if step.answers and move.side is not Side.ADDRESSEE:
            yield _found(world, move, f"the {move.side.value} answers the offer")


def responsibility_follows_the_yes(world: World) -> Iterator[Finding]:
    """Responsibility moves, and content opens, only after the addressee's own yes."""
    for move in offers_explored(world):
        after = move.after
        if after.stage in RESPONSIBLE and after.accepted_by is not Side.ADDRESSEE:
            yield _found(world, move, "responsibility moves without an acceptance")
        arrives = after.stage in RESPONSIBLE and move.before.stage not in RESPONSIBLE
        if arrives and move.side is not Side.ADDRESSEE:
            yield _found(world, move, f"the {move.side.value} says who has arrived")
        if after.opened_by not in (None, Side.ADDRESSEE):
            yield _found(world, move, "content opens by somebody else's act")


def ended_offers_stay_ended(world: World) -> Iterator[Finding]:
    """What has ended is never moved again, so nobody can accept it afterwards."""
    for move in offers_explored(world):
        if move.before.stage in world.offers.ended:
            yield _found(world, move, "an offer that has ended is moved again")


def an_addressee_moves_no_case(world: World) -> Iterator[Finding]:
    """No step of a pathway is open to the addressee of an offer not yet accepted."""
    for _, step in world.steps():
        world.looked += 1
        if Relation.ADDRESSEE in relations_of(world.takers(step)) or (
            Relation.ADDRESSEE in step.relations
        ):
            told = "somebody who has not accepted the case may move it"
            yield Finding(step.name, told, step=step.name)


def one_answer_changes_no_other_offer(world: World) -> Iterator[Finding]:
    """G7: declining one service leaves the other offer, and what it can do, alone."""
    ways: dict[Offer, set[tuple[str, Side]]] = {}
    for move in offers_explored(world):
        ways.setdefault(move.before, set()).add((move.step, move.side))
    for move in offers_explored(world):
        alone = {(name, side) for name, side, _ in _single(world.offers, move.other)}
        if ways.get(move.other, set()) != alone:
            yield _found(world, move, "it changes what can be done with another offer")


def every_live_offer_can_be_recalled(world: World) -> Iterator[Finding]:
    """G8: consent withdrawn, sender and system can end each live offer at once."""
    recalls = [
        name
        for name, step in world.offers.steps.items()
        if step.to is ReferralStage.RECALLED
    ]
    for move in offers_explored(world):
        live = move.after.stage
        if live in world.offers.ended:
            continue
        for side in (Side.SENDER, Side.SYSTEM):
            if not any(_ends(world.offers, live, name, side) for name in recalls):
                told = f"the {side.value} cannot recall an offer that stands here"
                yield _found(world, move, told, about=live)


def _ends(offers: CompiledOffers, stage: str, step: str, side: Side) -> bool:
    """True if the recall ends the offer and shows nothing more."""
    try:
        after = offers.take(stage, step, side)
    except Refusal:
        return False
    shows = offers.steps[step].shows
    return after in offers.ended and shows is OfferContent.NOTHING


def _found(world: World, move: OfferMove, told: str, about: str = "") -> Finding:
    story = " ".join(offer_story(world.offers, move))
    return Finding(about or move.step, f"{told}. {story}")
