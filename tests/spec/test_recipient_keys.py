"""Keys that packages are sealed to: listed by two, ended by one, of two forms."""

import json
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from joserfc.jwk import ECKey
from sqlalchemy.exc import IntegrityError

from referral.actions.directory import BodyChange
from referral.errors import (
    AlreadyAnswered,
    Malformed,
    NotFound,
    NotPermitted,
    StaleCase,
    WrongRole,
)
from referral.vault.recipients import key_id
from tests.records.raw import run
from tests.spec.evidence import chain_of
from tests.spec.outside import Abroad, abroad, new_identity
from tests.spec.test_leaving import keeper
from tests.world import World
from workflows.vocabulary import PackageForm

AGE, JOSE = PackageForm.AGE, PackageForm.JOSE


def public() -> str:
    return str(new_identity().to_public())


def jwk() -> str:
    return json.dumps(ECKey.generate_key("P-256").as_dict(private=False))


def used(world: World) -> Abroad:
    """A mechanism in use, with somebody who administers."""
    there = abroad(world)
    world.case()
    world.people["registrar"] = keeper(world, "registrar")
    return there


def ask(world: World, body: UUID, key: str, form: PackageForm = AGE) -> UUID:
    done = world.mechanism.list_recipient_key(world["registrar"], body, form, key)
    assert done.kind == "joint_act"
    return done.id


def agree(world: World, joint: UUID) -> None:
    world.agree(joint, "coordinator")
    world.mechanism.answer_joint(world["coordinator"], joint, "execute")


def listed(world: World, body: UUID) -> list[str]:
    return [each.short for each in world.mechanism.recipient_keys(world.system, body)]


def test_one_asks_another_compares_and_then_it_is_listed(world: World) -> None:
    there, key = used(world), public()
    before = listed(world, there.body)
    joint = ask(world, there.body, key)
    assert listed(world, there.body) == before
    with pytest.raises(NotPermitted):
        world.mechanism.answer_joint(world["coordinator"], joint, "execute")
    seen = world.mechanism.joint_act(world["coordinator"], joint).content
    assert (seen["public"], seen["receiver_of"]) == (key, "Abroad")
    agree(world, joint)
    assert listed(world, there.body) == [key_id(key), *before]
    kind, fields = chain_of(world, there.body)[-1]
    assert (kind, fields) == (
        "recipient_key_listed",
        {"form": "age", "key": key_id(key)},
    )


def test_before_the_first_case_the_operator_lists_it_alone_and_it_is_said(
    world: World,
) -> None:
    there = abroad(world)
    _, fields = chain_of(world, there.body)[-1]
    assert fields["given_by"] == "operator_alone"


def test_a_machine_has_a_key_of_its_own_form(world: World) -> None:
    there, key = used(world), ECKey.generate_key("P-256")
    words = {**key.as_dict(private=False), "kid": "ours", "use": "enc"}
    agree(world, ask(world, there.body, json.dumps(words), JOSE))
    (found,) = [
        each
        for each in world.mechanism.recipient_keys(world.system, there.body)
        if each.form == JOSE
    ]
    assert found.short == key.thumbprint()
    assert "ours" not in found.public


@pytest.mark.parametrize(
    ("form", "key"),
    [
        (AGE, "age1nobody"),
        (AGE, ""),
        (AGE, "AGE-SECRET-KEY-1QQQ"),
        (AGE, "ssh-ed25519 AAAA"),
        (JOSE, "age1nobody"),
        (JOSE, "{}"),
        (JOSE, json.dumps(ECKey.generate_key("P-256").as_dict(private=True))),
        (JOSE, json.dumps(ECKey.generate_key("P-384").as_dict(private=False))),
    ],
)
def test_what_is_no_public_key_is_not_asked_for(
    embedded_world: World, form: PackageForm, key: str
) -> None:
    there = used(embedded_world)
    with pytest.raises(Malformed) as odd:
        ask(embedded_world, there.body, key, form)
    assert odd.value.faults == (("/public", "no_public_key"),)


def test_it_is_listed_once_and_no_more_than_five(world: World) -> None:
    there, key = used(world), public()
    waiting = ask(world, there.body, key)
    agree(world, ask(world, there.body, key))
    with pytest.raises(AlreadyAnswered, match="is listed"):
        ask(world, there.body, key)
    world.agree(waiting, "coordinator")
    with pytest.raises(AlreadyAnswered, match="is listed"):
        world.mechanism.answer_joint(world["coordinator"], waiting, "execute")
    for _ in range(3):
        agree(world, ask(world, there.body, public()))
    with pytest.raises(AlreadyAnswered, match="As many keys"):
        ask(world, there.body, public())
    agree(world, ask(world, there.body, jwk(), JOSE))


def test_a_key_in_capitals_is_the_same_key(world: World) -> None:
    there, key = used(world), public()
    agree(world, ask(world, there.body, key.upper()))
    assert listed(world, there.body)[0] == key_id(key)
    with pytest.raises(AlreadyAnswered, match="is listed"):
        ask(world, there.body, key)


def test_of_many_who_list_one_key_at_the_same_moment_one_does(world: World) -> None:
    there, key = abroad(world), public()

    def come(_: int) -> bool:
        try:
            world.mechanism.list_recipient_key(world.system, there.body, AGE, key)
        except AlreadyAnswered as refused:
            return "is listed" not in refused.sentence
        return True

    with ThreadPoolExecutor(8) as crowd:
        assert sum(crowd.map(come, range(8))) == 1
    assert listed(world, there.body).count(key_id(key)) == 1


def test_one_key_in_force_twice_cannot_be_stored(world: World) -> None:
    there, key = abroad(world), public()
    first = world.mechanism.list_recipient_key(world.system, there.body, AGE, key)
    world.mechanism.end_recipient_key(world.system, first.id)
    world.mechanism.list_recipient_key(world.system, there.body, AGE, key)
    with pytest.raises(IntegrityError):
        run(world, "UPDATE recipient_key SET ended_at = NULL")


def test_it_is_ended_by_one_and_once(world: World) -> None:
    there = used(world)
    world.mechanism.end_recipient_key(world["registrar"], there.key)
    assert listed(world, there.body) == []
    with pytest.raises(AlreadyAnswered):
        world.mechanism.end_recipient_key(world["registrar"], there.key)
    with pytest.raises(NotFound):
        world.mechanism.end_recipient_key(world["registrar"], UUID(int=1))
    assert chain_of(world, there.body)[-1][0] == "recipient_key_ended"


def test_nobody_unknown_gets_a_key(world: World) -> None:
    used(world)
    for unknown in (UUID(int=1), world["coordinator"].id):
        with pytest.raises(NotFound):
            ask(world, unknown, public())
        with pytest.raises(NotFound):
            world.mechanism.recipient_keys(world["registrar"], unknown)


def test_who_does_not_administer_lists_and_ends_none(world: World) -> None:
    there = used(world)
    for who in ("coordinator", "outreach", "host", "auditor"):
        with pytest.raises(WrongRole):
            world.mechanism.list_recipient_key(world[who], there.body, AGE, public())
        with pytest.raises(WrongRole):
            world.mechanism.end_recipient_key(world[who], there.key)
        with pytest.raises(WrongRole):
            world.mechanism.recipient_keys(world[who], there.body)


def test_a_yes_is_for_whoever_was_named(world: World) -> None:
    there = used(world)
    joint = ask(world, there.body, public())
    world.agree(joint, "coordinator")
    world.mechanism.change_organisation(
        world["registrar"], there.body, BodyChange(label="Elsewhere")
    )
    with pytest.raises(StaleCase):
        world.mechanism.answer_joint(world["coordinator"], joint, "execute")
