"""An organisation stops taking part: after its cases were handed over, never before."""

from dataclasses import dataclass, replace
from uuid import UUID

from referral.actions.alarms import raise_alarm
from referral.actions.departures import open_cases, seen_of
from referral.actions.directory import body_on_duty, last_of
from referral.actions.suspending import Ended, end_offers_at
from referral.actions.webhook_ends import end_webhooks_of
from referral.actions.work import Done, Work
from referral.errors import GuardNotMet, NotPermitted, StaleCase
from referral.records.actors import Actor, actor_by_name
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.records.directory import (
    cases_held,
    cases_served,
    colleagues_of,
    end_actor,
    end_services,
    offers_under_way,
)
from referral.records.organisations import Organisation, services_of
from referral.rules.acts import Act
from referral.rules.departures import check_may_close, check_not_the_last
from workflows.vocabulary import EntryType, ExceptionKind, Side

_LEFT = ExceptionKind.NOBODY_LEFT


@dataclass(frozen=True, slots=True)
class Closing:
    """What would end with an organisation, told by codes and counts."""

    organisation_id: UUID
    label: str
    cases: tuple[str, ...]
    """Codes of open cases it is responsible for: they are handed over first."""
    offers: tuple[str, ...]
    """Codes of offers it made or was sent that are under way."""
    served: tuple[str, ...]
    """Codes of open cases of others in which it gives a service: they are told."""
    actors: tuple[str, ...]
    """What everybody who acts for it signs in as."""
    services: int
    seen: str = ""
    """SHA-256 of all this: the act is done on exactly what was looked at."""


def preview_closing(work: Work, body_id: UUID) -> Closing:
    """What would end with an organisation if it stopped now; one entry."""
    work.check(Act.END_ORGANISATION)
    body = body_on_duty(work, body_id)
    with work.unit.beyond():
        shown = _shown(work, body, _served(work, body))
    fields = {"list": "closing", "shown": len(shown.cases)}
    what = Happening(EntryType.LIST_SHOWN, fields, about=body.id)
    work.enter(work.own_organisation(), what)
    return shown


def _served(work: Work, body: Organisation) -> list[Case]:
    found = open_cases(work, cases_served(work.unit.session, body.id))
    return [case for case in found if case.holder_id != body.id]


def _everybody(work: Work, body: Organisation) -> list[Actor]:
    nobody = UUID(int=0)
    found = colleagues_of(work.unit.session, body.id, nobody).values()
    return [actor for actor, _ in found]


def _shown(work: Work, body: Organisation, served: list[Case]) -> Closing:
    session = work.unit.session
    held = open_cases(work, cases_held(session, body.id))
    offers = offers_under_way(session, body.id)
    shown = Closing(
        organisation_id=body.id,
        label=body.label,
        cases=tuple(sorted(case.code for case in held)),
        offers=tuple(sorted(offer.code for offer in offers)),
        served=tuple(sorted(case.code for case in served)),
        actors=tuple(each.sign_in_name for each in _everybody(work, body)),
        services=len(services_of(session, body.id)),
    )
    return replace(shown, seen=seen_of(shown))


def close_down(work: Work, body_id: UUID, seen: str) -> Done:
    """Let an organisation, and everybody who acts for it, take part no more.

    What it gave ends as with a service that closes: a place is asked for everybody.

    Raises:
        NotFound: if it does not take part.
        NotPermitted: for one's own.
        StaleCase: if something has changed since it was looked at.
        GuardNotMet: with the codes of what has to be handed over first, for the office
            that the mechanism began with, and for the last of a role.
    """
    own = body_id == work.actor.organisation_id
    work.check(Act.END_ORGANISATION, of_the_asker=own)
    body = body_on_duty(work, body_id)
    _check_another(work, body, own=own)
    with work.unit.beyond():
        served = _served(work, body)
        shown = _shown(work, body, served)
        if shown.seen != seen:
            raise StaleCase(missing=("current_version",))
        check_may_close(frozenset(shown.cases), frozenset(shown.offers))
        everybody = _everybody(work, body)
        check_not_the_last(last_of(work, *(each.id for each in everybody)))
        for actor in everybody:
            _end(work, body, actor)
        ended = _end_services(work, body, served)
        services = end_services(work.unit.session, body.id)
        end_webhooks_of(work, body.id)
        body.active = False
        work.unit.session.add(body)
    counts: dict[str, object] = {"actors": len(everybody), "services": services}
    counts |= ended.words()
    what = Happening(EntryType.ORGANISATION_ENDED, counts, about=body.id)
    work.enter(body, what)
    return Done("organisation", body.id, details=counts)


def _end_services(work: Work, body: Organisation, served: list[Case]) -> Ended:
    """What it gave ends; whoever needs no other place for it is told all the same."""
    theirs, side = services_of(work.unit.session, body.id), Side.SYSTEM
    ended = end_offers_at(work, theirs, side, leave=True, closing=True)
    for case in served:
        if case.id not in ended.cases:
            raise_alarm(work, _LEFT, case.id, also=case.holder_id)
    return ended


def _check_another(work: Work, body: Organisation, *, own: bool) -> None:
    """Refuse to end one's own organisation, or the one with the first entry."""
    system = actor_by_name(work.unit.session, "system")
    if system is not None and system.organisation_id == body.id:
        raise GuardNotMet(
            "The mechanism began with this organisation: it stays.",
            missing=("another_organisation",),
        )
    if own:
        raise NotPermitted(
            "Nobody ends their own organisation: somebody else has to.",
            missing=("another_actor",),
        )


def _end(work: Work, body: Organisation, actor: Actor) -> None:
    sessions, keys = end_actor(work.unit.session, actor, work.now)
    fields = {"sessions": sessions, "keys": keys, "with": "organisation"}
    work.enter(body, Happening(EntryType.ACTOR_ENDED, fields, about=actor.id))
