"""The sender's side of the contract suite: people of the demo, over the API alone."""

import http.client
import json
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

PASSWORD = "invented-people-only"
HERE = ("localhost", "127.0.0.1")
FITS = {
    "age_class": "adult",
    "sex": "female",
    "language": "sqi",
    "interpreter_needed": "no",
    "region": "south",
    "risk_level": "medium",
    "children_with": 0,
}
"""Somebody whom the house under test takes."""
NO_LANGUAGE = {**FITS, "language": "nep", "interpreter_needed": "yes"}
TOO_MANY = {**FITS, "children_with": 9}
MISSING = {**FITS, "risk_level": "unassessed"}
"""Somebody of whom the card does not say what the house has to know."""
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Answer:
    """What was answered, to the byte."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def told(self) -> Any:
        """The body as JSON; nothing where it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return {}


def request(
    address: str, method: str, path: str, body: bytes | None, headers: dict[str, str]
) -> Answer:
    """One request on a line of its own."""
    place = urlsplit(address)
    line = http.client.HTTPConnection(place.hostname or "", place.port, timeout=60)
    try:
        line.request(method, path, body, headers)
        answered = line.getresponse()
        told = {name.lower(): value for name, value in answered.getheaders()}
        return Answer(answered.status, told, answered.read())
    finally:
        line.close()


@dataclass
class Caller:
    """Somebody with one credential."""

    address: str
    token: str
    answers: list[Answer] = field(default_factory=list)

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        at: int | None = None,
        key: str | None = "",
    ) -> Answer:
        """One request; a write gets a version and a key, which may be left out.

        Args:
            method: As in HTTP.
            path: With its query.
            body: As JSON; None for none.
            at: The version that was looked at.
            key: The idempotency key; "" for a new one, None for none.
        """
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if method == "POST" and key is not None:
            headers["Idempotency-Key"] = key or uuid4().hex
        if at is not None:
            headers["If-Match"] = f'"{at}"'
        sent = None if body is None else json.dumps(body).encode()
        if sent is not None:
            headers["Content-Type"] = "application/json"
        answer = request(self.address, method, path, sent, headers)
        self.answers.append(answer)
        return answer

    def done(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """The same, where anything but a yes ends the suite: the stage is broken."""
        answer = self.ask(method, path, body, **more)
        if answer.status >= 300:
            sys.exit(f"{method} {path}: {answer.status} {answer.told.get('code')}")
        return answer.told


def signed_in(address: str, name: str) -> Caller:
    """Somebody of the demo, by a password alone; no second factor is gone round."""
    said = {"name": name, "password": PASSWORD}
    try:
        answer = Caller(address, "").ask("POST", "/v1/session", said, key=None)
    except OSError:
        sys.exit(f"Nobody answers at {address}: is `make demo` running?")
    if answer.status != 201:
        sys.exit(f"{name} is not let in ({answer.status}): is this a demo?")
    if answer.told["second_factor_needed"] or answer.told["new_password_needed"]:
        sys.exit("A password alone opens nothing here: the suite is for a demo.")
    return Caller(address, answer.told["token"])


@dataclass
class Offer:
    """An offer that the suite made, and the invented person it is for."""

    id: str
    code: str
    case: str
    names: tuple[str, str]

    @property
    def path(self) -> str:
        return f"/v1/referrals/{self.id}"


@dataclass
class Sender:
    """Who meets people, asks them, and offers them to the house under test."""

    me: Caller
    house: str
    elsewhere: str
    """Services: of the house, and of another."""
    names: list[str] = field(default_factory=list)

    def offer(
        self, facts: dict[str, Any], service: str = "", due: timedelta = A_DAY
    ) -> Offer:
        """Somebody is met, agrees to be told of, and is offered.

        Where the answer is due within a day, another house is asked next.
        """
        names = (f"Kestrel{uuid4().hex[:8]}", f"Alder{uuid4().hex[:8]}")
        self.names += names
        identity = dict(zip(("first_name", "second_name"), names, strict=True))
        content = {"identity": identity, "contact": {"phone": "+000 000 000"}}
        seen = {"facts": facts, "content": content, "indicators": ["CD01"]}
        case = self.me.done("POST", "/v1/cases", seen)
        path = f"/v1/cases/{case['id']}"
        said = {
            "purpose": "referral",
            "answer": "yes",
            "given_at": datetime.now(UTC).isoformat(),
            "compartments": ["identity", "contact", "health", "family"],
            "recipient_class": "any_service",
            "language": facts["language"],
            "interpreter": True,
        }
        agreed = self.me.done("POST", f"{path}/consents", said, at=case["version"])
        asked = {
            "service_id": service or self.house,
            "answer_by": (datetime.now(UTC) + due).isoformat(),
            "then": [self.elsewhere] if due < A_DAY else [],
        }
        made = self.me.done("POST", f"{path}/referrals", asked, at=agreed["version"])
        return Offer(made["id"], made["details"]["code"], case["id"], names)

    def seen(self, offer: Offer) -> Any:
        """The offer as its sender sees it now."""
        return self.me.done("GET", offer.path)

    def stands(self, offer: Offer) -> str:
        """The stage of an offer."""
        return str(self.seen(offer)["stage"])

    def withdraw(self, offer: Offer) -> None:
        """Take an offer back that was not answered."""
        at = self.seen(offer)["version"]
        self.me.done("POST", f"{offer.path}/withdraw", at=at)

    def reply(self, offer: Offer, text: str) -> None:
        """Answer what was asked."""
        at = self.seen(offer)["version"]
        self.me.done("POST", f"{offer.path}/reply", {"text": text}, at=at)

    def take_back(self, offer: Offer) -> None:
        """The person takes back every yes that counts; whatever rested on it ends."""
        path = f"/v1/cases/{offer.case}"
        for consent in self.me.done("GET", f"{path}/consents")["items"]:
            if consent["withdrawn_at"] is None:
                at = self.me.done("GET", path)["version"]
                ended = f"{path}/consents/{consent['id']}/withdrawal"
                self.me.done("POST", ended, at=at)

    def expired(self) -> Offer:
        """An offer whose time is over, unanswered: another house is asked by now."""
        offer = self.offer(FITS, due=timedelta(seconds=5))
        for _ in range(120):
            if self.stands(offer) == "expired":
                return offer
            time.sleep(0.5)
        sys.exit("No offer ends with its time: does a worker run?")
