"""Who is kept away, an emergency, and what somebody signs in with, with tokens."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pyotp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from referral.actions.administer import NewActor
from tests.promises.planting_desk import of_filters
from tests.promises.tokens import token
from tests.properties.acts_conduct import accepted
from tests.software_key import SoftwareKey
from tests.spec.test_leaving import keeper
from tests.spec.test_tripwire import canary, opened
from workflows.vocabulary import ActorKind, Role

if TYPE_CHECKING:
    from tests.pages.conftest import Desk


def of_access(desk: "Desk", case: UUID) -> Mapping[str, Sequence[UUID]]:
    """Somebody kept away, a broken glass, a made-up case, and keys to sign in with."""
    world = desk.world
    away = {"organisation_id": str(world.bodies["advocates"]), "reason": "related"}
    version = desk.door.version("host", case)
    path = f"/v1/cases/{case}/conflicts"
    conflict = _asked(desk, "coordinator", path, away, version=version)["id"]
    passkey = _signs_in(desk)
    glass = {
        "code": str(world.case().details["code"]),
        "reason": "medical_emergency",
        "text": f"{token('NewBrokenGlass.text')}: nobody answers the telephone.",
        "drawers": ["health"],
    }
    broken = _asked(desk, "stranger", "/v1/glasses", glass)["id"]
    opened(world, canary(world).id)
    desk.door.tokens.clear()  # whoever opens a made-up case is signed out
    _of_an_app(desk)
    machine = _of_a_machine(desk)
    world.people["registrar"] = keeper(world, "registrar")
    accepted(world, world.people)
    return {
        "conflict_id": [UUID(conflict)],
        "glass_id": [UUID(broken)],
        "passkey_id": [UUID(passkey)],
        "alarm_id": [case],
        "session_id": [case],
        "actor_id": [world["warden"].id, machine],
        "organisation_id": [world.bodies["court"]],
        **of_filters(desk),
    }


def _signs_in(desk: "Desk") -> str:
    """A passkey of somebody, who shows with it once more who they are."""
    key, mine = SoftwareKey(), "/v1/me/passkeys"
    options = _asked(desk, "stranger", "/v1/me/passkey-options")["options"]
    new = {"label": "blue key", "credential": key.register(options)}
    made = str(_asked(desk, "stranger", mine, new)["id"])
    wrong = {"code": token("StepUp.code")}
    refused = desk.door.ask("stranger", "POST", "/v1/session/step-up", json=wrong)
    assert refused.status_code == 403  # not proven
    asked = _asked(desk, "stranger", "/v1/session/step-up-options")["options"]
    proof = {"credential": key.answer(asked)}
    _asked(desk, "stranger", "/v1/session/step-up", proof)
    typed = {"old": token("NewPassword.old"), "new": f"{token('NewPassword.new')} moss"}
    refused = desk.door.ask("stranger", "POST", "/v1/me/password", json=typed)
    assert refused.status_code >= 400  # the old one is another
    return made


def _of_an_app(desk: "Desk") -> None:
    """An app, and codes for paper."""
    secret = str(_asked(desk, "migration", "/v1/me/app")["secret"])
    for code in (token("AppCode.code"), pyotp.TOTP(secret).at(desk.world.clock())):
        asked = {"code": code}
        desk.door.ask("migration", "POST", "/v1/me/app/code", json=asked)


def _of_a_machine(desk: "Desk") -> UUID:
    """A machine that signs its requests, and shows a key too."""
    world, roles = desk.world, frozenset({Role.CASE_MANAGER})
    new = NewActor(world.bodies["ngo"], "partner-signs", roles, ActorKind.MACHINE)
    machine = world.admit(new).id
    public = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    month = timedelta(days=30)
    register = world.mechanism.register_signing_key
    joint = register(world.system, machine, public, month).id
    world.agree(joint, "coordinator")
    world.mechanism.answer_joint(world["coordinator"], joint, "execute")
    asked = world.mechanism.issue_key(world.system, machine, month).id
    world.agree(asked, "coordinator")
    world.mechanism.fetch_key(world.system, asked)
    return machine


def _asked(desk: "Desk", who: str, path: str, body: object = None, **words: Any) -> Any:
    answer = desk.door.ask(who, "POST", path, json=body, **words)
    assert answer.status_code < 300, answer.text  # done
    return answer.json()
