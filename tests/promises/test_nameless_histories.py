"""What names nobody, of people about whom everything else is written down at random.

Whatever a person's drawers, coded facts and a register of breaches hold, none of it is
in a card, a list, a ledger, a refusal, the person's own view or an anonymous timeline.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from referral.actions.breaches import BreachContent
from referral.actions.export import Wanted
from referral.actions.identify import Identification
from referral.actions.own_view import Shown
from referral.rules.exporting import Profile
from tests.exchange.packaged import found_in_package
from tests.properties.model import texts
from tests.world import WOMAN, World
from workflows.catalogues import SEALED_FIELDS
from workflows.vocabulary import (
    AgeClass,
    BreachNature,
    Compartment,
    Known,
    Purpose,
)

Content = Mapping[Compartment, Mapping[str, str]]
Told = Iterator[tuple[str, object]]
words = st.text("abcdefghijklmnopqrstuvwxyzëçßж", min_size=9, max_size=30)
contents = st.fixed_dictionaries(
    {
        drawer: st.fixed_dictionaries(dict.fromkeys(names, words))
        for drawer, names in SEALED_FIELDS.items()
    }
)
SOMEBODY = replace(
    WOMAN,
    age_class=AgeClass.ADULT,
    citizenship=("xq",),
    language="qaa",
    interpreter_needed=Known.NO,
)


def handed_on(world: World, case: UUID) -> object:
    """An anonymous timeline as it is handed on, with every file in it."""
    wanted = Wanted(Profile.ANONYMOUS, "asked by a statistician")
    done = world.mechanism.export_timeline(world["coordinator"], case, wanted)
    files = found_in_package(done.package.file()).files
    return [done.package.file(), *files.values()]


def own(world: World, case: UUID) -> object:
    """What the person is shown."""
    done = world.mechanism.issue_own_code(world["outreach"], case)
    return world.mechanism.own_view(Shown(number=done.details["number"], source="x"))


def helped(world: World, case: UUID) -> Told:
    """A case that is offered, accepted, opened, and a consent that is taken back."""
    m, host, me = world.mechanism, world["host"], world["outreach"]
    consent, offer = world.consent(case).id, world.offer(case).id
    yield "card", m.read_offer(host, offer)
    yield "list of offers", m.offers(host)
    m.answer_offer(host, offer, "accept")
    m.open_package(host, offer, Purpose.CARE)
    yield "own view", own(world, case)
    m.withdraw_consent(me, case, consent)
    yield "ledger of the holder", m.ledger(me, case)
    yield "ledger", m.ledger(world["coordinator"], case)
    yield "what is to be deleted", m.deletions(host)
    yield "exceptions", m.exceptions(world["coordinator"])
    yield "notices", m.notices(me)
    yield "anonymous timeline", handed_on(world, case)


def refusing(world: World, case: UUID) -> Told:
    """A case that was begun, of somebody who wants nothing."""
    m, me = world.mechanism, world["outreach"]
    yield "answer", m.refuse_all(me, case)
    yield "refusal", m.refusal(me, case)
    yield "ledger", m.ledger(me, case)
    yield "own view", own(world, case)
    yield "list of cases", m.cases(me)
    yield "anonymous timeline", handed_on(world, case)


def registered(world: World, content: Content) -> Told:
    """A breach about which somebody wrote too much."""
    m, me = world.mechanism, world["coordinator"]
    too_much = " ".join(content[Compartment.IDENTITY].values())
    lost = BreachContent((BreachNature.CONFIDENTIALITY,), too_much)
    m.open_breach(me, world.clock(), lost)
    yield "register of breaches", m.breaches(me)
    yield "exceptions", m.exceptions(me)


def told(answer: object) -> str:
    """Everything in an answer, bytes and what a repr hides among it."""
    if isinstance(answer, bytes):
        return answer.decode("utf-8", "replace")
    if isinstance(answer, list):
        return "\n".join(map(told, answer))
    return "\n".join((*texts(answer), repr(answer)))


def shows(answer: object, content: Content) -> set[str]:
    """The fields that stand in an answer."""
    whole = told(answer)
    return {
        f"{drawer.value}.{name}"
        for drawer, fields in content.items()
        for name, value in fields.items()
        if value in whole
    }


@settings(
    max_examples=max(2, settings().max_examples // 25),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(contents)
def test_nothing_that_was_written_is_in_what_names_nobody(
    embedded_world: World, content: Content
) -> None:
    world, m = embedded_world, embedded_world.mechanism
    me, found = world["outreach"], Identification(SOMEBODY, content)
    first, second = (m.open_case(me, found).id for _ in range(2))

    opened = m.open_content(me, first, Compartment.IDENTITY, Purpose.CARE)
    assert len(shows(opened, content)) >= len(content[Compartment.IDENTITY])
    assert "'xq'" in told(found)
    assert "qaa" in told(found)
    for what, answer in (
        *helped(world, first),
        *refusing(world, second),
        *registered(world, content),
    ):
        assert shows(answer, content) == set(), what
        if "list" not in what:
            assert "'xq'" not in told(answer), what
            assert "qaa" not in told(answer), what
