"""Whatever is wrong at the provider, or on the way back, is one refusal and no more."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from referral.actions.openid import Returned
from referral.errors import NotSignedIn, TooBusy, TooManyTries
from referral.rules.openid import MOST_FROM_ONE_PLACE
from referral.vault.openid_http import LARGEST
from tests.openid import (
    PATIENCE,
    Elsewhere,
    elsewhere,
    linked,
    provider_process,
)
from tests.openid_provider import BIG
from tests.records.raw import count, run
from tests.spec.evidence import chain_of, everything
from tests.world import World

__all__ = ["elsewhere", "provider_process"]

SENTENCE = "This sign-in does not open anything here."
STRANGERS = ("failed_sign_in", "sign_in_try", "openid_request")
"""All that a refused sign-in may write into: tags and moments."""
WRONG = (
    *("iss", "aud", "azp", "two audiences", "nonce", "expired", "not yet"),
    *("made later", "made long ago", "words for times"),
    *("no subject", "number for a subject"),
    *(f"without {name}" for name in ("iss", "aud", "exp", "iat", "nonce", "sub")),
    *("alg none", "alg None", "secret from public key", "secret from client secret"),
    *("another algorithm", "another's key", "its own key", "unknown key"),
    *("no key named", "key of another kind", "crit", "signature"),
)


@pytest.fixture(autouse=True)
def _somebody(elsewhere: Elsewhere) -> None:
    """Somebody who comes from there."""
    linked(elsewhere.world)


def come(elsewhere: Elsewhere) -> None:
    mechanism = elsewhere.world.mechanism
    begun = mechanism.ask_openid()
    mechanism.sign_in_with_openid(begun.request, elsewhere.walk(begun.address))


def told(elsewhere: Elsewhere, secret: str, returned: Returned) -> tuple[str, Any]:
    """What is told of an answer that is refused."""
    world = elsewhere.world
    before = count(world, "failed_sign_in")
    with pytest.raises(NotSignedIn) as refused:
        world.mechanism.sign_in_with_openid(secret, returned, "10.0.0.7")
    assert count(world, "failed_sign_in") == before + 1
    assert refused.value.__cause__ is None
    run(world, "DELETE FROM sign_in_try")
    return refused.value.sentence, refused.value.missing


@contextmanager
def nothing_is_written(world: World) -> Iterator[None]:
    """Nothing but that somebody failed: a tag and a moment each."""
    before = everything(world)
    yield
    after = everything(world)
    assert {name for name in after if after[name] != before[name]} <= set(STRANGERS)


def test_a_token_that_is_wrong_in_any_way_opens_nothing(elsewhere: Elsewhere) -> None:
    mechanism, sentences = elsewhere.world.mechanism, set()
    ways = [*({"wrong": wrong} for wrong in WRONG), {"sub": "nobody-here"}]
    with nothing_is_written(elsewhere.world):
        for how in ways:
            elsewhere.be(**how)
            begun = mechanism.ask_openid()
            sentences.add(told(elsewhere, begun.request, elsewhere.walk(begun.address)))
    assert sentences == {(SENTENCE, ())}
    for right in ("RS256", "ES256", "EdDSA"):
        elsewhere.be(alg=right)
        come(elsewhere)


def test_a_way_back_that_was_not_begun_here_opens_nothing(
    elsewhere: Elsewhere,
) -> None:
    world, mechanism = elsewhere.world, elsewhere.world.mechanism
    sentences = set()

    def back(secret: str | None = None, later: int = 0, **changes: Any) -> None:
        begun = mechanism.ask_openid()
        returned = replace(elsewhere.walk(begun.address), **changes)
        world.clock.advance(minutes=later)
        elsewhere.be()
        sentences.add(told(elsewhere, secret or begun.request, returned))

    with nothing_is_written(world):
        other = mechanism.ask_openid()
        back(state="")
        back(state="s" * 43)
        back(state="é\udc80")
        back(code="")
        back(code="not a code")
        back(issuer="https://elsewhere.example")
        back(secret=other.request)
        back(secret="s" * 43)
        back(later=10)
    assert sentences == {(SENTENCE, ())}
    come(elsewhere)


def test_what_came_back_is_good_once(elsewhere: Elsewhere) -> None:
    mechanism = elsewhere.world.mechanism
    begun = mechanism.ask_openid()
    returned = elsewhere.walk(begun.address)
    mechanism.sign_in_with_openid(begun.request, returned)
    told(elsewhere, begun.request, returned)
    begun, stolen = mechanism.ask_openid(), mechanism.ask_openid()
    code = elsewhere.walk(stolen.address).code
    state = elsewhere.walk(begun.address).state
    told(elsewhere, begun.request, Returned(state, code))
    begun = mechanism.ask_openid()
    returned = elsewhere.walk(begun.address)
    told(elsewhere, begun.request, replace(returned, state="wrong"))
    told(elsewhere, begun.request, returned)


def test_who_says_who_it_is_has_to_say_so_every_time(elsewhere: Elsewhere) -> None:
    mechanism = elsewhere.world.mechanism
    for says, right in ((elsewhere.address, True), ("https://other.example", False)):
        elsewhere.be(says_iss=says)
        elsewhere.let_in()
        begun = mechanism.ask_openid()
        returned = elsewhere.walk(begun.address)
        assert returned.issuer == says
        if right:
            mechanism.sign_in_with_openid(begun.request, returned)
        else:
            told(elsewhere, begun.request, returned)
    begun = mechanism.ask_openid()
    silent = replace(elsewhere.walk(begun.address), issuer=None)
    told(elsewhere, begun.request, silent)


DISCOVERY, TOKEN, KEYS = "/.well-known/openid-configuration", "/token", "/keys"


def test_a_provider_that_breaks_holds_nobody_up(elsewhere: Elsewhere) -> None:
    assert len(BIG) > LARGEST
    world, mechanism = elsewhere.world, elsewhere.world.mechanism
    for how in ("silent", "drip", "big", "elsewhere", "no json", "-"):
        for path in (TOKEN, KEYS):
            elsewhere.let_in()
            elsewhere.be(broken={path: how})
            begun = mechanism.ask_openid()
            returned, began = elsewhere.walk(begun.address), time.monotonic()
            told(elsewhere, begun.request, returned)
            assert time.monotonic() - began < PATIENCE + 5, (how, path)
    before = everything(world)
    for how in ("silent", "big", "-"):
        elsewhere.let_in()
        elsewhere.be(broken={DISCOVERY: how})
        with pytest.raises(NotSignedIn, match=SENTENCE):
            mechanism.ask_openid()
    assert everything(world) == before
    world.clock.advance(minutes=1)
    elsewhere.be()
    come(elsewhere)


def test_a_provider_that_is_down_is_not_waited_for_again_and_again(
    elsewhere: Elsewhere,
) -> None:
    mechanism = elsewhere.world.mechanism
    elsewhere.be(broken={DISCOVERY: "silent"})
    with pytest.raises(NotSignedIn):
        mechanism.ask_openid()
    began, asked = time.monotonic(), elsewhere.be()[DISCOVERY]
    for _ in range(20):
        with pytest.raises(NotSignedIn):
            mechanism.ask_openid()
    assert elsewhere.be()[DISCOVERY] == asked
    assert time.monotonic() - began < PATIENCE


def test_no_address_is_followed_that_is_not_the_providers(
    elsewhere: Elsewhere,
) -> None:
    for said in (
        {"issuer": "https://other.example"},
        {"token_endpoint": "http://10.0.0.1/token"},
        {"jwks_uri": "https://other.example/keys"},
        {"authorization_endpoint": "https://a:b@127.0.0.1/authorize"},
        {"token_endpoint": None},
        {"jwks_uri": "file:///etc/passwd"},
    ):
        elsewhere.be(metadata=said)
        with pytest.raises(NotSignedIn, match=SENTENCE):
            elsewhere.world.mechanism.ask_openid()
    elsewhere.be(metadata={"scopes_supported": ["openid"]})
    come(elsewhere)


def test_an_unknown_key_is_asked_for_once_a_minute(elsewhere: Elsewhere) -> None:
    world = elsewhere.world
    come(elsewhere)
    for turned, fetched in ((0, 1), (61, 2), (0, 2), (61, 3)):
        world.clock.advance(seconds=turned)
        elsewhere.be(turn=True)
        if turned:
            come(elsewhere)
        else:
            for _ in range(3):
                with pytest.raises(NotSignedIn):
                    come(elsewhere)
        assert elsewhere.be()[KEYS] == fetched
    world.clock.advance(minutes=61)
    elsewhere.be()
    come(elsewhere)
    assert elsewhere.be()[KEYS] == 4, "keys that were known are asked for anew"


def test_strangers_who_begin_without_end_fill_no_store(elsewhere: Elsewhere) -> None:
    world, mechanism = elsewhere.world, elsewhere.world.mechanism
    for _ in range(MOST_FROM_ONE_PLACE):
        mechanism.ask_openid("", "10.0.0.9")
    with pytest.raises(TooBusy):
        mechanism.ask_openid("", "10.0.0.9")
    mechanism.ask_openid("", "10.0.0.10")
    world.clock.advance(minutes=10)
    mechanism.ask_openid("", "10.0.0.9")
    assert count(world, "openid_request") == 1, "what ran out is forgotten"


def test_wrong_answers_are_counted_by_where_they_come_from(
    elsewhere: Elsewhere,
) -> None:
    mechanism = elsewhere.world.mechanism
    for tried in range(20):
        secret = f"{tried:043}"
        with pytest.raises(NotSignedIn):
            mechanism.sign_in_with_openid(secret, Returned("s", "c"), "10.0.0.9")
    with pytest.raises(TooManyTries):
        mechanism.sign_in_with_openid("s" * 43, Returned("s", "c"), "10.0.0.9")


def test_somebody_who_is_linked_and_gone_opens_nothing(elsewhere: Elsewhere) -> None:
    world, mechanism = elsewhere.world, elsewhere.world.mechanism
    before = chain_of(world, world.bodies["ngo"])
    run(world, "UPDATE actor SET active = 0 WHERE sign_in_name = 'keeper'")
    begun = mechanism.ask_openid()
    told(elsewhere, begun.request, elsewhere.walk(begun.address))
    assert chain_of(world, world.bodies["ngo"]) == before
