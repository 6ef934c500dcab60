"""The fifteen guarantees: what every pathway promises, and how it is looked for.

`docs/explanation/guarantees.md` says in words how each is read.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import perf_counter

from referral.rules import guarantees_assistance as assistance
from referral.rules import guarantees_child as child
from referral.rules import guarantees_consent as consent
from referral.rules import guarantees_course as course
from referral.rules import guarantees_decision as decision
from referral.rules import guarantees_offer as offer
from referral.rules import guarantees_reflection as reflection
from referral.rules import guarantees_stay as stay
from referral.rules import guarantees_wish as wish
from referral.rules.guarantee import Check, Finding, Guarantee
from referral.rules.worlds import World

GUARANTEES: tuple[Guarantee, ...] = (
    Guarantee(
        "G1",
        'toggling "cooperates with authorities" never changes the enabled steps of '
        "assistance, protection, identification and reflection",
        "Dir. 2011/36 art 11(3); CETS 197 art 12(6)",
        (assistance.cooperation_opens_no_step, assistance.cooperation_opens_no_life),
    ),
    Guarantee(
        "G2",
        "assistance is enabled from the first reasonable-grounds stage on, and stays "
        "while identification runs, is refused or was never asked for, unless listed "
        "status-bound",
        "Dir. 2011/36 art 11(2); CETS 197 art 10(2)",
        (
            assistance.open_stages_entitle_to_help,
            assistance.help_does_not_follow_the_other_tracks,
            assistance.help_begins_at_once,
            assistance.ties_name_their_source,
        ),
    ),
    Guarantee(
        "G3",
        "no removal, no return that the person has not asked for, and no end of lawful "
        "stay while identification is open or reflection runs; only the person's own "
        "no ends identification undecided; a return the person asks for, informed and "
        "after a risk assessment, stays possible",
        "CETS 197 arts 10(2) and 13",
        (
            stay.stay_is_not_taken,
            stay.nobody_is_sent_away,
            stay.departures_are_marked,
            stay.open_identification_bars_removal,
            wish.not_wanted_is_the_persons_no,
            stay.who_wishes_to_return_can,
        ),
    ),
    Guarantee(
        "G4",
        "reflection protects at least 30 days as the pathway counts them; only the "
        "person's own choice, or a listed ground of art 13(3) decided with reasons by "
        "a named body and reviewable, ends it earlier; unset protects as 30",
        "CETS 197 art 13",
        (
            reflection.thirty_days_at_least,
            reflection.whoever_reflects_is_protected,
            reflection.reflection_ends_by_the_persons_choice,
        ),
    ),
    Guarantee(
        "G5",
        "age unsure with reason to believe child = child; no interview, consent-like "
        "or disclosure step for an unaccompanied child without guardian or recorded "
        "emergency ground; means not required",
        "CETS 197 art 10(3)-(4); Dir. 2011/36 arts 13(2), 14 and 16",
        (
            child.unsure_is_a_child,
            child.nothing_binds_a_child_alone,
            child.a_childs_yes_opens_nothing,
        ),
    ),
    Guarantee(
        "G6",
        "every disclosing step is guarded by consent covering recipient, purpose and "
        "compartment, or by a listed legal ground confirmed by a second person; where "
        "life is at risk the act goes first, and the confirmation is due within the "
        "pathway's hours, else it is an exception and the right is suspended",
        "CETS 197 art 11; Dir. 2011/36 art 11(5)",
        (
            consent.nothing_is_told_without_consent,
            consent.a_ground_is_confirmed_by_another,
        ),
    ),
    Guarantee(
        "G7",
        "an adult who wants neither referral nor help leaves only a record without "
        "identifying fields, and may come back; refusing identification, the police "
        "or one service closes nothing else",
        "UK Modern Slavery Act 2015 s 52(3) as model",
        (
            assistance.who_wants_nothing_leaves_no_name,
            assistance.a_record_without_a_name_is_the_end,
            assistance.a_no_closes_nothing_else,
            offer.one_answer_changes_no_other_offer,
        ),
    ),
    Guarantee(
        "G8",
        "consent can be withdrawn at every stage; afterwards no open disclosure "
        "remains that rests on it; those on a legal ground stay and are listed",
        "Dir. 2011/36 art 11(5); CETS 197 art 12(7)",
        (
            consent.a_withdrawn_yes_opens_nothing,
            consent.whoever_records_a_yes_may_take_it_back,
            consent.what_rests_on_a_yes_ends_with_it,
            offer.every_live_offer_can_be_recalled,
        ),
    ),
    Guarantee(
        "G9",
        "every stage is reachable; from every stage closure is reachable; closed can "
        "be reopened, except an anonymous refusal record; identification and stay lead "
        "on from every end that is not a yes",
        "Dir. 2011/36 art 11(1)-(2)",
        (
            course.every_stage_is_reached,
            course.closure_is_reached,
            course.closed_is_not_for_ever,
            course.only_a_yes_is_the_end,
        ),
    ),
    Guarantee(
        "G10",
        "every waiting stage has an owner who can act and a clock (or explicit unset) "
        "with an escalation",
        "Dir. 2011/36 art 11(4)",
        (
            course.whoever_waits_is_owned,
            course.an_owner_can_act,
            course.an_offer_waits_for_somebody,
        ),
    ),
    Guarantee(
        "G11",
        "every negative decision carries a coded reason, feedback to the referrer, a "
        "review step and onward vulnerability referral, and is never recorded as the "
        "person's wish",
        "CETS 197 art 10(1)-(2); Dir. 2011/36 art 11(4)",
        (
            course.closed_identification_says_what_was_found,
            course.no_is_never_bare,
            wish.whoever_decides_records_no_wish,
        ),
    ),
    Guarantee(
        "G12",
        "responsibility moves only on the addressee's acceptance; the sender can never "
        "accept",
        "Dir. 2011/36 art 11(4)",
        (
            offer.only_the_addressee_accepts,
            offer.responsibility_follows_the_yes,
            offer.ended_offers_stay_ended,
            offer.an_addressee_moves_no_case,
        ),
    ),
    Guarantee(
        "G13",
        "where several decide, no person alone does, and what they are asked lapses; "
        "two-key exits need two different actors of the two roles, are time-limited "
        "and reviewable",
        "CETS 197 art 12(2) and (7)",
        (
            decision.several_are_not_one,
            decision.what_is_asked_lapses,
            decision.exits_have_two_keys,
            decision.exits_end_and_are_reviewed,
        ),
    ),
    Guarantee(
        "G14",
        "indicators and scores never move a track: a person decides",
        "Directive (EU) 2016/680 art 11; GDPR art 22",
        (decision.nothing_moves_by_itself, decision.no_score_opens_a_step),
    ),
    Guarantee(
        "G15",
        "no step, role or clock rests on a fact below the shipping confidence",
        "our own rule: what is not known is unset",
        (decision.everything_rests_on_what_is_known,),
    ),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a guarantee holds for a pathway, and what was looked at."""

    guarantee: str
    states: int
    """Situations of tracks, facts and offers that were looked at."""
    seconds: float
    findings: tuple[Finding, ...] = ()

    @property
    def holds(self) -> bool:
        """True if nothing was found."""
        return not self.findings


def judge(world: World, guarantee: Guarantee) -> Verdict:
    """Look for one guarantee in one pathway."""
    before, began = world.looked, perf_counter()
    findings = tuple(_once(_found(world, guarantee.checks)))
    seconds = perf_counter() - began
    return Verdict(guarantee.name, world.looked - before, seconds, findings)


def judge_all(
    world: World, tell: Callable[[Verdict], None] = lambda _: None
) -> tuple[Verdict, ...]:
    """Look for every guarantee; `tell` hears each verdict as it comes."""
    verdicts = []
    for guarantee in GUARANTEES:
        verdicts.append(judge(world, guarantee))
        tell(verdicts[-1])
    return tuple(verdicts)


def _found(world: World, checks: tuple[Check, ...]) -> Iterator[Finding]:
    for check in checks:
        yield from check(world)


def _once(findings: Iterator[Finding]) -> Iterator[Finding]:
    """The first finding of each kind: positions come nearest first."""
    seen: set[tuple[str, str]] = set()
    for finding in findings:
        if (finding.about, finding.told) not in seen:
            seen.add((finding.about, finding.told))
            yield finding
