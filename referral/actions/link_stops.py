"""What stops a link before anybody comes back with it: a key of its letter that ends.

Nobody else can open the letter, and whoever waits for the answer cannot know. So it is
told at once, by the system, in the transaction in which the key ends.
"""

from collections.abc import Callable
from uuid import UUID

from referral.actions.actors import system_actor
from referral.actions.links import facts_of, stop_link
from referral.actions.settling import lock_list
from referral.actions.work import Work
from referral.records.packages import OutsideLink, links_in_force, offers_with_links
from referral.records.referrals import Referral, referral_by_id
from referral.rules.links import link_state
from workflows.vocabulary import LinkState


def stopping_links(
    work: Work, organisation_id: UUID, short: str, end: Callable[[], None]
) -> None:
    """End a key of an organisation, and say of each link that it stops it.

    Args:
        work: The act under way.
        organisation_id: Whose key it is.
        short: The key in short, as a link names it.
        end: Ends the key.
    """
    with work.unit.beyond():
        system = Work(work.unit, work.house, system_actor(work.unit))
        found = [
            (row, referral)
            for row, referral in _open_links(system, organisation_id)
            if short in row.sealed_for.split()
        ]
        end()
        work.unit.session.flush()
        for row, referral in found:
            state = link_state(facts_of(work.unit, row, referral), work.now)
            stop_link(system, row, referral, state)


def _open_links(
    work: Work, organisation_id: UUID
) -> list[tuple[OutsideLink, Referral]]:
    """The links to an organisation that something can be done with, offers held."""
    session = work.unit.session
    found = []
    for each in offers_with_links(session, organisation_id):
        lock_list(work, each)
        referral = referral_by_id(session, each, lock=True)
        if referral is not None:
            for row in links_in_force(session, each):
                session.refresh(row, with_for_update=True)
                found.append((row, referral))
    return [
        (row, referral)
        for row, referral in found
        if link_state(facts_of(work.unit, row, referral), work.now) is LinkState.OPEN
    ]
