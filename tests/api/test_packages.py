"""Packages, keys and letters over HTTP."""

import json
from pathlib import Path
from uuid import UUID

from joserfc.jwk import ECKey

from referral.vault.jose import open_token
from referral.vault.jose_keys import MachineIdentity, TokenKey
from tests.api.conftest import Door
from tests.exchange.packaged import is_sealed
from tests.spec.linking import send
from tests.spec.outside import abroad, listed, new_identity
from tests.spec.test_leaving import keeper
from workflows.vocabulary import PackageForm


def test_a_partner_takes_what_was_agreed_in_either_form(
    door: Door, tmp_path: Path
) -> None:
    world, key = door.world, ECKey.generate_key("P-256")
    there = abroad(world)
    listed(world, world.bodies["shelter"], there.identity)
    words = json.dumps(key.as_dict(private=False))
    shelter = world.bodies["shelter"]
    world.mechanism.list_recipient_key(world.system, shelter, PackageForm.JOSE, words)
    _, offer = world.accepted()
    path = f"/v1/referrals/{offer.id}/package/file"
    file = door.ask("host", "POST", path, json={"form": "age", "purpose": "care"})
    assert file.status_code == 200, file.text
    assert file.headers["content-disposition"].endswith('.tar"')
    assert file.headers["cache-control"] == "no-store"
    assert is_sealed(file.content)
    assert b"Kestrel" in there.opened(file.content, tmp_path)["case-1.json"]
    token = door.ask("host", "POST", path, json={"form": "jose", "purpose": "care"})
    assert token.headers["content-disposition"].endswith('.jwe"')
    (jwk,) = door.ask("host", "GET", "/v1/package-signers").json()["keys"]
    signer = TokenKey.read(json.dumps(jwk))
    identity = MachineIdentity.read(json.dumps(key.as_dict(private=True)))
    found = open_token(token.text, {signer.kid: signer}, identity)
    assert b"Kestrel" in found.files["case-1.json"]
    assert found.manifest_sha256 == token.headers["manifest-sha256"]
    assert token.headers["receipts"]
    nobody = door.ask("warden", "POST", path, json={"purpose": "care"})
    assert nobody.status_code == 404


def test_a_letter_is_made_looked_at_and_ended(door: Door) -> None:
    world = door.world
    there = abroad(world)
    _, offer = world.offered(to="abroad")
    path = f"/v1/referrals/{offer.id}/link"
    none = door.ask("outreach", "GET", path).json()
    assert (none["state"], none["may_send"]) == (None, True)
    made = door.ask("outreach", "POST", path, json={"hours": 2})
    assert made.status_code == 201
    _, code, _ = there.read(made.json()["letter"])
    assert code not in made.text
    assert made.json()["receipts"] == made.headers["receipts"].split(", ")
    assert door.ask("coordinator", "GET", path).json()["state"] == "open"
    ended = door.ask("coordinator", "DELETE", path)
    assert ended.status_code == 200
    assert door.ask("outreach", "GET", path).json()["state"] == "ended"
    for odd in (0, 169, "3", True):
        wrong = door.ask("outreach", "POST", path, json={"hours": odd})
        assert wrong.status_code == 422


def test_what_was_said_by_telephone_of_a_deletion_is_written_down(door: Door) -> None:
    world = door.world
    there = abroad(world)
    case, offer = world.offered(to="abroad")
    path = f"/v1/referrals/{offer.id}/link"
    halves = there.shown(send(world, offer.id))
    world.mechanism.link_yes(halves)
    world.mechanism.link_package(halves)
    early = door.ask("outreach", "POST", f"{path}/deletion")
    assert (early.status_code, early.json()["code"]) == (409, "off-the-path")
    (consent,) = world.mechanism.consents(world["outreach"], case.id)
    world.mechanism.withdraw_consent(world["outreach"], case.id, consent.id)
    assert door.ask("outreach", "GET", path).json()["to_be_deleted"]
    assert door.ask("stranger", "POST", f"{path}/deletion").status_code == 404
    done = door.ask("outreach", "POST", f"{path}/deletion")
    assert done.status_code == 200
    assert done.headers["receipts"]
    assert not door.ask("outreach", "GET", path).json()["to_be_deleted"]


def test_keys_are_asked_for_listed_and_ended(door: Door) -> None:
    world = door.world
    there = abroad(world)
    world.case()
    world.people["registrar"] = keeper(world, "registrar")
    path = f"/v1/directory/organisations/{there.body}/keys"
    public = str(new_identity().to_public())
    asked = door.ask("registrar", "POST", path, json={"public": public})
    assert (asked.status_code, asked.json()["kind"]) == (201, "joint_act")
    joint = UUID(asked.json()["id"])
    world.agree(joint, "coordinator")
    world.mechanism.answer_joint(world["coordinator"], joint, "execute")
    rows = door.ask("registrar", "GET", path).json()["items"]
    assert rows[0]["public"] == public
    end = f"/v1/directory/recipient-keys/{rows[0]['id']}/ending"
    assert door.ask("registrar", "POST", end).status_code == 200
    assert door.ask("registrar", "POST", end).status_code == 409
    left = door.ask("registrar", "GET", path).json()["items"]
    assert [row["id"] for row in left] == [rows[1]["id"]]
    wrong = door.ask("registrar", "POST", path, json={"public": "age1nobody"})
    assert [each["pointer"] for each in wrong.json()["errors"]] == ["/public"]
    assert door.ask("coordinator", "GET", path).status_code == 403
