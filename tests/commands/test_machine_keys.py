"""`referral machine` and `referral admin let-in-again`, as an operator runs them."""

import base64
import json
from pathlib import Path
from uuid import UUID

import pytest

from referral.actions.administer import NewActor
from referral.actions.together import Answer
from referral.errors import NotSignedIn
from referral.mechanism import Mechanism
from referral.rules.machine_scope import PARTNER
from tests.commands.conftest import referral
from workflows.vocabulary import ActorKind, Role


def opened(folder: Path) -> Mechanism:
    return Mechanism.open(folder / "data", folder / "keys" / "kek")


def agreed_and_fetched(folder: Path, said: str) -> str:
    """The key that was asked for, once a coordinator has agreed to it."""
    joint = said.split()[1].rstrip(":")
    refused = referral("machine", "fetch", joint, store=folder)
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    with opened(folder) as mechanism:
        found = mechanism.sign_in("clara", "invented-people-only").actor
        seen = Answer(mechanism.joint_act(found, UUID(joint)).content_sha256)
        mechanism.answer_joint(found, UUID(joint), "approve", seen)
    fetched = referral("machine", "fetch", joint, store=folder)
    assert fetched.returncode == 0, fetched.stderr
    return fetched.stdout.split()[-1]


def admitted(folder: Path) -> str:
    """A machine whose role a coordinator has agreed to."""
    with opened(folder) as mechanism:
        system, roles = mechanism.system(), frozenset({Role.CASE_MANAGER})
        body = system.organisation_id
        new = NewActor(body, "partner-machine", roles, ActorKind.MACHINE)
        done = mechanism.admit_actor(system, new)
        clara = mechanism.sign_in("clara", "invented-people-only").actor
        for joint in map(UUID, done.details["asked"]):
            seen = Answer(mechanism.joint_act(clara, joint).content_sha256)
            mechanism.answer_joint(clara, joint, "approve", seen)
            mechanism.answer_joint(clara, joint, "execute")
    return str(done.id)


def test_a_machines_keys_are_given_followed_listed_and_revoked(copied: Path) -> None:
    machine = admitted(copied)
    given = referral("machine", "give", machine, "--act", "list_services", store=copied)
    assert given.returncode == 0, given.stderr
    first = agreed_and_fetched(copied, given.stdout)
    key_id = str(UUID(hex=first.split("_")[1]))
    followed = referral("machine", "follow", key_id, "--overlap", "1", store=copied)
    second = followed.stdout.split()[-1]
    public = base64.b64encode(bytes(range(32))).decode()
    signs = referral("machine", "register", machine, public, store=copied)
    asked = signs.stdout.split()[1].rstrip(":")
    assert referral("machine", "take-back", asked, store=copied).returncode == 0
    assert referral("machine", "revoke", key_id, store=copied).returncode == 0
    listed = referral("machine", "keys", machine, store=copied)
    rows = json.loads(listed.stdout)
    assert [row["revoked_at"] is None for row in rows] == [False, True]
    assert rows[1]["scope"] == ["list_services"]
    assert second.split("_", 2)[2] not in listed.stdout
    for wrong in (("give", machine, "--act", "fly"), ("register", machine, "!")):
        refused = referral("machine", *wrong, store=copied)
        assert refused.returncode == 1
        assert "Traceback" not in refused.stderr
    with opened(copied) as mechanism:
        assert mechanism.actor_for(second).scope == frozenset({"list_services"})
        with pytest.raises(NotSignedIn):
            mechanism.actor_for(first)


def test_the_word_partner_names_the_acts_that_offers_need(tmp_path: Path) -> None:
    referral("admin", "init", "office", "--label", "Office", store=tmp_path)
    house = ("admin", "organisation", "house", "--label", "House", "--kind", "shelter")
    body = referral(*house, store=tmp_path).stdout.split()[1]
    actor = ("admin", "actor", "beds", "--organisation", body)
    role = ("--role", "service_provider")
    refused = referral(*actor, *role, "--partner", store=tmp_path)
    assert (refused.returncode, refused.stdout) == (1, "")
    made = referral(*actor, *role, "--machine", "--partner", store=tmp_path)
    assert made.returncode == 0, made.stderr
    machine = made.stdout.split()[1]
    more = ("--partner", "--act", "tell_capacity")
    given = referral("machine", "give", machine, *more, store=tmp_path)
    assert given.stdout.startswith("key rk_"), given.stderr
    listed = json.loads(referral("machine", "keys", machine, store=tmp_path).stdout)
    assert [row["scope"] for row in listed] == [
        sorted(PARTNER),
        sorted({*PARTNER, "tell_capacity"}),
    ]


@pytest.mark.asvs("V7.4.5")
def test_who_lost_everything_is_let_in_again(copied: Path) -> None:
    with opened(copied) as mechanism:
        session = mechanism.sign_in("lena", "invented-people-only")
        me, token = session.actor.id, session.token
    done = referral("admin", "let-in-again", str(me), store=copied)
    assert done.returncode == 0, done.stderr
    first = done.stdout.splitlines()[0].removeprefix("password ")
    with opened(copied) as mechanism:
        with pytest.raises(NotSignedIn):
            mechanism.actor_for(token)
        session = mechanism.sign_in("lena", first)
        assert (session.actor.id, session.new_password_needed) == (me, True)


def test_a_person_is_admitted_with_a_password_nobody_typed(copied: Path) -> None:
    with opened(copied) as mechanism:
        body = str(mechanism.system().organisation_id)
    asked = ("admin", "actor", "mara", "--organisation", body, "--role", "auditor")
    done = referral(*asked, store=copied)
    assert done.returncode == 0, done.stderr
    words = dict(line.split(" ", 1) for line in done.stdout.splitlines()[:-1])
    again = referral("admin", "first-password", words["actor"], store=copied)
    second = again.stdout.splitlines()[0].removeprefix("password ")
    assert len(second) == len(words["password"]) == 29
    with opened(copied) as mechanism:
        with pytest.raises(NotSignedIn):
            mechanism.sign_in("mara", words["password"])
        assert mechanism.sign_in("mara", second).new_password_needed
