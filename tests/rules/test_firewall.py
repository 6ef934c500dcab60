"""From assistance to enforcement nothing passes but what is listed here, cell by cell.

An enforcement body is reached by an answer of the person that names it, or by a legal
ground that names it; by no consent to a kind of service, and never with health.
"""

from itertools import product

from referral.errors import ConsentMissing, DisclosureExceedsConsent
from referral.rules.consent import ANY_SERVICE, Recipient
from referral.rules.disclosure import FIELDS, PURPOSES, plan
from referral.rules.facts import ConsentInForce
from referral.rules.permissions import OPENING
from workflows.vocabulary import Compartment, ConsentPurpose, LegalGround, Regime

IDENTIFYING = frozenset({ConsentPurpose.IDENTIFICATION})
NEEDS = {drawer: frozenset(names) for drawer, names in FIELDS.items() if names}
WAYS = ("names it", "names another", "its kind of service", "any service")
GROUNDS = (None, *LegalGround)


def consent(
    way: str, purpose: ConsentPurpose, drawer: Compartment, ground: LegalGround | None
) -> ConsentInForce:
    named = {"names it": "kestrel", "names another": "heron"}.get(way)
    kind = {"its kind of service": "safe_accommodation", "any service": ANY_SERVICE}
    return ConsentInForce(
        "c", purpose, frozenset({drawer}), named, kind.get(way), ground=ground
    )


def passes(
    asked: frozenset[ConsentPurpose],
    given: ConsentInForce,
    *,
    service: bool,
    enforcement: bool,
) -> frozenset[Compartment]:
    """The drawers that would leave for the organisation `kestrel`."""
    kind = "safe_accommodation" if service else None
    to = Recipient("kestrel", kind, enforcement=enforcement)
    try:
        return frozenset(plan(NEEDS, [given], to, asked).fields)
    except (ConsentMissing, DisclosureExceedsConsent):
        return frozenset()


def test_exactly_what_names_an_enforcement_body_reaches_it_and_never_health() -> None:
    cells = 0
    for asked, service in ((PURPOSES, True), (IDENTIFYING, False)):
        for way, purpose, drawer, ground in product(
            WAYS, ConsentPurpose, NEEDS, GROUNDS
        ):
            given = consent(way, purpose, drawer, ground)
            found = passes(asked, given, service=service, enforcement=True)
            listed = way == "names it" and purpose in asked
            expected = {drawer} if listed else set()
            assert found == expected - {Compartment.HEALTH}, (way, purpose, drawer)
            cells += 1
    assert cells > 1_000


def test_a_service_of_assistance_is_reached_by_its_kind_too() -> None:
    """The control: the same cells pass where no wall stands."""
    open_to = {"names it", "its kind of service", "any service"}
    for way, drawer in product(WAYS, NEEDS):
        given = consent(way, ConsentPurpose.REFERRAL, drawer, None)
        found = passes(PURPOSES, given, service=True, enforcement=False)
        assert found == ({drawer} if way in open_to else set())


def test_a_consent_for_one_purpose_is_none_for_another() -> None:
    for purpose in ConsentPurpose:
        given = consent("names it", purpose, Compartment.IDENTITY, None)
        told = passes(IDENTIFYING, given, service=False, enforcement=True)
        assert bool(told) == (purpose is ConsentPurpose.IDENTIFICATION)


def test_an_enforcement_holder_opens_no_health() -> None:
    closed = frozenset(Compartment) - OPENING[Regime.LAW_ENFORCEMENT]
    assert closed == {Compartment.HEALTH}
    assert OPENING[Regime.GDPR] == frozenset(Compartment)
