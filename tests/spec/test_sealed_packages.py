"""What was disclosed leaves sealed to its addressee, as a file and as a token."""

import json

import pytest
from joserfc.jwk import ECKey, OKPKey

from referral.errors import GuardNotMet, OffThePath, WrongRole
from referral.vault.jose import OpenedToken, Token, open_token
from referral.vault.jose_keys import MachineIdentity, TokenKey
from referral.vault.package import Package
from tests.exchange.packaged import found_in_package
from tests.spec.evidence import chain_of, refused
from tests.spec.outside import listed, new_identity
from tests.world import World
from workflows.vocabulary import Compartment, PackageForm, Purpose

CARE, AGE, JOSE = Purpose.CARE, PackageForm.AGE, PackageForm.JOSE


def opened(world: World, token: Token, key: ECKey | OKPKey) -> OpenedToken:
    """A token, as the partner's machine opens it."""
    (words,) = world.mechanism.package_signers().keys
    signer = TokenKey.read(json.dumps(words))
    identity = MachineIdentity.read(json.dumps(key.as_dict(private=True)))
    return open_token(token.text, {signer.kid: signer}, identity)


def machine_key(world: World, body: str) -> ECKey:
    """A key of a partner's machine."""
    key = ECKey.generate_key("P-256")
    text = json.dumps(key.as_dict(private=False))
    world.mechanism.list_recipient_key(world.system, world.bodies[body], JOSE, text)
    return key


def test_the_same_contents_leave_in_both_forms(world: World) -> None:
    identity = new_identity()
    listed(world, world.bodies["shelter"], identity)
    key = machine_key(world, "shelter")
    case, offer = world.accepted()
    take = world.mechanism.sealed_package
    file = take(world["host"], offer.id, CARE, AGE).package
    token = take(world["host"], offer.id, CARE, JOSE).package
    assert isinstance(file, Package)
    assert isinstance(token, Token)
    found, told = found_in_package(file.file(), identity), opened(world, token, key)
    assert found.files["case-1.json"] == told.files["case-1.json"]
    assert b"Kestrel" in found.files["case-1.json"]
    (member,) = found.manifest.members
    assert (member.what, member.classification.value) == ("agreed_fields", "restricted")
    (consent,) = world.mechanism.consents(world["outreach"], case.id)
    assert member.rests_on == (str(consent.id),)
    assert "only_for_this_purpose" in member.handling
    entries = [f for k, f in chain_of(world, case.id) if k == "disclosure_opened"]
    assert [each["form"] for each in entries] == ["age", "jose"]
    assert [each["package"] for each in entries] == [
        found.manifest_sha256,
        told.manifest_sha256,
    ]


def test_nothing_that_names_is_outside_the_seal(embedded_world: World) -> None:
    world = embedded_world
    listed(world, world.bodies["shelter"], new_identity())
    machine_key(world, "shelter")
    case, offer = world.accepted()
    for form in (AGE, JOSE):
        taken = world.mechanism.sealed_package(world["host"], offer.id, CARE, form)
        raw = taken.package.file()
        for word in (b"Kestrel", str(case.id).encode(), b"shelter", b"case-1"):
            assert word not in raw
        assert "Kestrel" not in repr(taken)


def test_without_a_key_of_the_form_nothing_opens(world: World) -> None:
    _, offer = world.accepted()
    for form in PackageForm:
        with refused(world, GuardNotMet, world.bodies["shelter"]) as nobody:
            world.mechanism.sealed_package(world["host"], offer.id, CARE, form)
        assert nobody.value.missing == ("recipient_key",)


def test_it_opens_when_the_offer_is_accepted_and_to_its_addressee(
    world: World,
) -> None:
    listed(world, world.bodies["shelter"], new_identity())
    _, offer = world.offered()
    take = world.mechanism.sealed_package
    with pytest.raises(OffThePath) as early:
        take(world["host"], offer.id, CARE, AGE)
    assert early.value.missing == ("acceptance",)
    for who in ("outreach", "coordinator"):
        with pytest.raises(WrongRole):
            take(world[who], offer.id, CARE, AGE)


def test_whoever_opens_packages_is_told_who_signs_and_since_when(
    world: World,
) -> None:
    identity = new_identity()
    listed(world, world.bodies["shelter"], identity)
    _, offer = world.accepted()
    before = world.mechanism.package_signers()
    assert f"package/{world.mechanism._house.keyring.tenant} " in before.allowed[0]
    take = world.mechanism.sealed_package
    first = take(world["host"], offer.id, CARE, AGE).package
    world.mechanism.renew_package_signers(world.system)
    now = world.mechanism.package_signers()
    assert now.allowed[1:] == before.allowed
    assert now.keys[1:] == before.keys
    second = take(world["host"], offer.id, CARE, AGE).package
    signed_by = [
        found_in_package(each.file(), identity).manifest.signed_by
        for each in (first, second)
    ]
    assert signed_by == [before.fingerprints[0], now.fingerprints[0]]
    kind, fields = chain_of(world, world.bodies["office"])[-1]
    assert (kind, fields) == (
        "package_signers_renewed",
        {"signer": now.fingerprints[0]},
    )
    with pytest.raises(WrongRole):
        world.mechanism.renew_package_signers(world["coordinator"])


def test_too_much_for_a_token_is_said(embedded_world: World) -> None:
    world = embedded_world
    machine_key(world, "shelter")
    case = world.case()
    world.consent(case.id)
    long = {Compartment.HEALTH: {"health_needs": "Asthma, says she. " * 70_000}}
    world.mechanism.record_content(world["outreach"], case.id, long)
    offer = world.offer(case.id)
    world.mechanism.answer_offer(world["host"], offer.id, "accept")
    with pytest.raises(OffThePath) as large:
        world.mechanism.sealed_package(world["host"], offer.id, CARE, JOSE)
    assert large.value.missing == ("form_age",)
