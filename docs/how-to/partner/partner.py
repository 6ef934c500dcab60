"""A small partner: answers the offers of one house by a rule, and keeps no name.

    python partner.py partner.toml

One round: it answers by the rule in the settings, hands on what was agreed sealed or
not at all, and passes on what people say of who arrived. Every write is kept before it
is sent: whatever ends this program, the next round repeats it. Needs Python 3.11.
"""

import json
import os
import subprocess
import sys
import tomllib
from contextlib import closing
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

NOT_KNOWN = ("unknown", "unsure", "unassessed")
AFTER_YES = ("accepted", "handed_over", "in_service")
SAID = {"arrived": "accepted", "no-show": "accepted", "return": "accepted"}
SAID |= {"start": "handed_over", "completion": "in_service"}
"""What people may say, and at which stage; `... completion outcome aim_reached`."""


class Refused(Exception):
    """The answer is no, with the code of its reason: asking again changes nothing."""


def judge(cards: list[Any], house: dict[str, Any], free: int) -> str:
    """The rule: `accept`, `question`, or why not."""
    for card in cards:
        if card["interpreter_for"] not in (None, *house["languages"]):
            return "no_language"
        takes = card["age_class"] in (*house["takes"], *NOT_KNOWN)
        if not takes or card["children_with"] > house["children"]:
            return "not_eligible"
    needed = [card[name] for card in cards for name in house["must_know"]]
    if not cards or any(word in NOT_KNOWN for word in needed):
        return "question"
    return "accept" if len(cards) <= free else "full"


class Partner:
    """One house, its key, and what it remembers: ids, and requests under way."""

    def __init__(self, settings: dict[str, Any]) -> None:
        place = urlsplit(os.environ.get("PARTNER_ADDRESS", settings["address"]))
        if place.scheme != "https" and place.hostname not in ("localhost", "127.0.0.1"):
            sys.exit("The key goes over TLS alone: https://")
        kind = HTTPSConnection if place.scheme == "https" else HTTPConnection
        self.line = kind(place.hostname or "", place.port, timeout=30)
        key = Path(os.environ.get("PARTNER_KEY_FILE", settings["key_file"]))
        self.bearer = f"Bearer {key.read_text().strip()}"
        self.said = Path(os.environ.get("PARTNER_SAID", settings["said"]))
        self.house, self.seal = settings["house"], settings.get("seal", [])
        self.folder = Path(settings["folder"])
        self.folder.mkdir(parents=True, exist_ok=True)
        self.file = self.folder / "memory.json"
        empty: dict[str, Any] = {"begun": {}, "copies": {}, "left": {}}
        self.memory = json.loads(self.file.read_text()) if self.file.exists() else empty

    def keep(self, path: Path, content: bytes) -> None:
        """Write a file whole or not at all, also when the power goes."""
        with path.with_suffix(".new").open("wb", buffering=0) as file:
            file.write(content)
            os.fsync(file.fileno())
        path.with_suffix(".new").replace(path)

    def remember(self) -> None:
        self.keep(self.file, json.dumps(self.memory).encode())

    def ask(self, method: str, path: str, body: str = "", **more: str) -> Any:
        """One request. No redirect is followed: the key goes to one place alone."""
        more |= {"Authorization": self.bearer, "Content-Type": "application/json"}
        with closing(self.line) as line:
            line.request(method, path, body or None, more)
            answered = line.getresponse()
            status, told = answered.status, json.loads(answered.read())
        if status in (401, 429) or status >= 500:
            raise ConnectionError(told["code"])
        if status >= 300:
            raise Refused(told["code"])
        return told

    def offers(self, after: str = "") -> list[dict[str, Any]]:
        """Every offer to this house; what it asks others is left out."""
        page = self.ask("GET", f"/v1/referrals?limit=200{after}")
        more = self.offers(f"&after={page['next']}") if page["next"] else []
        return [one for one in [*page["items"], *more] if one["side"] == "addressee"]

    def write(self, one: Any, word: str, where: str = "referrals", **body: str) -> None:
        """A write about what was seen: all of it is kept before a byte is sent."""
        path = f"/v1/{where}/{one['id']}/{word}"
        headers = {"Idempotency-Key": uuid4().hex}
        if "version" in one:
            headers["If-Match"] = f'"{one["version"]}"'
        request = {"body": json.dumps(body) if body else "", "headers": headers}
        self.memory["begun"][path] = {"code": one["code"], **request}
        self.remember()
        self.repeat(path)

    def repeat(self, path: str) -> None:
        """Send what was begun, to the letter; forget it once it is answered."""
        one, word = self.memory["begun"][path], path.rpartition("/")[2]
        try:
            self.ask("POST", path, one["body"], **one["headers"])
            print(one["code"], word)
        except Refused as no:
            print(one["code"], word, "refused:", no)
        del self.memory["begun"][path]
        self.remember()

    def answer(self, offer: dict[str, Any]) -> None:
        """Look at the card, and do what the rule decides; people decide the rest."""
        offer = self.ask("GET", f"/v1/referrals/{offer['id']}")
        word = judge(offer["cards"], self.house, self.free)
        if word == "accept":
            self.write(offer, word)
            self.free -= len(offer["cards"])
        elif word != "question":
            self.write(offer, "decline", reason=word)
        elif not offer["words"]:
            self.write(offer, word, text=self.house["question"])
        else:
            self.memory["left"][offer["id"]] = offer["version"]
            self.remember()
            print(offer["code"], "waits for somebody to decide")

    def go_on(self, offer: dict[str, Any]) -> None:
        """After a yes: open what was agreed, once, and pass on what people said."""
        opened = offer["id"] in self.memory["copies"].values()
        if offer["stage"] == "accepted" and not opened:
            self.open(offer)
        text = self.said.read_text() if self.said.exists() else ""
        for code, word, *coded in filter(None, map(str.split, text.splitlines())):
            if (code, SAID.get(word)) == (offer["code"], offer["stage"]):
                self.write(offer, word, **dict(zip(coded[::2], coded[1::2])))

    def open(self, offer: dict[str, Any]) -> None:
        """What was agreed: sealed to the house's own reader, or not kept."""
        told = self.ask("GET", f"/v1/referrals/{offer['id']}/package?purpose=care")
        for copy in told["items"] if self.seal else ():
            sealed = subprocess.check_output(self.seal, input=json.dumps(copy).encode())
            self.keep(self.folder / f"{copy['disclosure']}.sealed", sealed)
        for copy in told["items"]:
            self.memory["copies"][copy["disclosure"]] = offer["id"]
        self.remember()
        print(offer["code"], "opened")

    def delete(self, asked: dict[str, Any]) -> None:
        """A copy has ended: what is here is deleted; elsewhere people do it."""
        copies, copy = self.memory["copies"], asked["id"]
        file, kept = self.folder / f"{copy}.sealed", copies.get(copy)
        if file.exists() or kept == "deleting" or (kept and not self.seal):
            copies[copy] = "deleting"
            self.remember()
            file.unlink(missing_ok=True)
            copies[copy] = "deleted"  # kept together with what is written
            self.write(asked, "confirmation", "deletions")
        else:
            print(asked["code"], "was taken on: delete it there, then say so")

    def round(self) -> None:
        """Everything there is to do now; what has ended meanwhile stops no other."""
        for path in list(self.memory["begun"]):
            self.repeat(path)
        left = self.memory["left"]
        found = [one for one in self.offers() if left.get(one["id"]) != one["version"]]
        living = [len(offer["cards"]) for offer in found if offer["stage"] in AFTER_YES]
        self.free = self.house["places"] - sum(living)
        acts = {"offered": self.answer, **dict.fromkeys(AFTER_YES, self.go_on)}
        for offer in [one for one in found if one["stage"] in acts]:
            try:
                acts[offer["stage"]](offer)
            except (Refused, subprocess.CalledProcessError) as no:
                print(offer["code"], "refused:", no)
        self.owe()

    def owe(self) -> None:
        """What follows from copies that are here or were handed on."""
        has = {*self.memory["copies"].values(), *self.folder.glob("*.sealed")}
        lists = ("deletions", "corrections", "restriction-notices")
        for name in lists if has - {"deleted"} else ():
            for one in self.ask("GET", f"/v1/{name}")["items"]:
                print(one["code"], "stands under", name)
                if name == "deletions":
                    self.delete(one)


if __name__ == "__main__":
    os.umask(0o077)
    try:
        Partner(tomllib.loads(Path(sys.argv[1]).read_text())).round()
    except (OSError, HTTPException, ValueError) as broken:
        sys.exit(f"not done: {broken}")
