"""Passwords: which are taken, as typed, for good, changed by who has the old one."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import update

from referral.actions.administer import NewActor
from referral.actions.door import DoorRules
from referral.actions.work import OnDuty
from referral.errors import Malformed, NotSignedIn, ProofRefused
from referral.records.actors import Password
from referral.rules.passwords import check_password
from referral.vault.breached import BreachedFile
from referral.vault.secrets import hash_password
from tests.records.raw import run
from tests.world import World
from workflows.vocabulary import Role

OLD = "lantern harbour seven"
NEW = "Über den Bäumen, 7 gulls"


@pytest.fixture
def keeper(embedded_world: World) -> OnDuty:
    """Somebody with a password, which is quick to compare."""
    world, roles = embedded_world, frozenset({Role.CASE_MANAGER})
    new = NewActor(world.bodies["ngo"], "keeper", roles)
    world.mechanism.admit_actor(world.system, new, OLD)
    quick = hash_password(OLD, memory_kib=64)
    run(world, update(Password).values(hashed=quick))
    return world.mechanism.sign_in("keeper", OLD).actor


def opens(world: World, password: str) -> bool:
    """Whether it opens; tries are forgotten, as they are not what is looked at."""
    run(world, "DELETE FROM sign_in_try")
    try:
        return bool(world.mechanism.sign_in("keeper", password).token)
    except NotSignedIn:
        return False


@pytest.mark.asvs("V6.2.2", "V6.2.3", "V6.2.8")
def test_it_is_changed_by_whoever_has_the_old_one_and_compared_as_typed(
    embedded_world: World, keeper: OnDuty
) -> None:
    world = embedded_world
    for wrong in (NEW, OLD.upper(), f"{OLD} ", ""):
        with pytest.raises(ProofRefused):
            world.mechanism.change_password(keeper, wrong, NEW)
    run(world, "DELETE FROM sign_in_try")
    assert opens(world, OLD)
    world.mechanism.change_password(keeper, OLD, NEW)
    assert opens(world, NEW)
    for other in (OLD, NEW.lower(), f"{NEW} ", NEW[:-1], NEW + "x"):
        assert not opens(world, other), other


@pytest.mark.asvs("V6.2.10")
def test_no_password_ends_by_itself(embedded_world: World, keeper: OnDuty) -> None:
    embedded_world.clock.advance(days=timedelta(days=3_650).days)
    opened = embedded_world.mechanism.sign_in("keeper", OLD)
    assert opened.actor.id == keeper.id


TAKEN = (
    "four small words of anything",
    "ONLYUPPERCASELETTERSWITHNOTHINGELSE",
    "73 19 44 02 86 50 91",
    "?!-;:_+*~#'.,<>|{}[]",
    "një fjalë krejt tjetër",
    "sixty-four characters, of which none is there for its own sake.!",
    "long enough to be at the end " * 4 + "end at 128!",
)


@pytest.mark.asvs("V6.2.5", "V6.2.9")
@pytest.mark.parametrize("password", TAKEN)
def test_length_counts_and_no_composition(password: str) -> None:
    check_password(password, ("keeper", "ngo"), ())


def test_one_of_them_has_64_characters_and_one_has_127() -> None:
    assert {64, 127} <= {len(password) for password in TAKEN}


GUESSED = (
    "passwordpassword1",
    "qwertyuiopasdfgh",
    "abcdefghijklmnop",
    "aaaaaaaaaaaaaaaaaaaa",
    "correct horse battery staple",
    "keeper-keeper-2026",
    "ngo ngo ngo ngo 2026!",
)


@pytest.mark.asvs("V6.2.11")
@pytest.mark.parametrize("password", GUESSED)
def test_what_is_tried_first_is_not_taken(password: str) -> None:
    with pytest.raises(Malformed):
        check_password(password, ("keeper", "ngo"), ())


@pytest.mark.asvs("V6.2.12")
def test_what_was_stolen_elsewhere_is_not_taken(
    embedded_world: World, keeper: OnDuty, tmp_path: Path
) -> None:
    world, stolen = embedded_world, [NEW, *(f"stolen words {n}" for n in range(999))]
    digests = sorted(
        hashlib.sha1(word.encode(), usedforsecurity=False).hexdigest().upper()
        for word in stolen
    )
    file = tmp_path / "stolen.txt"
    file.write_text("".join(f"{each}:{n}\r\n" for n, each in enumerate(digests)))
    world.mechanism.let_in_by(DoorRules(breached=BreachedFile(file)))

    for each in stolen[:40]:
        with pytest.raises(Malformed):
            check_password(each, (), BreachedFile(file))
    with pytest.raises(Malformed):
        world.mechanism.change_password(keeper, OLD, NEW)
    assert opens(world, OLD)
    world.mechanism.change_password(keeper, OLD, f"{NEW} and more")
    assert opens(world, f"{NEW} and more")
