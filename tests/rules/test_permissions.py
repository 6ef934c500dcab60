"""Who may do what: every combination, against a table written by hand and apart."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.errors import (
    NotAddressed,
    NotHolder,
    NotPermitted,
    Refusal,
    WrongRole,
)
from referral.rules.acts import Act
from referral.rules.deciding import (
    REFUSALS,
    check_may,
    decide,
    drawers_of,
    enforce,
    may,
)
from referral.rules.decisions import (
    Allow,
    Code,
    Context,
    Deny,
    Obligation,
    Resource,
    State,
)
from referral.rules.facts import Asker
from referral.rules.permissions import ON_A_CASE, PERMISSIONS
from referral.rules.roles import INCOMPATIBLE, check_roles
from tests.rules.decided import (
    ABOUT_A_CASE,
    ALLOWED,
    WRITTEN,
    Ask,
    allowed,
    fields,
    open_to,
    roles,
)
from workflows.vocabulary import (
    ActorKind,
    Compartment,
    LegalGround,
    Purpose,
    Regime,
    Relation,
    Role,
)

STATES = ("open", "closed", "erased", "restricted", "conduct not accepted")
DRAWERS = (
    frozenset[Compartment](),
    frozenset({Compartment.IDENTITY}),
    frozenset({Compartment.HEALTH}),
)
FRESH, STALE = timedelta(minutes=1), timedelta(minutes=6)


def decided(ask: Ask, state: State | None = None) -> Allow | Deny:
    """What the code says of a request."""
    kind = ActorKind.MACHINE if ask.machine else ActorKind.PERSON
    erased = State.ERASED if ask.erased else State.OPEN
    return decide(
        Asker(ask.roles, ask.relations, ask.regime, kind, in_conflict=ask.in_conflict),
        ask.act,
        Resource(
            a_case=ask.a_case,
            state=state or erased,
            drawers=ask.drawers,
            restricted=frozenset({None} if ask.restricted else ()),
            of_the_asker=ask.of_the_asker,
        ),
        Context(
            purpose=ask.purpose,
            grounds=ask.grounds,
            step_up_age=FRESH if ask.fresh else STALE,
            glass=ask.glass,
            cases_opened=ask.opened,
            conduct=ask.conduct,
        ),
    )


def asks(act: Act) -> Iterator[tuple[Ask, State]]:
    """Every role in every relation, under every regime, in every state."""
    for role, relation, regime, state, drawers in product(
        Role, Relation, Regime, STATES, DRAWERS
    ):
        ask = Ask(
            frozenset({role}),
            frozenset({relation}),
            act,
            regime,
            a_case=act in ABOUT_A_CASE,
            erased=state == "erased",
            restricted=state == "restricted",
            drawers=drawers,
            conduct=state != "conduct not accepted",
        )
        yield ask, State(state) if state in set(State) else State.OPEN


@pytest.mark.asvs("V8.2.1")
@pytest.mark.parametrize("act", Act)
def test_every_role_in_every_situation_may_what_is_written_and_nothing_else(
    act: Act,
) -> None:
    cells = 0
    for ask, state in asks(act):
        found = decided(ask, state)
        assert isinstance(found, Allow) == allowed(ask), ask
        if isinstance(found, Allow):
            assert found.fields == fields(ask), ask
            assert Obligation.ENTER in found.obligations
        cells += 1
    assert cells == len(Role) * len(Relation) * len(Regime) * len(STATES) * len(DRAWERS)


def test_a_cell_that_is_wrong_is_found() -> None:
    """The control: a table with one letter more says something else."""
    more = (Act.OPEN_CONTENT, Relation.COORDINATOR, Role.COORDINATOR)
    ask = Ask(frozenset({more[2]}), frozenset({more[1]}), more[0])

    assert more not in ALLOWED
    assert not isinstance(decided(ask), Allow)
    assert {act for act, _, _ in ALLOWED} == set(Act) == set(PERMISSIONS)
    assert ON_A_CASE == ABOUT_A_CASE


REQUESTS = st.builds(
    Ask,
    st.frozensets(st.sampled_from(Role), max_size=4),
    st.frozensets(st.sampled_from(Relation), max_size=4),
    st.sampled_from(Act),
    st.sampled_from(Regime),
    machine=st.booleans(),
    in_conflict=st.booleans(),
    a_case=st.booleans(),
    erased=st.booleans(),
    restricted=st.booleans(),
    drawers=st.frozensets(st.sampled_from(Compartment), max_size=3),
    of_the_asker=st.booleans(),
    purpose=st.sampled_from((None, *Purpose)),
    grounds=st.frozensets(st.sampled_from((None, *LegalGround)), max_size=2),
    fresh=st.booleans(),
    glass=st.frozensets(st.sampled_from(Compartment)),
    opened=st.sampled_from((0, 1, 29, 30, 31, 59, 60, 61)),
    conduct=st.booleans(),
)


@given(REQUESTS)
def test_whatever_is_asked_is_answered_as_the_table_says(ask: Ask) -> None:
    found = decided(ask)

    assert isinstance(found, Allow) == allowed(ask)
    if isinstance(found, Allow):
        assert found.fields == fields(ask)
        return
    with pytest.raises(Refusal):
        enforce(found)


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
    asker = Asker(frozenset({role}), frozenset({Relation.NONE}))
    assert not may(act, asker)
    with pytest.raises(NotPermitted) as refused:
        check_may(act, asker)

    assert type(refused.value) is refusal
    assert refused.value.missing


def test_every_code_has_a_refusal_of_its_own_words() -> None:
    assert set(REFUSALS) == set(Code)
    assert len({str(make(("x",))) for make in REFUSALS.values()}) == len(Code)


def test_who_holds_a_case_may_open_what_the_regime_opens() -> None:
    manager = frozenset({Role.CASE_MANAGER})
    for regime in Regime:
        asker = Asker(manager, frozenset({Relation.HOLDER}), regime)
        assert drawers_of(Act.OPEN_CONTENT, asker) == open_to(regime)
        assert drawers_of(Act.READ_CASE, asker) == frozenset()
    nobody = Asker(manager, frozenset({Relation.FINDER}))
    assert drawers_of(Act.OPEN_CONTENT, nobody) == frozenset()


def test_roles_that_are_held_alone_are_held_with_no_other() -> None:
    alone = roles(WRITTEN["alone"]["roles"])
    for first, second in product(Role, Role):
        pair = frozenset({first, second})
        together = first is not second and Role.SYSTEM not in pair and alone & pair
        assert (pair in INCOMPATIBLE) == bool(together), pair
        if together:
            for more in (frozenset[Role](), frozenset({Role.CASE_MANAGER})):
                with pytest.raises(NotPermitted, match="held together"):
                    check_roles(pair | more)
        else:
            check_roles(pair)
    check_roles(frozenset())
