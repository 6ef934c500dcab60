"""Conditions that read only what is recorded of the person, or that nothing is."""

from referral.rules.facts import CaseFacts, Given
from workflows.vocabulary import ConsentPurpose, Known, RiskLevel


def adult(facts: CaseFacts, _given: Given) -> bool:
    """The person is known to be an adult; unsure counts as child."""
    return not facts.person.treated_as_child


def nothing_agreed(facts: CaseFacts, _given: Given) -> bool:
    """No consent is in force: the person wants neither help nor referral."""
    return not facts.consents


def identification_declined(facts: CaseFacts, _given: Given) -> bool:
    """The person said no to formal identification, or took their yes back.

    Directive 2011/36/EU art 11(5); CETS 197 art 12(7). Nobody says it for them.
    """
    return ConsentPurpose.IDENTIFICATION in facts.declined


def cooperates(facts: CaseFacts, _given: Given) -> bool:
    """The person works with the authorities: for permits of stay that ask for it.

    Directive 2004/81/EC art 8; CETS 197 art 14(1)(b). Never for help (G1).
    """
    return facts.person.cooperates_with_authorities is Known.YES


def risk_high(facts: CaseFacts, _given: Given) -> bool:
    """The danger was assessed as high."""
    return facts.person.risk_level is RiskLevel.HIGH


def risk_low_or_medium(facts: CaseFacts, _given: Given) -> bool:
    """The danger was assessed, and not as high."""
    return facts.person.risk_level in {RiskLevel.LOW, RiskLevel.MEDIUM}


def family_safe(facts: CaseFacts, _given: Given) -> bool:
    """The family was assessed and no relative is suspected; doubt counts as yes."""
    person = facts.person
    return person.family_assessed and person.family_suspected is Known.NO
