"""Coming from an identity provider: let in, asked for more, unlinked, proven anew."""

from datetime import timedelta

import pyotp
import pytest

from referral.actions.openid import Returned
from referral.errors import (
    Malformed,
    NotFound,
    NotSignedIn,
    ProofRefused,
    SecondFactorNeeded,
    StepUpNeeded,
)
from referral.rules.openid import Counts
from tests.openid import (
    SUBJECT,
    Elsewhere,
    elsewhere,
    linked,
    provider_process,
)
from tests.records.raw import count, run
from tests.spec.evidence import chain_of
from tests.world import World
from workflows.vocabulary import SignInWay

__all__ = ["elsewhere", "provider_process"]

STRONG = Counts(amr=frozenset({"hwk"}))


def come(elsewhere: Elsewhere, wanted: str = "") -> tuple[str, str]:
    """Sign in through the provider; the session's token, and where it leads."""
    mechanism = elsewhere.world.mechanism
    begun = mechanism.ask_openid(wanted)
    returned = elsewhere.walk(begun.address)
    opened, to = mechanism.sign_in_with_openid(begun.request, returned)
    return opened.token, to


@pytest.mark.parametrize("alg", ["RS256", "ES256", "EdDSA"])
def test_whoever_is_linked_comes_in_and_brings_no_role_along(
    elsewhere: Elsewhere, alg: str
) -> None:
    world = elsewhere.world
    person = linked(world)
    elsewhere.be(alg=alg)
    token, to = come(elsewhere, "/desk/offers")
    actor = world.mechanism.actor_for(token)
    assert (actor.id, to) == (person, "/desk/offers")
    assert actor.roles == {"case_manager"}, "the token says administrator"
    assert actor.organisation_id == world.bodies["ngo"]
    assert actor.stepped_up_at is None
    told = chain_of(world, world.bodies["ngo"])
    assert ("openid_linked", {}) in told
    assert told[-1] == ("signed_in", {"way": "openid"})
    assert count(world, "openid_request") == 0
    assert SUBJECT.encode() not in b"".join(
        row[0] for row in run(world, "SELECT tag FROM openid_link")
    )


def test_a_client_secret_may_be_sent_in_the_form(elsewhere: Elsewhere) -> None:
    linked(elsewhere.world)
    elsewhere.be(method="client_secret_post")
    assert come(elsewhere)
    elsewhere.secret_file.chmod(0o600)
    elsewhere.secret_file.write_text("another secret")
    with pytest.raises(NotSignedIn):
        come(elsewhere)


def test_the_providers_word_is_one_factor_and_ones_own_is_asked_for(
    elsewhere: Elsewhere,
) -> None:
    world = elsewhere.world
    mechanism = world.mechanism
    linked(world)
    elsewhere.let_in(required=True)
    first, _ = come(elsewhere)
    with pytest.raises(SecondFactorNeeded):
        mechanism.actor_for(first)
    me = mechanism.actor_for(first, setting_up=True)
    assert mechanism.factors(me).needed
    secret = str(mechanism.begin_app(me).details["secret"])
    done = mechanism.confirm_app(me, pyotp.TOTP(secret).at(world.clock()), first)
    mechanism.actor_for(done.details["token"])
    elsewhere.let_in(required=False)
    world.clock.advance(minutes=2)
    elsewhere.be(amr=["hwk"])
    token, _ = come(elsewhere)
    with pytest.raises(StepUpNeeded):
        mechanism.actor_for(token)
    waiting = mechanism.actor_for(token, setting_up=True)
    assert waiting.waits
    with pytest.raises(StepUpNeeded):
        mechanism.begin_app(waiting)
    with pytest.raises(ProofRefused):
        mechanism.step_up(token, code="000000")
    code = pyotp.TOTP(secret).at(world.clock())
    token = mechanism.step_up(token, code=code).token
    assert not mechanism.actor_for(token).waits
    ways = {row.way for row in mechanism.sessions(mechanism.actor_for(token), token)}
    assert ways == {SignInWay.OPENID_AND_FACTOR}


def test_what_the_settings_let_count_is_a_second_factor(elsewhere: Elsewhere) -> None:
    world = elsewhere.world
    linked(world)
    elsewhere.let_in(counts=Counts(frozenset({"gold"}), STRONG.amr), required=True)
    for said in ({}, {"amr": ["pwd"]}, {"acr": "silver"}, {"amr": "hwk"}):
        elsewhere.be(**said)
        token, _ = come(elsewhere)
        with pytest.raises(SecondFactorNeeded):
            world.mechanism.actor_for(token)
    for said in ({"amr": ["pwd", "hwk"]}, {"acr": "gold"}):
        elsewhere.be(**said)
        token, _ = come(elsewhere)
        actor = world.mechanism.actor_for(token)
        assert actor.stepped_up_at is None, "it may have been proven hours ago"


def test_a_person_sees_and_ends_the_link_and_an_administrator_too(
    elsewhere: Elsewhere,
) -> None:
    world = elsewhere.world
    mechanism = world.mechanism
    person = linked(world)
    for again in ((person, "another"), (world["outreach"].id, SUBJECT)):
        with pytest.raises(Malformed):
            mechanism.link_openid(world.system, *again)
    with pytest.raises(NotFound):
        mechanism.link_openid(world.system, world.bodies["ngo"], "another")
    token, _ = come(elsewhere)
    me = mechanism.actor_for(token)
    (link,) = mechanism.openid_links(me)
    with pytest.raises(NotFound):
        mechanism.end_openid_link(world["outreach"], link.id)
    mechanism.end_openid_link(me, link.id)
    with pytest.raises(NotSignedIn):
        mechanism.actor_for(token)
    with pytest.raises(NotSignedIn):
        come(elsewhere)
    mechanism.link_openid(world.system, person, SUBJECT)
    token, _ = come(elsewhere)
    assert mechanism.unlink_openid(world.system, person).details == {"ended": 1}
    with pytest.raises(NotSignedIn):
        mechanism.actor_for(token)
    told = chain_of(world, world.bodies["ngo"])
    assert told[-1] == ("openid_unlinked", {"sessions": 1})


def test_a_new_first_password_ends_the_link_too(elsewhere: Elsewhere) -> None:
    world = elsewhere.world
    person = linked(world)
    world.mechanism.forget_factors(world.system, person)
    with pytest.raises(NotSignedIn):
        come(elsewhere)


@pytest.fixture
def proven(elsewhere: Elsewhere) -> tuple[Elsewhere, str]:
    """Somebody signed in, in a place where the provider's word counts."""
    linked(elsewhere.world)
    elsewhere.let_in(counts=STRONG, required=True)
    elsewhere.be(amr=["hwk"])
    return elsewhere, come(elsewhere)[0]


@pytest.mark.asvs("V7.2.4")
def test_proving_once_more_asks_the_provider_to_ask_anew(
    proven: tuple[Elsewhere, str],
) -> None:
    elsewhere, token = proven
    mechanism = elsewhere.world.mechanism
    begun = mechanism.ask_openid_proof(token, "/desk/account")
    assert "max_age=0" in begun.address
    assert "prompt=login" in begun.address
    assert mechanism.is_openid_proof(begun.request)
    returned = elsewhere.walk(begun.address)
    opened, to = mechanism.step_up_with_openid(begun.request, returned, token)
    assert to == "/desk/account"
    assert opened.actor.stepped_up_at == elsewhere.world.clock()
    assert mechanism.actor_for(opened.token) == opened.actor
    with pytest.raises(NotSignedIn):
        mechanism.actor_for(token)
    told = chain_of(elsewhere.world, elsewhere.world.bodies["ngo"])
    assert told[-1] == ("stepped_up", {"factor": "openid"})


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"amr": ["hwk"], "wrong": "without auth_time"}, "when is not told"),
        ({"amr": ["pwd"]}, "one factor"),
        ({"amr": ["hwk"], "sub": "alder-3"}, "somebody else"),
        ({"amr": ["hwk"], "auth_time": "hours ago"}, "too old"),
    ],
)
def test_no_proof_is_taken_that_is_old_weak_or_anothers(
    proven: tuple[Elsewhere, str], how: dict[str, object], why: str
) -> None:
    elsewhere, token = proven
    world = elsewhere.world
    mechanism = world.mechanism
    linked(world, "other", "alder-3")
    before = (world.clock() - timedelta(seconds=11)).timestamp()
    elsewhere.be(**{**how, **({"auth_time": before} if "auth_time" in how else {})})
    begun = mechanism.ask_openid_proof(token)
    returned = elsewhere.walk(begun.address)
    with pytest.raises(ProofRefused):
        mechanism.step_up_with_openid(begun.request, returned, token)
    assert mechanism.actor_for(token).stepped_up_at is None, why
    told = chain_of(world, world.bodies["ngo"])
    assert told[-1] == ("sign_in_refused", {"factor": "openid"})


def test_a_proof_is_for_its_session_and_opens_none(
    proven: tuple[Elsewhere, str],
) -> None:
    elsewhere, token = proven
    mechanism = elsewhere.world.mechanism
    other, _ = come(elsewhere)
    begun = mechanism.ask_openid_proof(token)
    with pytest.raises(ProofRefused):
        mechanism.step_up_with_openid(
            begun.request, elsewhere.walk(begun.address), other
        )
    begun = mechanism.ask_openid_proof(token)
    with pytest.raises(NotSignedIn):
        mechanism.sign_in_with_openid(begun.request, elsewhere.walk(begun.address))
    begun = mechanism.ask_openid()
    with pytest.raises(ProofRefused):
        mechanism.step_up_with_openid(begun.request, elsewhere.walk(begun.address))
    for each in (token, other):
        assert mechanism.actor_for(each).stepped_up_at is None


def test_where_its_word_does_not_count_nothing_is_proven_there(
    elsewhere: Elsewhere,
) -> None:
    linked(elsewhere.world)
    token, _ = come(elsewhere)
    with pytest.raises(NotFound):
        elsewhere.world.mechanism.ask_openid_proof(token)


def test_without_a_provider_nobody_comes_from_one(embedded_world: World) -> None:
    mechanism = embedded_world.mechanism
    assert not mechanism.has_openid
    with pytest.raises(NotFound):
        mechanism.ask_openid()
    with pytest.raises(NotFound):
        mechanism.link_openid(
            embedded_world.system, embedded_world["outreach"].id, SUBJECT
        )
    with pytest.raises(NotSignedIn):
        mechanism.sign_in_with_openid("s" * 43, Returned("s" * 43, "code"))
