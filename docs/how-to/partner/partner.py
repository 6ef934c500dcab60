"""A small partner: answers the offers of one house by a rule, and keeps no name.

    python partner.py partner.toml

One round: it answers offers by the rule in the settings, hands on what was agreed
sealed or not at all, and passes on what people say of who arrived. Every write is kept
before it is sent: whatever ends this program, the next round repeats it. Python 3.11.
"""

import http.client
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

PLAIN = http.client.HTTPConnection
NOT_KNOWN = ("unknown", "unsure", "unassessed")
AFTER_YES = ("accepted", "handed_over", "in_service")
SAID = {"arrived": "accepted", "no-show": "accepted", "return": "accepted"}
SAID |= {"start": "handed_over", "completion": "in_service"}
"""What people may say, and at which stage; `... completion outcome aim_reached`."""


class Refused(Exception):
    """The answer is no, with the code of its reason: asking again changes nothing."""


class Later(Exception):
    """No answer, or one after which the same request is sent again."""


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
        place, here = os.environ.get("PARTNER_ADDRESS"), ("localhost", "127.0.0.1")
        self.place = urlsplit(place or settings["address"])
        if self.place.scheme != "https" and self.place.hostname not in here:
            sys.exit("The key goes over TLS alone: https://")
        key = Path(os.environ.get("PARTNER_KEY_FILE", settings["key_file"]))
        self.bearer = f"Bearer {key.read_text().strip()}"
        self.said = Path(os.environ.get("PARTNER_SAID", settings["said"]))
        self.house, self.seal = settings["house"], settings.get("seal", [])
        self.folder = Path(settings["folder"])
        self.folder.mkdir(parents=True, exist_ok=True)
        self.file, empty = self.folder / "memory.json", '{"begun": {}, "copies": {}}'
        self.memory = json.loads(self.file.read_text() if self.file.exists() else empty)

    def keep(self, path: Path, content: bytes) -> None:
        """Write a file whole or not at all, also when the power goes."""
        with path.with_suffix(".new").open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        path.with_suffix(".new").replace(path)

    def remember(self) -> None:
        self.keep(self.file, json.dumps(self.memory).encode())

    def ask(self, method: str, path: str, body: str = "", **more: str) -> Any:
        """One request. No redirect is followed: the key goes to one place alone."""
        kind = {"https": http.client.HTTPSConnection}.get(self.place.scheme, PLAIN)
        line = kind(self.place.hostname or "", self.place.port, timeout=30)
        more |= {"Authorization": self.bearer, "Content-Type": "application/json"}
        try:
            line.request(method, path, body or None, more)
            answered = line.getresponse()
            status, told = answered.status, json.loads(answered.read())
        except (OSError, http.client.HTTPException, ValueError):
            raise Later("no answer") from None
        finally:
            line.close()
        if status in (401, 429) or status >= 500:
            raise Later(told["code"])
        if status >= 300:
            raise Refused(told["code"])
        return told

    def offers(self, stage: str, after: str = "") -> list[dict[str, Any]]:
        """Every offer to this house at one stage; its own to others are left out."""
        page = self.ask("GET", f"/v1/referrals?state={stage}&limit=200{after}")
        more = self.offers(stage, f"&after={page['next']}") if page["next"] else []
        return [one for one in [*page["items"], *more] if one["side"] == "addressee"]

    def write(self, offer: dict[str, Any], word: str, **body: str) -> None:
        """Do something about an offer as it was seen."""
        seen = {"If-Match": f'"{offer["version"]}"'}
        text = json.dumps(body) if body else ""
        self.begin(f"/v1/referrals/{offer['id']}/{word}", offer["code"], text, seen)

    def begin(self, path: str, code: str, body: str, more: dict[str, str]) -> None:
        """A write: the whole request is kept before a byte of it is sent."""
        headers = {"Idempotency-Key": uuid4().hex, **more}
        self.memory["begun"][path] = {"code": code, "body": body, "headers": headers}
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
        """Look at the card and do what the rule decides."""
        living = [each for stage in AFTER_YES for each in self.offers(stage)]
        free = self.house["places"] - sum(len(each["cards"]) for each in living)
        offer = self.ask("GET", f"/v1/referrals/{offer['id']}")
        word = judge(offer["cards"], self.house, free)
        if word == "question" and not offer["words"]:
            self.write(offer, "question", text=self.house["question"])
        elif word == "question":
            print(offer["code"], "waits for somebody to decide")
        else:
            why = {} if word == "accept" else {"reason": word}
            self.write(offer, "decline" if why else "accept", **why)

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
        names = [copy["disclosure"] for copy in told["items"]]
        for copy in told["items"] if self.seal else ():
            text = json.dumps(copy).encode()
            sealed = subprocess.check_output(self.seal, input=text)
            self.keep(self.folder / f"{copy['disclosure']}.sealed", sealed)
        self.memory["copies"] |= dict.fromkeys(names, offer["id"])
        self.remember()
        print(offer["code"], "opened")

    def delete(self, asked: dict[str, Any]) -> None:
        """A copy has ended: what is here is deleted; elsewhere people do it."""
        copy, file = asked["id"], self.folder / f"{asked['id']}.sealed"
        kept = self.memory["copies"].get(copy)
        if not file.exists() and (not kept or (self.seal and kept != "deleted")):
            print(asked["code"], "was taken on: delete it there, then say so")
            return
        self.memory["copies"][copy] = "deleted"
        self.remember()
        file.unlink(missing_ok=True)
        self.begin(f"/v1/deletions/{copy}/confirmation", asked["code"], "", {})

    def round(self) -> None:
        """Everything there is to do now; what has ended meanwhile stops no other."""
        for path in list(self.memory["begun"]):
            self.repeat(path)
        for stage in ("offered", *AFTER_YES):
            for offer in self.offers(stage):
                try:
                    (self.answer if stage == "offered" else self.go_on)(offer)
                except (Refused, subprocess.CalledProcessError) as no:
                    print(offer["code"], "refused:", no)
        for one in self.ask("GET", "/v1/deletions?limit=200")["items"]:
            self.delete(one)
        for name in ("corrections", "restriction-notices"):
            for one in self.ask("GET", f"/v1/{name}")["items"]:
                print(one["code"], name, "are to be read at the desk")


if __name__ == "__main__":
    os.umask(0o077)
    try:
        Partner(tomllib.loads(Path(sys.argv[1]).read_text())).round()
    except Later as later:
        sys.exit(f"not done: {later}")
