"""Whether what the person has said covers a sealed copy at this moment.

Asked at every opening, as acceptance asks it before: an answer that ran out, a later
no and a ground that nobody confirmed end what they allowed as soon as they do.
"""

from collections.abc import Mapping

from referral.actions.catalogue import authority, provider
from referral.actions.disclose import manifest
from referral.actions.facts import consents_for_rules
from referral.actions.work import Work
from referral.errors import ConsentMissing, NotFound
from referral.records.cases import Case
from referral.records.organisations import organisation, service
from referral.records.referrals import Disclosure, referral_by_id
from referral.rules.consent import Recipient, covering
from referral.rules.disclosure import PURPOSES
from workflows.vocabulary import Compartment, ConsentPurpose

IDENTIFYING = frozenset({ConsentPurpose.IDENTIFICATION})
_WANTED: Mapping[frozenset[ConsentPurpose], str] = {
    PURPOSES: "consent_to_referral",
    IDENTIFYING: "consent_to_identification",
}


def drawers_in(work: Work, disclosure: Disclosure) -> frozenset[Compartment]:
    """The drawers that a sealed copy holds something of."""
    names = manifest(work, disclosure)["fields"]
    return frozenset(Compartment(name.partition(".")[0]) for name in names)


def covered_drawers(
    work: Work, case: Case, disclosure: Disclosure
) -> frozenset[Compartment]:
    """The drawers of a copy that the person's answers cover at this moment."""
    recipient, purposes = _told(work, disclosure)
    reaching = covering(consents_for_rules(work, case), purposes, recipient)
    covered = {drawer for each in reaching for drawer in each.compartments}
    return frozenset(covered.intersection(drawers_in(work, disclosure)))


def check_covered(
    work: Work, case: Case, disclosure: Disclosure
) -> frozenset[Compartment]:
    """The drawers of a copy that open now; the others are held back.

    Nobody is left without what is still agreed because something else is not: who
    houses a person goes on reading of their medication.

    Raises:
        ConsentMissing: if none is covered. Which it was, an answer that ran out, a no
            or a ground, is the person's own affair.
    """
    covered = covered_drawers(work, case, disclosure)
    if not covered:
        wanted = _WANTED[_told(work, disclosure)[1]]
        raise ConsentMissing(
            "What this was given on does not stand now.", missing=(wanted,)
        )
    return covered


def _told(
    work: Work, disclosure: Disclosure
) -> tuple[Recipient, frozenset[ConsentPurpose]]:
    """Whom a copy was sealed for, as consents speak of it."""
    session = work.unit.session
    body = organisation(session, disclosure.recipient_id)
    if body is None:
        raise NotFound
    if disclosure.referral_id is None:
        return authority(body), IDENTIFYING
    offer = referral_by_id(session, disclosure.referral_id)
    asked = service(session, offer.service_id) if offer else None
    if asked is None:
        raise NotFound
    return provider(asked, body), PURPOSES
