"""The program under test, and everybody around it."""

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from contract_between import Between, Look, Passed
from contract_sender import Answer, Caller, Offer, Sender

Check = tuple[str, bool, object]
ROUNDS, LONGEST = 4, 120


@dataclass
class Stage:
    """The program under test, and everybody around it."""

    program: list[str]
    between: Between
    sender: Sender
    partner: Caller
    """With the key under test, beside the program: for looking alone."""
    colleague: Caller
    key_file: Path
    said: Path
    folder: Path
    printed: list[str] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)
    running: "subprocess.Popen[str] | None" = None

    def round(self, *, disturbed: bool = False) -> None:
        """Let the program do what there is to do, once."""
        told = {
            "PARTNER_ADDRESS": self.between.address,
            "PARTNER_KEY_FILE": str(self.key_file),
            "PARTNER_SAID": str(self.said),
        }
        self.running = subprocess.Popen(
            self.program,
            env={**os.environ, **told},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            printed, _ = self.running.communicate(timeout=LONGEST)
        except subprocess.TimeoutExpired:
            self.running.kill()
            printed, _ = self.running.communicate()
        self.printed.append(printed)
        if not disturbed:
            self.codes.append(self.running.returncode)

    def kill(self, _: Passed) -> None:
        """End the program as a power cut does."""
        if self.running is not None:
            self.running.kill()

    def until(self, offer: Offer, stage: str) -> str:
        """A few rounds, until an offer stands somewhere; where it stands then."""
        for _ in range(ROUNDS):
            if self.sender.stands(offer) == stage:
                break
            self.round()
        return self.sender.stands(offer)

    def say(self, offer: Offer, words: str) -> None:
        """What people of the house say of somebody, for the program to pass on."""
        with self.said.open("a") as lines:
            lines.write(f"{offer.code} {words}\n")

    def owed(self, offer: Offer) -> bool:
        """Whether it was not said yet that nothing of somebody's copy was kept."""
        found = self.partner.done("GET", "/v1/deletions?limit=200")["items"]
        return any(one["case_id"] == offer.case for one in found)

    def deleted(self, offer: Offer) -> bool:
        """A few rounds, until the program says that nothing was kept."""
        for _ in range(ROUNDS):
            if not self.owed(offer):
                return True
            self.round()
        return not self.owed(offer)

    def end(self, *offers: Offer) -> None:
        """Leave nothing behind that takes a place."""
        for offer in offers:
            self.sender.take_back(offer)


def once(about: str, act: Look) -> Look:
    """Come in between at the first write to an address, and never again."""
    left = [act]

    def look(one: Passed) -> "Answer | str | None":
        wanted = left and one.method == "POST" and one.names(about)
        return left.pop()(one) if wanted else None

    return look


def meanwhile(stage: Stage, offer: Offer, act: Callable[[], None]) -> None:
    """A round in which something happens once the program has read an offer.

    At the latest it happens before the program writes.
    """
    left = [act]

    def happen(one: Passed, method: str) -> None:
        if left and one.method == method and one.names(offer.path):
            left.pop()()

    with stage.between.doing(
        lambda one: happen(one, "POST"), lambda one: happen(one, "GET")
    ):
        stage.round()
