"""Claims of a provider: each way to be wrong beside what is right."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from referral.errors import NotSignedIn, TooBusy
from referral.rules.openid import (
    MOST_FROM_ONE_PLACE,
    MOST_UNDER_WAY,
    Counts,
    Expected,
    check_claims,
    check_room,
    counts_of,
)

NOW = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)
AT = NOW.timestamp()
COUNTS = Counts(frozenset({"gold"}), frozenset({"hwk"}))
EXPECTED = Expected("https://provider.example", "desk", "n" * 43, COUNTS)
PROOF = Expected("https://provider.example", "desk", "n" * 43, COUNTS, NOW)
RIGHT: Mapping[str, Any] = {
    "iss": "https://provider.example",
    "aud": "desk",
    "sub": "kestrel-7",
    "nonce": "n" * 43,
    "iat": AT - 5,
    "exp": AT + 300,
    "auth_time": AT,
}


def refused(expected: Expected = EXPECTED, **changes: Any) -> bool:
    claims = {name: said for name, said in {**RIGHT, **changes}.items() if said != ...}
    try:
        check_claims(claims, expected, NOW)
    except NotSignedIn:
        return True
    return False


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"aud": ["desk"]},
        {"aud": "desk", "azp": "desk"},
        {"aud": ["desk", "other"], "azp": "desk"},
        {"exp": AT - 59},
        {"iat": AT + 60},
        {"iat": AT - 11 * 60 + 1},
        {"nbf": AT + 60},
        {"auth_time": ...},
        {"iat": int(AT), "exp": int(AT) + 1},
    ],
)
def test_what_is_right_is_taken(changes: dict[str, Any]) -> None:
    assert not refused(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        *({name: ...} for name in ("iss", "aud", "sub", "nonce", "iat", "exp")),
        {"iss": "https://provider.example/"},
        {"aud": "other"},
        {"aud": []},
        {"aud": {"desk": 1}},
        {"aud": ["desk", "other"]},
        {"aud": ["desk", "other"], "azp": "other"},
        {"azp": "other"},
        {"sub": ""},
        {"sub": "k" * 256},
        {"sub": "kestrél"},
        {"sub": 7},
        {"nonce": "m" * 43},
        {"nonce": 7},
        {"nonce": "\udc80"},
        {"exp": AT - 60},
        {"exp": True},
        {"exp": "9999999999"},
        {"exp": float("nan")},
        {"exp": float("inf")},
        {"iat": AT + 61},
        {"iat": AT - 11 * 60},
        {"iat": 10**400},
        {"nbf": AT + 61},
        {"nbf": None},
    ],
)
def test_what_is_wrong_is_refused(changes: dict[str, Any]) -> None:
    assert refused(**changes)


@pytest.mark.parametrize(
    ("proven", "wrong"),
    [(-10, False), (-11, True), (60, False), (61, True), (None, True), ("now", True)],
)
def test_a_proof_is_of_now(proven: Any, wrong: bool) -> None:
    at = AT + proven if isinstance(proven, int) else proven
    assert refused(PROOF, auth_time=at) is wrong
    assert not refused(EXPECTED, auth_time=at)


def test_the_moment_of_the_proof_is_when_it_was_asked_for() -> None:
    earlier = Expected("https://provider.example", "desk", "n" * 43, COUNTS)
    minutes = NOW - timedelta(minutes=5)
    asked = Expected(earlier.issuer, earlier.client_id, earlier.nonce, COUNTS, minutes)
    assert not refused(asked, auth_time=AT - 5 * 60)
    assert refused(asked, auth_time=AT - 5 * 60 - 11)


@pytest.mark.parametrize(
    ("said", "two"),
    [
        ({}, False),
        ({"amr": ["hwk"]}, True),
        ({"amr": ["pwd", "hwk"]}, True),
        ({"amr": ["pwd"]}, False),
        ({"amr": "hwk"}, False),
        ({"amr": [["hwk"]]}, False),
        ({"acr": "gold"}, True),
        ({"acr": "hwk"}, False),
        ({"amr": ["gold"]}, False),
        ({"acr": ["gold"]}, False),
        ({"acr": {"gold": 1}}, False),
    ],
)
def test_only_what_was_named_counts_as_two_factors(
    said: dict[str, Any], two: bool
) -> None:
    claimed = check_claims({**RIGHT, **said}, EXPECTED, NOW)
    assert (claimed.subject, claimed.two_factors) == ("kestrel-7", two)
    none = Expected("https://provider.example", "desk", "n" * 43, Counts())
    assert not check_claims({**RIGHT, **said}, none, NOW).two_factors


def test_which_statements_count_is_read_from_words() -> None:
    assert counts_of(("acr=gold", "amr=hwk")) == COUNTS
    assert not counts_of(())
    for wrong in ("gold", "acr=", "aal=2", "amr= hwk", "amr=pwd", "amr=sms", "acr"):
        with pytest.raises(ValueError, match="amr="):
            counts_of((wrong,))


def test_there_is_room_for_so_many_sign_ins() -> None:
    check_room(MOST_UNDER_WAY - 1, MOST_FROM_ONE_PLACE - 1)
    for full in ((MOST_UNDER_WAY, 0), (0, MOST_FROM_ONE_PLACE)):
        with pytest.raises(TooBusy):
            check_room(*full)
