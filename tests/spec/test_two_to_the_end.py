"""Two people stand behind roles and keys to the end; nobody slips in between."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Event
from uuid import UUID

import pytest

from referral.actions import directory
from referral.actions.administer import NewActor
from referral.actions.sign_in import check_the_same
from referral.actions.together import Answer
from referral.actions.work import OnDuty, Work, perform
from referral.errors import (
    GuardNotMet,
    NotPermitted,
    NotSignedIn,
    StaleCase,
    TooManyTries,
)
from referral.records.actors import Password
from referral.rules.acts import Act
from tests.records.raw import act
from tests.spec.test_leaving import ended, keeper
from tests.world import World
from workflows.vocabulary import ActorKind, Role

MONTH, A_DAY = timedelta(days=30), timedelta(days=1)
OWN = "lantern harbour seven"  # invented


@pytest.fixture
def used(embedded_world: World) -> World:
    """A mechanism in use, with two who administer."""
    embedded_world.case()
    for name in ("registrar", "other"):
        embedded_world.people[name] = keeper(embedded_world, name)
    return embedded_world


def machine(world: World, role: Role) -> UUID:
    """A machine in a role that two gave it."""
    new = NewActor(
        world.bodies["office"], "robot", frozenset({role}), ActorKind.MACHINE
    )
    return world.admit(new).id


def renewed(world: World, made: UUID) -> OnDuty:
    """A machine, as one administrator alone may act as it."""
    me, mechanism = world["registrar"], world.mechanism
    joint = mechanism.issue_key(me, made, MONTH).id
    world.agree(joint, "coordinator")
    key = mechanism.fetch_key(me, joint).id
    following = mechanism.follow_key(me, key, MONTH, A_DAY)
    return mechanism.actor_for(str(following.details["key"]))


def test_whoever_renews_a_coordinators_machine_agrees_to_nothing_with_it(
    used: World,
) -> None:
    me, mechanism = used["registrar"], used.mechanism
    robot = renewed(used, machine(used, Role.COORDINATOR))
    assert Act.ANSWER_TOGETHER in (robot.scope or ())
    asked = mechanism.give_role(me, used["stranger"].id, Role.COORDINATOR)
    answer = Answer(str(asked.details["content"]))
    with pytest.raises(NotPermitted) as refused:
        mechanism.answer_joint(robot, asked.id, "approve", answer)
    assert refused.value.missing == ("person",)
    used.agree(asked.id, "coordinator")
    mechanism.answer_joint(used["coordinator"], asked.id, "execute")


def asked_for_both(world: World) -> tuple[UUID, UUID]:
    """A role and a key that the registrar asked for, and a coordinator agreed to."""
    me, mechanism = world["registrar"], world.mechanism
    role = mechanism.give_role(me, world["warden"].id, Role.CASE_MANAGER).id
    key = mechanism.issue_key(me, machine(world, Role.CASE_MANAGER), MONTH).id
    for joint in (role, key):
        world.agree(joint, "coordinator")
    return role, key


@pytest.mark.parametrize("leaves", [True, False])
def test_what_somebody_asked_for_who_left_is_asked_for_anew(
    used: World, leaves: bool
) -> None:
    role, _ = asked_for_both(used)
    coordinator, mechanism = used["coordinator"], used.mechanism
    later = mechanism.give_role(
        used["registrar"], used["warden"].id, Role.FIRST_RESPONDER
    ).id
    if leaves:
        ended(used, "registrar", used["other"])
    else:
        whom = used["registrar"].id
        mechanism.take_role(used["other"], whom, Role.ADMINISTRATOR)
    with pytest.raises(GuardNotMet) as refused:
        mechanism.answer_joint(coordinator, role, "execute")
    assert refused.value.missing == ("asker",)
    with pytest.raises(GuardNotMet):
        used.agree(later, "coordinator")
    used.agree(later, "coordinator", "refuse")
    used.agree(role, "coordinator", "refuse")
    me = used["other"]
    anew = mechanism.give_role(me, used["warden"].id, Role.CASE_MANAGER).id
    used.agree(anew, "coordinator")
    mechanism.answer_joint(coordinator, anew, "execute")


def test_a_name_that_a_coordinator_was_told_is_not_lent_to_somebody_else(
    used: World,
) -> None:
    me, mechanism = used["registrar"], used.mechanism
    role, key = asked_for_both(used)
    waits = mechanism.give_role(me, used["warden"].id, Role.FIRST_RESPONDER).id
    robot = UUID(str(mechanism.joint_act(used["coordinator"], key).content["machine"]))
    for whom, name in ((used["warden"].id, "heron"), (robot, "plover")):
        mechanism.rename_actor(me, whom, name)
    with pytest.raises(StaleCase):
        mechanism.answer_joint(used["coordinator"], role, "execute")
    with pytest.raises(StaleCase):
        mechanism.fetch_key(me, key)
    with pytest.raises(StaleCase):
        used.agree(waits, "coordinator")
    mechanism.rename_actor(me, robot, "robot")
    assert mechanism.fetch_key(me, key).details["key"]


def test_which_case_is_made_up_is_told_to_whoever_asked_alone(used: World) -> None:
    mechanism = used.mechanism
    mechanism.ask_canary(used["registrar"], "KM-00-TEST")
    (mine,), (others) = (mechanism.asked(used[who]) for who in ("registrar", "other"))
    assert mine.content == {"code": "KM-00-TEST"}
    assert [(each.kind, each.content) for each in others] == [("mark_canary", {})]


def test_a_signing_key_ends_with_its_machine(used: World) -> None:
    me, mechanism = used["registrar"], used.mechanism
    made, public = machine(used, Role.CASE_MANAGER), bytes(range(32))
    joint = mechanism.register_signing_key(me, made, public, MONTH).id
    used.agree(joint, "coordinator")
    mechanism.answer_joint(used["coordinator"], joint, "execute")
    used.people["robot"] = OnDuty(
        made, me.organisation_id, ActorKind.MACHINE, me.regime, frozenset()
    )
    assert mechanism.preview_departure(me, made).keys == 1
    assert ended(used, "robot", me).details["keys"] == 1
    (kept,) = mechanism.machine_keys(me, made)
    assert kept.revoked_at is not None


def test_a_first_password_is_replaced_while_roles_wait(used: World) -> None:
    me, mechanism = used["registrar"], used.mechanism
    roles = frozenset({Role.CASE_MANAGER})
    new = mechanism.admit_actor(me, NewActor(used.bodies["ngo"], "fresh", roles))
    first = str(mechanism.give_first_password(me, new.id).details["password"])
    session = mechanism.sign_in("fresh", first)
    fresh = mechanism.actor_for(session.token, new_password=True)
    assert not fresh.roles
    token = mechanism.change_password(fresh, first, OWN, session.token)
    fresh = mechanism.actor_for(str(token.details["token"]))
    assert len(mechanism.sessions(fresh, str(token.details["token"]))) == 1
    mechanism.sign_out_everywhere(fresh)
    for refused in (
        lambda: mechanism.cases(fresh),
        lambda: mechanism.accept_conduct(fresh, 1),
        lambda: mechanism.directory(fresh),
    ):
        with pytest.raises(NotPermitted):
            refused()


def test_a_password_that_was_exchanged_while_it_was_compared_opens_nothing(
    world: World,
) -> None:
    """Whoever had a copy of a first password comes in a moment too late."""
    roles = frozenset({Role.CASE_MANAGER})
    new = world.mechanism.admit_actor(
        world.system, NewActor(world.bodies["ngo"], "fresh", roles)
    )
    give, mechanism = world.mechanism.give_first_password, world.mechanism
    first = str(give(world.system, new.id).details["password"])
    hashed = act(world, lambda unit: unit.session.get_one(Password, new.id).hashed)
    look = partial(check_the_same, actor_id=new.id, hashed=hashed)
    act(world, look)
    session = mechanism.sign_in("fresh", first)
    me = mechanism.actor_for(session.token, new_password=True)
    mechanism.change_password(me, first, OWN, session.token)
    with pytest.raises(NotSignedIn) as late:
        act(world, look)
    with pytest.raises((NotSignedIn, TooManyTries)) as wrong:
        mechanism.sign_in("fresh", first)
    assert str(late.value) == str(wrong.value)


def test_two_who_take_each_others_role_leave_it_to_one(world: World) -> None:
    """Each sees the other still there; on PostgreSQL both acts run at once."""
    one, other = (keeper(world, name) for name in ("heron", "plover"))
    began, go_on = Event(), Event()

    def slowly(work: Work) -> None:
        directory.take(work, other.id, Role.ADMINISTRATOR)
        began.set()
        go_on.wait(1)

    def first() -> None:
        house, name = world.mechanism._house, Act.TAKE_ROLE.value
        perform(house, one, slowly, name=name)

    with ThreadPoolExecutor(2) as pool:
        taking = pool.submit(first)
        assert began.wait(30)
        back = pool.submit(world.mechanism.take_role, other, one.id, Role.ADMINISTRATOR)
        taking.result(30)
        with pytest.raises(GuardNotMet) as refused:
            back.result(30)
    assert refused.value.missing == ("administrator",)
