"""Who may do what: the whole table, written down a second time and compared."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.errors import NotAddressed, NotHolder, NotPermitted, WrongRole
from referral.rules.facts import Asker
from referral.rules.permissions import (
    AFTER_ERASURE,
    INCOMPATIBLE,
    OPENING,
    PERMISSIONS,
    Act,
    check_may,
    check_may_open,
    check_roles,
    may,
)
from workflows.vocabulary import Compartment, Regime, Relation, Role

LETTERS = {
    "f": Role.FIRST_RESPONDER,
    "m": Role.CASE_MANAGER,
    "p": Role.SERVICE_PROVIDER,
    "a": Role.COMPETENT_AUTHORITY,
    "i": Role.IMMIGRATION_AUTHORITY,
    "c": Role.COORDINATOR,
    "u": Role.AUDITOR,
    "x": Role.ADMINISTRATOR,
    "s": Role.SYSTEM,
}
WRITTEN_AGAIN = """
keep_own_code     holder       f m p
open_case         none         f m p
import_cases      none         m c
list_cases        none         f m p a i c
read_case         finder       f m p a i
read_case         holder       f m p a i
read_case         authority    f m p a i
read_case         provider     f m p a i
read_case         former_holder f m p a i
read_case         coordinator  c u
open_content      holder       f m p
record_facts      holder       f m p
record_content    holder       f m p
record_consent    holder       f m p
withdraw_consent  holder       f m p
take_step         finder       f m p a i
take_step         holder       f m p a i
take_step         authority    f m p a i
take_step         provider     f m p a i
take_step         former_holder f m p a i
take_step         coordinator  c
make_offer        holder       f m p
withdraw_offer    holder       f m p
list_offers       none         f m p
read_offer        addressee    f m p
read_offer        holder       f m p
answer_offer      addressee    p
confirm_arrival   addressee    p
open_disclosure   addressee    p
open_disclosure   authority    a i
list_services     none         f m p a i c
read_timeline     holder       f m p
read_timeline     coordinator  c u
export_timeline   holder       f m p
export_timeline   coordinator  c u
read_ledger       holder       f m p
read_ledger       coordinator  c
verify_case       holder       f m p
verify_case       coordinator  c u
verify_all        none         c u
list_notices      none         f m p
list_exceptions   none         c
administer        none         x
acknowledge_fork  none         x
ask_together      finder       f m p a i
ask_together      holder       f m p a i
ask_together      authority    f m p a i
ask_together      provider     f m p a i
ask_together      former_holder f m p a i
ask_together      coordinator  c
answer_together   none         f m p a i c
list_together     none         f m p a i c
review_exception  none         c
publish_pathway   none         c
replay_pathway    none         c s
keep_exploration  none         s
upgrade_case      coordinator  c
change_clock      finder       f m p a i
change_clock      holder       f m p a i
change_clock      authority    f m p a i
change_clock      provider     f m p a i
change_clock      former_holder f m p a i
change_clock      coordinator  c
search            none         f m c
search_exists     none         m c
check_match       none         f m p
index_names       none         s
set_address       none         m p
read_address      none         f m p
grant_address     none         m p
ask_erasure       holder       m
ask_erasure       coordinator  c
set_hold          holder       m
set_hold          coordinator  c
set_hold          authority    a
read_retention    holder       f m p
read_retention    authority    a
read_retention    coordinator  c u
list_retention    none         c
ask_question      coordinator  c
answer_question   finder       f m p a i
answer_question   holder       f m p a i
answer_question   authority    f m p a i
answer_question   provider     f m p a i
answer_question   former_holder f m p a i
read_questions    finder       f m p a i
read_questions    holder       f m p a i
read_questions    authority    f m p a i
read_questions    provider     f m p a i
read_questions    former_holder f m p a i
read_questions    coordinator  c
list_questions    none         f m p a i
"""
OF_PROFESSIONS = """
answer_question finder
answer_question holder
answer_question authority
answer_question provider
answer_question former_holder
read_questions  finder
read_questions  holder
read_questions  authority
read_questions  provider
read_questions  former_holder
list_questions  none
list_cases      none
read_case       finder
read_case       holder
read_case       authority
read_case       provider
read_case       former_holder
take_step       finder
take_step       holder
take_step       authority
take_step       provider
take_step       former_holder
open_disclosure authority
ask_together    finder
ask_together    holder
ask_together    authority
ask_together    provider
ask_together    former_holder
answer_together none
list_services   none
list_together   none
change_clock    finder
change_clock    holder
change_clock    authority
change_clock    provider
change_clock    former_holder
"""
"""Whoever sits at a table where several decide, whatever their profession."""
OF_PROSECUTORS = {
    (act, Relation.AUTHORITY, Role.PROSECUTOR)
    for act in (Act.SET_HOLD, Act.READ_RETENTION)
}
ALLOWED = (
    {
        (Act(act), Relation(relation), LETTERS[letter])
        for act, relation, *letters in map(
            str.split, WRITTEN_AGAIN.strip().splitlines()
        )
        for letter in letters
    }
    | {
        (Act(act), Relation(relation), profession)
        for act, relation in map(str.split, OF_PROFESSIONS.strip().splitlines())
        for profession in Role
        if profession not in LETTERS.values()
    }
    | OF_PROSECUTORS
)
askers = st.builds(
    Asker,
    st.frozensets(st.sampled_from(Role)),
    st.frozensets(st.sampled_from(Relation)),
)


@pytest.mark.parametrize("act", Act)
def test_every_role_in_every_relation_may_what_is_written_and_nothing_else(
    act: Act,
) -> None:
    for relation, role in product(Relation, Role):
        asker = Asker(frozenset({role}), frozenset({relation}))
        assert may(act, asker) == ((act, relation, role) in ALLOWED), (relation, role)


@given(st.sampled_from(Act), askers)
def test_somebody_with_several_roles_may_what_one_of_them_may(
    act: Act, asker: Asker
) -> None:
    allowed = any(
        (act, relation, role) in ALLOWED
        for relation, role in product(asker.relations, asker.roles)
    )

    assert may(act, asker) == allowed
    if allowed:
        check_may(act, asker)
        return
    with pytest.raises(NotPermitted) as refused:
        check_may(act, asker)
    assert refused.value.missing


def test_every_act_is_in_the_table() -> None:
    assert set(PERMISSIONS) == set(Act)


def test_who_runs_coordinates_or_audits_the_system_opens_nothing() -> None:
    content = {Act.OPEN_CONTENT, Act.OPEN_DISCLOSURE, Act.RECORD_CONTENT}
    for role in (Role.SYSTEM, Role.ADMINISTRATOR, Role.AUDITOR, Role.COORDINATOR):
        everywhere = Asker(frozenset({role}), frozenset(Relation))
        assert not any(may(act, everywhere) for act in content)


def test_after_an_erasure_nothing_is_asked_but_what_remains() -> None:
    assert {
        Act.READ_CASE,
        Act.READ_TIMELINE,
        Act.EXPORT_TIMELINE,
        Act.READ_LEDGER,
        Act.VERIFY_CASE,
        Act.READ_RETENTION,
        Act.KEEP_OWN_CODE,
    } == AFTER_ERASURE


@pytest.mark.parametrize(
    ("act", "role", "refusal"),
    [
        (Act.OPEN_CONTENT, Role.AUDITOR, WrongRole),
        (Act.OPEN_CONTENT, Role.CASE_MANAGER, NotHolder),
        (Act.ANSWER_OFFER, Role.SERVICE_PROVIDER, NotAddressed),
        (Act.READ_CASE, Role.CASE_MANAGER, NotPermitted),
    ],
)
def test_a_refusal_names_what_stands_in_the_way(
    act: Act, role: Role, refusal: type[NotPermitted]
) -> None:
    with pytest.raises(NotPermitted) as refused:
        check_may(act, Asker(frozenset({role}), frozenset({Relation.NONE})))

    assert type(refused.value) is refusal
    assert refused.value.missing


def test_an_enforcement_organisation_opens_everything_but_health() -> None:
    assert OPENING[Regime.GDPR] == set(Compartment)
    assert set(Compartment) - OPENING[Regime.LAW_ENFORCEMENT] == {Compartment.HEALTH}

    check_may_open(Compartment.HEALTH, Regime.GDPR)
    check_may_open(Compartment.IDENTITY, Regime.LAW_ENFORCEMENT)
    with pytest.raises(NotPermitted) as refused:
        check_may_open(Compartment.HEALTH, Regime.LAW_ENFORCEMENT)
    assert refused.value.missing == ("regime_for_health",)


def test_who_administers_or_audits_does_nothing_else_with_cases() -> None:
    casework = set(Role) - {Role.ADMINISTRATOR, Role.AUDITOR, Role.SYSTEM}
    for keeper in (Role.ADMINISTRATOR, Role.AUDITOR):
        for role in casework:
            pair = frozenset({keeper, role})
            assert pair in INCOMPATIBLE
            for more in (frozenset[Role](), frozenset({Role.CASE_MANAGER})):
                with pytest.raises(NotPermitted, match="held together"):
                    check_roles(pair | more)
    assert frozenset({Role.ADMINISTRATOR, Role.AUDITOR}) in INCOMPATIBLE


def test_roles_that_go_together_pass() -> None:
    check_roles(frozenset({Role.FIRST_RESPONDER, Role.CASE_MANAGER}))
    check_roles(frozenset({Role.SYSTEM, Role.ADMINISTRATOR}))
    check_roles(frozenset())
