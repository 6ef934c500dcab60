"""No record that is to name nobody holds anything of a drawer that names.

The shapes are walked, and tokens are planted in every fact and looked for. A record
that does hold such a thing stands beside as the control: it is found.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import shapes_own, views_own
from referral.actions.deletions import DeletionView
from referral.actions.own_codes import WaitingView
from referral.actions.own_reading import OwnView
from referral.actions.read import CaseView
from referral.actions.read_breaches import BreachLine
from referral.actions.read_ledger import LedgerLine
from referral.actions.read_lists import ExceptionView, NoticeView
from referral.actions.read_offers import OfferView
from referral.actions.refuse import RefusalView
from referral.rules.acts import Act
from referral.rules.disclosure import FIELDS, card
from referral.rules.facts import PersonFacts
from referral.rules.own_view import OWN_ACTS, Standing, check_own, own_stage
from referral.rules.refusal import NAMELESS, nameless, notifications, refusal_record
from workflows.loader import load_shipped
from workflows.vocabulary import (
    AgeClass,
    Compartment,
    ConsentAnswer,
    Known,
    OwnStage,
    ReferralStage,
    Sex,
    StageKind,
)

NAMING = (
    *(Compartment.IDENTITY, Compartment.CONTACT, Compartment.LOCATION),
    *(Compartment.NARRATIVE, Compartment.FAMILY, Compartment.HEALTH, Compartment.LEGAL),
)
NAMED = frozenset(name for drawer in NAMING for name in FIELDS[drawer])
TOKEN = "qz-planted"
PATHWAY = load_shipped("united_kingdom")[0]
RECORDS: Mapping[str, object] = {
    "card": card(PersonFacts(), "shelter"),
    "refusal": refusal_record(PersonFacts(), 0),
    "notification": notifications(
        PATHWAY, "anonymous_record", refusal_record(PersonFacts(), 0)
    )[0],
    "refusal as it is read": RefusalView,
    "own view": OwnView,
    "own view as it is sent": views_own.OwnView,
    "refusal as it is sent": shapes_own.NewRefusal,
    "list of cases": CaseView,
    "list of offers": OfferView,
    "notice": NoticeView,
    "exception": ExceptionView,
    "what is to be deleted": DeletionView,
    "a message that waits": WaitingView,
    "line of a ledger": LedgerLine,
    "line of the register of breaches": BreachLine,
}
"""Every shape of a record that is to name nobody, by what it is."""
people = st.builds(
    PersonFacts,
    age_class=st.just(AgeClass.ADULT),
    sex=st.sampled_from(Sex),
    citizenship=st.just((TOKEN,)),
    foreign_national=st.sampled_from(Known),
    language=st.just(TOKEN),
    interpreter_needed=st.sampled_from(Known),
    children_with=st.integers(0, 30),
    needs=st.just((TOKEN,)),
    access_needs=st.just((TOKEN,)),
)


def names(shape: object) -> Iterator[str]:
    """Every name of a field in a shape, its parts included."""
    if isinstance(shape, Mapping):
        for name, inner in shape.items():
            yield str(name)
            yield from names(inner)
        return
    hints: Mapping[str, Any] = {}
    if isinstance(shape, type) and is_dataclass(shape):
        hints = {each.name: get_type_hints(shape)[each.name] for each in fields(shape)}
    elif isinstance(shape, type) and hasattr(shape, "model_fields"):
        hints = {n: each.annotation for n, each in shape.model_fields.items()}
    for name, hint in hints.items():
        yield name
        for part in (hint, *get_args(hint)):
            yield from names(part)


@pytest.mark.parametrize("what", RECORDS)
def test_no_field_of_a_drawer_that_names_stands_in_it(what: str) -> None:
    found = set(names(RECORDS[what]))

    assert found
    assert found & NAMED == set()


def test_a_record_with_such_a_field_would_be_found() -> None:
    leaking = {"card": {**card(PersonFacts(), "shelter"), "first_name": ""}}

    assert set(names(leaking)) & NAMED == {"first_name"}
    assert len(NAMED) > 15


@given(people, st.integers(0, 80))
def test_nothing_that_was_planted_is_in_what_a_refusal_leaves(
    person: PersonFacts, indicators: int
) -> None:
    record = refusal_record(person, indicators)

    assert set(record) == set(NAMELESS)
    for told in (record, *notifications(PATHWAY, "anonymous_record", record)):
        assert TOKEN not in repr(told)
    assert TOKEN not in repr(nameless(person))
    assert TOKEN in repr(person)
    assert TOKEN in repr(card(replace(person, interpreter_needed=Known.YES), "shelter"))


@given(
    st.builds(
        Standing,
        st.sampled_from(StageKind),
        st.booleans(),
        st.frozensets(st.sampled_from(ReferralStage), max_size=3),
        st.none() | st.sampled_from(ConsentAnswer),
    )
)
def test_every_case_stands_somewhere_that_can_be_told(standing: Standing) -> None:
    told = own_stage(standing)

    assert (told is OwnStage.NOTHING_KEPT) == standing.erased
    if not standing.erased:
        assert (told is OwnStage.ENDED) == (standing.kind is StageKind.CLOSED)


@pytest.mark.parametrize("act", Act)
def test_who_shows_a_number_may_do_what_is_theirs_and_nothing_else(act: Act) -> None:
    if act in OWN_ACTS:
        check_own(act)
        return
    with pytest.raises(Exception, match="may not"):
        check_own(act)
