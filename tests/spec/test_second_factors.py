"""Codes of an app and from paper: set up, asked for, good once, given up."""

from datetime import timedelta

import pyotp
import pytest
from sqlmodel import update

from referral.actions.administer import NewActor
from referral.actions.door import DoorRules
from referral.actions.work import OnDuty
from referral.errors import (
    AlreadyAnswered,
    Malformed,
    NotFound,
    NotSignedIn,
    ProofRefused,
    SecondFactorNeeded,
    StepUpNeeded,
    TooManyTries,
)
from referral.records.actors import Password
from referral.vault.secrets import hash_password
from tests.records.raw import count, run
from tests.software_key import SoftwareKey
from tests.spec.evidence import chain_of, everything
from tests.world import World
from workflows.vocabulary import ActorKind, Role, SignInWay

PASSWORD = "lantern harbour seven"  # invented
STEP = timedelta(seconds=30)


@pytest.fixture
def desk(embedded_world: World) -> World:
    """A world in which a password alone opens nothing, and one person has one."""
    roles = frozenset({Role.CASE_MANAGER})
    new = NewActor(embedded_world.bodies["ngo"], "keeper", roles)
    embedded_world.mechanism.admit_actor(embedded_world.system, new, PASSWORD)
    quick = hash_password(PASSWORD, memory_kib=64)
    run(embedded_world, update(Password).values(hashed=quick))
    embedded_world.mechanism.let_in_by(DoorRules(second_factor=True))
    return embedded_world


def code_at(world: World, secret: str, later: timedelta = timedelta()) -> str:
    return pyotp.TOTP(secret).at(world.clock() + later)


def set_up(world: World) -> tuple[str, str, list[str]]:
    """A session in which an app was set up; its secret, and the codes for paper."""
    mechanism = world.mechanism
    token = mechanism.sign_in("keeper", PASSWORD).token
    me = mechanism.actor_for(token, setting_up=True)
    secret = str(mechanism.begin_app(me).details["secret"])
    done = mechanism.confirm_app(me, code_at(world, secret), token)
    return done.details["token"], secret, list(done.details["codes"])


def refused(world: World, code: str) -> tuple[str, tuple[str, ...]]:
    """What somebody with the right password and this code is told."""
    with pytest.raises(NotSignedIn) as refusal:
        world.mechanism.sign_in("keeper", PASSWORD, code)
    run(world, "DELETE FROM sign_in_try")
    return refusal.value.sentence, refusal.value.missing


@pytest.mark.asvs("V6.3.3")
def test_the_first_sign_in_leads_to_setting_up_a_factor_and_nowhere_else(
    desk: World,
) -> None:
    opened = desk.mechanism.sign_in("keeper", PASSWORD)
    assert opened.second_factor_needed
    with pytest.raises(SecondFactorNeeded):
        desk.mechanism.actor_for(opened.token)
    me = desk.mechanism.actor_for(opened.token, setting_up=True)
    assert desk.mechanism.factors(me).needed
    secret = str(desk.mechanism.begin_app(me).details["secret"])
    with pytest.raises(Malformed):
        desk.mechanism.confirm_app(me, "000000", opened.token)
    with pytest.raises(SecondFactorNeeded):
        desk.mechanism.actor_for(opened.token)
    done = desk.mechanism.confirm_app(me, code_at(desk, secret), opened.token)
    token = done.details["token"]
    assert desk.mechanism.actor_for(token).stepped_up_at == desk.clock()


@pytest.mark.asvs("V6.5.1", "V6.5.8")
def test_a_code_opens_once_and_within_a_step_of_its_minute(desk: World) -> None:
    _, secret, _ = set_up(desk)
    same = {refused(desk, code_at(desk, secret))}
    for later in (-STEP * 2, STEP * 2, STEP * 10):
        same.add(refused(desk, code_at(desk, secret, later)))
    for wrong in ("", "000000", "12345", "١٢٣٤٥٦", code_at(desk, secret) + "0"):
        same.add(refused(desk, wrong))
    assert len(same) == 1

    desk.clock.advance(minutes=5)
    code = code_at(desk, secret, STEP)
    opened = desk.mechanism.sign_in("keeper", PASSWORD, code)
    assert not opened.second_factor_needed
    assert desk.mechanism.actor_for(opened.token).stepped_up_at == desk.clock()
    same |= {refused(desk, code), refused(desk, code_at(desk, secret))}
    assert len(same) == 1, "used, and older than what was used"


@pytest.mark.asvs("V6.3.8", "V16.3.1")
def test_a_wrong_name_password_or_code_is_one_answer(desk: World) -> None:
    set_up(desk)
    told = {refused(desk, "000000")}
    for name, password in (("nobody", PASSWORD), ("keeper", "wrong")):
        with pytest.raises(NotSignedIn) as refusal:
            desk.mechanism.sign_in(name, password, "000000")
        told.add((refusal.value.sentence, refusal.value.missing))
    assert len(told) == 1
    last = chain_of(desk, desk.bodies["ngo"])[-1]
    assert last == ("sign_in_refused", {"factor": "code"}), "the right password only"


@pytest.mark.asvs("V6.3.1")
def test_wrong_codes_are_counted_like_wrong_passwords(desk: World) -> None:
    _, secret, _ = set_up(desk)
    desk.clock.advance(minutes=1)
    for _ in range(5):
        with pytest.raises(NotSignedIn):
            desk.mechanism.sign_in("keeper", PASSWORD, "000000")
    with pytest.raises(TooManyTries):
        desk.mechanism.sign_in("keeper", PASSWORD, code_at(desk, secret))


@pytest.mark.asvs("V6.5.1")
def test_a_code_from_paper_opens_once_and_counts_for_no_more(desk: World) -> None:
    _, _, codes = set_up(desk)
    assert len(set(codes)) == 10
    opened = desk.mechanism.sign_in("keeper", PASSWORD, f" {codes[0].upper()} ")
    me = desk.mechanism.actor_for(opened.token)
    assert me.stepped_up_at is None
    with pytest.raises(StepUpNeeded):
        desk.mechanism.remove_app(me)
    assert refused(desk, codes[0])
    assert desk.mechanism.factors(me).recovery_left == 9
    stored = repr(everything(desk))
    assert not [code for code in codes if code in stored]


@pytest.mark.asvs("V6.5.6")
def test_new_codes_for_paper_end_the_old_ones(desk: World) -> None:
    token, _, codes = set_up(desk)
    me = desk.mechanism.actor_for(token)
    again = desk.mechanism.renew_recovery_codes(me).details["codes"]
    assert not set(again) & set(codes)
    assert refused(desk, codes[3])
    assert desk.mechanism.sign_in("keeper", PASSWORD, again[3]).token


def test_the_secret_of_an_app_lies_sealed_and_is_told_once(desk: World) -> None:
    token, secret, _ = set_up(desk)
    assert secret not in repr(everything(desk))
    me = desk.mechanism.actor_for(token)
    with pytest.raises(AlreadyAnswered):
        desk.mechanism.begin_app(me)
    with pytest.raises(NotFound):
        desk.mechanism.confirm_app(me, code_at(desk, secret), token)


def test_a_secret_that_was_not_confirmed_is_replaced(desk: World) -> None:
    token = desk.mechanism.sign_in("keeper", PASSWORD).token
    me = desk.mechanism.actor_for(token, setting_up=True)
    first, second = (
        str(desk.mechanism.begin_app(me).details["secret"]) for _ in range(2)
    )
    with pytest.raises(Malformed):
        desk.mechanism.confirm_app(me, code_at(desk, first), token)
    done = desk.mechanism.confirm_app(me, code_at(desk, second), token)
    assert len(done.details["codes"]) == 10


@pytest.mark.asvs("V6.5.6", "V7.5.1")
def test_a_code_proves_once_more_who_it_is(desk: World) -> None:
    token, secret, codes = set_up(desk)
    desk.clock.advance(minutes=6)
    me = desk.mechanism.actor_for(token)
    with pytest.raises(StepUpNeeded):
        desk.mechanism.remove_app(me)
    for wrong in ("000000", codes[0], ""):
        with pytest.raises(ProofRefused):
            desk.mechanism.step_up(token, code=wrong)
    code = code_at(desk, secret)
    opened = desk.mechanism.step_up(token, code=code)
    me = opened.actor
    with pytest.raises(ProofRefused):
        desk.mechanism.step_up(opened.token, code=code)
    desk.mechanism.remove_app(me)
    assert count(desk, "recovery_code") == count(desk, "code_secret") == 0
    with pytest.raises(NotFound):
        desk.mechanism.renew_recovery_codes(me)
    with pytest.raises(NotFound):
        desk.mechanism.remove_app(me)


def test_a_passkey_set_up_first_lets_the_session_further(desk: World) -> None:
    mechanism, key = desk.mechanism, SoftwareKey()
    token = mechanism.sign_in("keeper", PASSWORD).token
    me = mechanism.actor_for(token, setting_up=True)
    made = key.register(mechanism.ask_new_passkey(me))
    told = mechanism.register_passkey(me, made, "key", token).details
    codes = told["codes"]
    assert len(codes) == 10
    assert mechanism.actor_for(told["token"]).id == me.id
    with pytest.raises(NotSignedIn):
        mechanism.sign_in("keeper", PASSWORD)
    opened = mechanism.sign_in("keeper", PASSWORD, codes[0])
    (mine,) = (
        each.way for each in mechanism.sessions(me, opened.token) if each.this_one
    )
    assert mine is SignInWay.PASSWORD_AND_RECOVERY


def test_where_none_is_required_a_password_alone_opens_until_one_is_set_up(
    desk: World,
) -> None:
    desk.mechanism.let_in_by(DoorRules())
    opened = desk.mechanism.sign_in("keeper", PASSWORD)
    me = desk.mechanism.actor_for(opened.token)
    assert me.stepped_up_at is None
    secret = str(desk.mechanism.begin_app(me).details["secret"])
    assert desk.mechanism.sign_in("keeper", PASSWORD).token, "not confirmed yet"
    desk.mechanism.confirm_app(me, code_at(desk, secret), opened.token)
    assert refused(desk, "")


def test_a_machine_has_no_factors_to_keep(embedded_world: World) -> None:
    world = embedded_world
    roles = frozenset({Role.CASE_MANAGER})
    new = NewActor(world.bodies["ngo"], "partner", roles, ActorKind.MACHINE)
    machine = world.mechanism.admit_actor(world.system, new).id
    ngo = world["outreach"]
    actor = OnDuty(machine, ngo.organisation_id, ActorKind.MACHINE, ngo.regime, roles)
    with pytest.raises(NotFound):
        world.mechanism.begin_app(actor)
