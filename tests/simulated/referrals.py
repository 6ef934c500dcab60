"""What becomes of an offer: asked back, spoken, on the way, in service, returned."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from random import Random
from uuid import UUID

from referral.actions.refer import Offer
from tests.simulated.people import SERVED_BY, Doing, Life
from tests.spec.places import SHELTER, tell
from tests.spec.test_handovers import arranged
from tests.world import World
from workflows.vocabulary import ReferralKind, ReferralStage, Whereabouts

WAYS: Mapping[str, tuple[str, ...]] = {
    ReferralStage.OFFERED: (
        *("accept", "accept", "accept", "decline", "withdraw"),
        *("question", "telephone"),
    ),
    ReferralStage.QUESTION: ("reply", "reply", "reply", "telephone", "withdraw"),
    ReferralStage.ACCEPTED_BY_TELEPHONE: ("confirm", "confirm", "dispute"),
    ReferralStage.ACCEPTED: (
        *("arrange", "arrange", "arrange", "arrived", "arrived"),
        *("no_show", "return"),
    ),
    ReferralStage.HANDED_OVER: ("start_service", "start_service", "return"),
    ReferralStage.IN_SERVICE: ("complete", "complete", "return"),
}
"""What is done about an offer where it stands, by either side."""
REASONS: Mapping[str, tuple[str, ...]] = {
    "decline": ("full", "not_eligible", "no_language", "safety_conflict", "other"),
    "dispute": ("nobody_said_it", "misunderstood"),
    "return": ("place_lost", "not_safe", "needs_more", "person_asked"),
    "complete": ("aim_reached", "partly_reached", "moved_on", "person_ended"),
}
BODY_OF = {"Shelter places": "shelter", "Haven places": "haven"}


class Referrals(Doing):
    """The life cycle of offers, and the places there are."""

    def __init__(self, world: World, lot: Random) -> None:
        super().__init__(world, lot)
        self._acts: Mapping[str, Callable[[Life, UUID, str], str]] = {
            "question": self._question,
            "reply": self._reply,
            "telephone": self._telephone,
            "arrange": self._arrange,
        }

    def offer(self, life: Life) -> str:
        """One service is asked, or several in order or at once."""
        first, other = self.lot.sample(tuple(SERVED_BY), 2)
        if life.place_lost:
            first, other = "shelter", "haven"
        second = (self.world.services[other],)
        how = self.lot.choice(("alone", "alone", "in_order", "at_once"))
        asked = Offer(
            self.world.services[first],
            self.lot.choice(tuple(ReferralKind)),
            answer_by=self.world.clock() + timedelta(hours=self.lot.choice((2, 6, 72))),
            then=second if how == "in_order" else (),
            beside=second if how == "at_once" else (),
        )
        me = self.world[self.holder(life)]
        self.mechanism.make_offer(me, life.case, asked)
        if life.place_lost:
            life.place_lost = False
            return "placed_anew"
        return "offer" if how == "alone" else f"offer:{how}"

    def open_offers(self, life: Life) -> tuple[UUID, ...]:
        """Offers of the case that are not at an end, as its holder sees them."""
        seen = self.mechanism.read_case(self.world[self.holder(life)], life.case)
        return seen.open_offers

    def go_on(self, life: Life, offers: tuple[UUID, ...]) -> str:
        """Whoever's turn it is does something about an offer, by lot."""
        offer = self.lot.choice(offers)
        seen = self.mechanism.read_offer(self.world["coordinator"], offer)
        word, server = self.lot.choice(WAYS[seen.stage]), BODY_OF[seen.service_label]
        act = self._acts.get(word)
        return (act or self._button(word))(life, offer, SERVED_BY[server])

    def _button(self, word: str) -> Callable[[Life, UUID, str], str]:
        def press(life: Life, offer: UUID, server: str) -> str:
            by = self.holder(life) if word == "withdraw" else server
            reason = self.lot.choice(REASONS.get(word, ("",))) or None
            self.mechanism.answer_offer(self.world[by], offer, word, reason=reason)
            if word == "no_show":
                life.looked_for = offer
            if word == "arrived":
                life.held_by = ""
            return word

        return press

    def _question(self, _: Life, offer: UUID, server: str) -> str:
        self.mechanism.question_offer(self.world[server], offer, "Any stairs?")
        return "question"

    def _reply(self, life: Life, offer: UUID, _: str) -> str:
        me = self.world[self.holder(life)]
        self.mechanism.reply_offer(me, offer, "None.")
        return "reply"

    def _telephone(self, _: Life, offer: UUID, __: str) -> str:
        office = self.world["coordinator"]
        self.mechanism.record_telephone_yes(office, offer, "The night shift")
        return "telephone_yes"

    def _arrange(self, life: Life, offer: UUID, server: str) -> str:
        """A window is proposed; most are agreed, and some people come within it."""
        new = arranged(self.world, note="")
        sides = [self.holder(life), server]
        self.lot.shuffle(sides)
        proposes, confirms = (self.world[each] for each in sides)
        made = self.mechanism.propose_handover(proposes, offer, new).id
        if self.rarely(0.2):
            return "handover:proposed"
        self.mechanism.confirm_handover(confirms, offer, made)
        if self.rarely(0.5):
            return "handover:agreed"
        self.world.clock.advance(hours=2)
        self._button("arrived")(life, offer, server)
        return "handover:met"

    def looks_for(self, life: Life) -> str | None:
        """Whoever is responsible says what came of looking."""
        offer, life.looked_for = life.looked_for, None
        if offer is None:
            return None
        found = self.lot.choice(tuple(Whereabouts))
        me = self.world[self.holder(life)]
        self.mechanism.note_whereabouts(me, offer, found)
        return f"whereabouts:{found}"

    def places(self, life: Life) -> str:
        """Somebody tells of places, keeps some free, or looks who fits."""
        way = self.lot.choice(("told", "told", "held", "matched"))
        server = self.lot.choice(tuple(SERVED_BY))
        if way == "told":
            tell(self.world, 6, self.lot.randrange(7), SERVED_BY[server])
            return "capacity_told"
        me = self.world[self.holder(life)]
        if way == "held":
            self.mechanism.hold_places(me, self.world.services[server], SHELTER)
            return "places_held"
        self.mechanism.match_services(me, life.case)
        return "matched"
