"""Who takes part, over the API: for whoever administers, and nothing of a case."""

from typing import Any
from uuid import uuid4

from tests.api.conftest import Door
from tests.properties.acts_directory import newcomer
from tests.spec.test_leaving import keeper
from tests.world import CONTENT
from workflows.vocabulary import Role

ROOT = "/v1/directory"
BODY: dict[str, Any] = {
    "code": "clinic",
    "label": "Clinic",
    "kind": "health",
    "regime": "gdpr",
}
WORDS = [
    str(value)
    for drawer in CONTENT.values()
    for value in drawer.values()
    if len(str(value)) > 4
]


def administers(door: Door) -> Door:
    """A door with a person who administers."""
    door.world.people["keeper"] = keeper(door.world)
    return door


def sent(door: Door, path: str, body: object, who: str = "keeper", **more: Any) -> Any:
    return door.ask(who, "POST", f"{ROOT}/{path}", json=body, **more)


def test_somebody_is_admitted_given_a_role_by_two_and_named_otherwise(
    door: Door,
) -> None:
    administers(door)
    body = sent(door, "organisations", BODY).json()["id"]
    asked = {"organisation_id": body, "sign_in_name": "mira", "roles": ["coordinator"]}
    done = sent(door, "actors", asked).json()
    (joint,) = done["details"]["asked"]
    role = {"role": "case_manager"}
    assert sent(door, f"actors/{done['id']}/roles", role).status_code == 201
    assert sent(door, f"actors/{done['id']}/roles", role).status_code == 409
    found = {each["id"]: each for each in listed(door)}
    (mira,) = found[body]["actors"]
    assert (mira["roles"], mira["waiting"]) == ([], ["coordinator", "case_manager"])
    shown = door.ask("coordinator", "GET", f"/v1/joint-acts/{joint}").json()
    assert shown["content"]["receiver"] == "mira"
    assert door.ask("keeper", "GET", f"/v1/joint-acts/{joint}").status_code == 403
    named = {"sign_in_name": "mira-b"}
    assert sent(door, f"actors/{done['id']}/naming", named).status_code == 200
    change = {"label": "Clinic of the north"}
    assert sent(door, f"organisations/{body}/naming", change).status_code == 200


def listed(door: Door) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = door.ask("keeper", "GET", ROOT).json()["items"]
    return items


def test_what_does_not_belong_in_a_body_is_refused(door: Door) -> None:
    """Fields of the row, names that are too long, the same key with another body."""
    administers(door)
    for extra in ({"active": True}, {"id": str(uuid4())}, {"admitted_at": "x"}):
        assert sent(door, "organisations", {**BODY, **extra}).status_code == 422
    new: dict[str, Any] = {
        "organisation_id": str(door.world.bodies["ngo"]),
        "sign_in_name": "mira",
        "roles": [],
    }
    for change in (
        {"given_by": "operator_alone"},
        {"sign_in_name": "m" * 81},
        {"sign_in_name": "0utreach"},
        {"roles": ["system"]},
        {"roles": ["emperor"]},
        {"roles": ["case_manager"] * 99},
        {"kind": "system"},
        {"password": "a password of fifteen"},
    ):
        answered = sent(door, "actors", {**new, **change})
        assert answered.status_code in (403, 422), change
    key = {"Idempotency-Key": uuid4().hex}
    first, again = (sent(door, "actors", new, headers=key) for _ in range(2))
    assert (first.status_code, first.content) == (201, again.content)
    other = {**new, "sign_in_name": "nora"}
    assert sent(door, "actors", other, headers=key).status_code == 422


def test_somebody_leaves_as_they_were_looked_at(door: Door) -> None:
    administers(door)
    world = door.world
    case = world.case()
    anna, token = newcomer(world, "anna").id, door.token("outreach")
    path = f"actors/{world['outreach'].id}/departure"
    shown = door.ask("keeper", "GET", f"{ROOT}/{path}").json()
    assert shown["looked_after"] == [case.details["code"]]
    assert not [word for word in WORDS if word in str(shown)]
    words = {"seen": shown["seen"], "by_case": {case.details["code"]: str(anna)}}
    assert sent(door, path, {**words, "seen": "0" * 64}).status_code == 412
    refused = sent(door, path, {"seen": shown["seen"]})
    assert refused.status_code == 409
    assert refused.json()["missing"] == [case.details["code"]]
    assert sent(door, path, words).json()["details"] == {"sessions": 1, "keys": 0}
    bearer = {"headers": {"Authorization": f"Bearer {token}"}}
    assert door.ask(None, "GET", "/v1/me", **bearer).status_code == 401


def test_an_organisation_ends_after_it_has_handed_over(door: Door) -> None:
    administers(door)
    world = door.world
    case = world.case()
    path = f"organisations/{world.bodies['ngo']}/closing"
    shown = door.ask("keeper", "GET", f"{ROOT}/{path}").json()
    refused = sent(door, path, {"seen": shown["seen"]})
    assert refused.json()["missing"] == shown["cases"] == [case.details["code"]]
    path = f"organisations/{world.bodies['haven']}/closing"
    seen = door.ask("keeper", "GET", f"{ROOT}/{path}").json()["seen"]
    assert sent(door, path, {"seen": seen}).json()["details"]["services"] == 1


def test_nobody_else_looks_at_the_directory(door: Door) -> None:
    world = door.world
    whom = world["host"].id
    for who in ("coordinator", "auditor", "outreach"):
        assert door.ask(who, "GET", ROOT).status_code == 403
        for path, body in (
            ("organisations", BODY),
            (f"actors/{whom}/roles", {"role": "auditor"}),
            (f"actors/{whom}/roles/case_manager/taking", {}),
            (f"actors/{whom}/departure", {"seen": "0" * 64}),
        ):
            assert sent(door, path, body, who).status_code == 403, path
    assert Role.CASE_MANAGER in world["host"].roles
