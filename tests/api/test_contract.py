"""What the description promises holds for whatever is sent, whoever sends it.

Schemathesis makes requests from the description, right and wrong ones, and holds every
answer against it: no server error, no status, header, media type or shape that is not
described, nothing open without a token, nothing wrong accepted, nothing right refused
for its shape. The ids, versions and keys it made up are replaced by real ones most of
the time, so that it gets behind the first "not found".
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count, cycle
from typing import Any
from uuid import UUID, uuid4

import pytest
import schemathesis
from hypothesis import settings
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from api.dependencies import KEY_PATTERN, VERSION_PATTERN
from referral.actions.refer import Offer
from tests.api.conftest import Door
from tests.world import PEOPLE, World, admitted
from workflows.vocabulary import PROFESSIONS, ReferralKind, Role

ENDS = ("sign_out", "sign_out_everywhere")
"""Operations after which a token is none any more."""
FIRST = "outreach"
"""Who walks every border of every shape: shapes know no roles."""
OTHERS = (
    *("host", "coordinator", "officer", "stranger", "warden", "assessor"),
    *("migration", "auditor", "system", "keys", "protection"),
)
"""One of every role. In a usual run each walks a share of all addresses."""
NEWLY = {
    "keys": frozenset({Role.KEY_OFFICER}),
    "protection": frozenset({Role.DATA_PROTECTION_OFFICER}),
}
LOOKS = settings().max_examples
NIGHT = LOOKS > 1_000
EXAMPLES = LOOKS // 20 if NIGHT else 3
"""For each operation and phase; by night 250, beside every border of every shape, which
alone are 12,000 requests and more for each role."""
PARTS = 1 if NIGHT else 3
"""Into how many walks the first one's is cut."""
AT_LEAST = 5_000 // PARTS
"""Requests of the first one in each part, and by night of everybody."""
SEEDED_OF = 8
"""One request of so many keeps the ids it was made with."""
AN_ID = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
NOT_OF_ITS_SHAPE = "The request is not of its shape."
LEGAL = ["2xx", "401", "403", "404", "409", "410", "412", "428", "429"]
"""How a request of the right shape may be answered."""
CONFIG: dict[str, Any] = {
    "generation": {
        "max-examples": EXAMPLES,
        "deterministic": True,
        "with-security-parameters": False,
    },
    "checks": {
        "positive_data_acceptance": {"expected-statuses": LEGAL},
        "negative_data_rejection": {"expected-statuses": ["4xx"]},
        "missing_required_header": {"expected-statuses": ["400", "422", "428"]},
    },
}


@dataclass
class Seeds:
    """Cases, consents and offers of a world, handed out in turn."""

    door: Door
    who: str
    cases: list[tuple[UUID, UUID]] = field(default_factory=list)
    offers: list[UUID] = field(default_factory=list)
    turn: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        world = self.door.world
        for _ in range(4):
            case, offer = world.offered()
            consent = world.consent(case.id)
            self.cases.append((case.id, consent.id))
            self.offers.append(offer.id)
        for number in range(3):
            case, offer = world.accepted()
            self.cases.append((case.id, world.consent(case.id).id))
            self.offers.append(offer.id)
            if number:
                self._with_responsibility(world, case.id)
        self.each = cycle(zip(self.cases, self.offers, strict=True))

    def _with_responsibility(self, world: World, case_id: UUID) -> None:
        until = world.clock() + timedelta(hours=6)
        offer = Offer(
            world.services["haven"], ReferralKind.RESPONSIBILITY, answer_by=until
        )
        world.mechanism.make_offer(world["outreach"], case_id, offer)

    def plant(self, case: Any) -> None:
        """Real ids, versions and keys in place of made-up ones of the same form."""
        self._plant_key(case)
        if next(self.turn) % SEEDED_OF == 0:
            return
        (case_id, consent_id), offer_id = next(self.each)
        self._place(case, "case_id", case_id)
        self._place(case, "consent_id", consent_id)
        self._place(case, "referral_id", offer_id)
        if isinstance(case.body, dict) and AN_ID.fullmatch(
            str(case.body.get("service_id"))
        ):
            case.body = {**case.body, "service_id": str(self._service())}
        self._plant_version(case, case_id, offer_id)

    def _service(self) -> UUID:
        return self.door.world.services["shelter"]

    def _place(self, case: Any, name: str, value: UUID) -> None:
        stated = (case.path_parameters or {}).get(name)
        if stated is not None and AN_ID.fullmatch(str(stated)):
            case.path_parameters[name] = str(value)

    def _plant_key(self, case: Any) -> None:
        if re.fullmatch(KEY_PATTERN, str(case.headers.get("Idempotency-Key", ""))):
            case.headers["Idempotency-Key"] = uuid4().hex

    def _plant_version(self, case: Any, case_id: UUID, offer_id: UUID) -> None:
        if re.fullmatch(VERSION_PATTERN, str(case.headers.get("If-Match", ""))):
            about_case = "case_id" in case.operation.path
            path = f"cases/{case_id}" if about_case else f"referrals/{offer_id}"
            found = self.door.ask(self.who, "GET", f"/v1/{path}")
            case.headers["If-Match"] = found.headers.get("etag", '"1"')


def is_of(share: int, shares: int, context: Any) -> bool:
    """True if an address belongs to this share of all."""
    label = context.operation.label.encode()
    return int(hashlib.sha256(label).hexdigest(), 16) % shares == share


def let_in(door: Door, who: str) -> None:
    """Somebody of a role that the world has nobody of; and the system itself."""
    world = door.world
    world.people.setdefault("system", world.system)
    if who in NEWLY and who not in world.people:
        admitted(world, who, "office", NEWLY[who])


def not_by_a_rule(context: Any, failure: Any, case: Any, response: Any) -> bool:
    """Keep a failure, unless a rule refused what was of the right shape."""
    _ = context, case
    if failure.title != "Schema-valid request rejected":
        return True
    told = response.json()
    return bool(response.status_code != 422 or told["detail"] == NOT_OF_ITS_SHAPE)


def walked(
    door: Door, who: str, *, out: bool, part: int = 0, only: str | None = None
) -> tuple[Counter[int], list[str]]:
    """Everything one actor was answered, and what does not keep the promise.

    In a usual run each of the others walks a share, and the first one in parts. Signing
    out ends the token of all other requests: it is walked by itself.
    """
    headers = {"Authorization": f"Bearer {door.token(who)}"}
    phases: dict[str, dict[str, Any]] = {
        "coverage": {"enabled": out or NIGHT or who == FIRST}
    }
    phases["stateful"] = {"enabled": False}
    if not NIGHT:  # one method that is not there; by night all of them
        phases["coverage"]["unexpected-methods"] = ["PATCH"]
    words = {**CONFIG, "headers": headers, "phases": phases}
    config = SchemathesisConfig.from_dict(words)
    app = door.client.app
    schema = schemathesis.openapi.from_asgi("/openapi.json", app, config=config)
    select = schema.include if out else schema.exclude
    chosen = select(operation_id=list(ENDS))
    if only is not None:
        chosen = chosen.include(path=only)
    elif not NIGHT and not out:
        shares = len(OTHERS) if who in OTHERS else PARTS
        share = OTHERS.index(who) if who in OTHERS else part
        chosen = chosen.include(lambda context: is_of(share, shares, context))
    seeds = Seeds(door, who)

    def before_call(_: Any, case: Any, __: Any) -> None:
        seeds.plant(case)

    chosen.hooks.hook("filter_failure")(not_by_a_rule)
    schemathesis.hook("before_call")(before_call)
    try:
        return outcome(chosen)
    finally:
        schemathesis.hooks.unregister(before_call)


def outcome(schema: Any) -> tuple[Counter[int], list[str]]:
    """Every status that was answered, and every promise that was broken."""
    statuses: Counter[int] = Counter()
    broken = []
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            broken.append(str(event))
        if isinstance(event, events.ScenarioFinished):
            interactions = event.recorder.interactions.values()
            statuses.update(
                each.response.status_code for each in interactions if each.response
            )
            broken += list(failures(event.recorder))
    return statuses, broken


def failures(recorder: Any) -> Iterator[str]:
    for checks in recorder.checks.values():
        for check in checks:
            if check.failure_info:
                told = check.failure_info
                yield f"{recorder.label}: {told.failure}\n{told.code_sample}"


@pytest.mark.asvs("V1.2.3", "V2.1.1")
@pytest.mark.timeout(0 if NIGHT else 600)
@pytest.mark.parametrize(
    ("who", "part"),
    [*((FIRST, part) for part in range(PARTS)), *((who, 0) for who in OTHERS)],
)
def test_every_answer_is_as_described(door: Door, who: str, part: int) -> None:
    let_in(door, who)
    statuses, broken = walked(door, who, out=False, part=part)
    assert broken == [], "\n\n".join(broken)
    assert len(statuses) > 3
    assert statuses.total() > AT_LEAST or not (NIGHT or who == FIRST)
    assert who != FIRST or (statuses[200] > 10 and {401, 404, 422} <= set(statuses))
    assert max(statuses) < 500


def test_somebody_of_every_role_walks_and_together_they_walk_everywhere() -> None:
    held = {role for _, _, roles in PEOPLE for role in roles}
    walking = held.union(*NEWLY.values(), {Role.SYSTEM, Role.ADMINISTRATOR})
    assert {each[0] for each in PEOPLE} <= {FIRST, *OTHERS}
    assert set(Role) - PROFESSIONS <= walking


def test_signing_out_is_answered_as_described(door: Door) -> None:
    statuses, broken = walked(door, "outreach", out=True)
    assert broken == [], "\n\n".join(broken)
    assert {204, 401, 405} <= set(statuses)


def test_a_promise_that_is_not_kept_is_found(door: Door) -> None:
    app: Any = door.client.app
    described = app.openapi()
    path = "/v1/cases/{case_id}"
    described["paths"][path]["get"]["responses"].pop("404")
    _, broken = walked(door, "officer", out=False, only=path)
    assert any("Undocumented status code" in each for each in broken), broken
