"""A partner in a process of its own beside a demo in another, and who offers to it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from api.commands.demo_data import PASSWORD
from tests.api.server import Client
from tests.demo import Served

PROGRAMS = Path("docs/how-to/partner").resolve()


def run(words: Sequence[str], **told: str) -> subprocess.CompletedProcess[str]:
    """A program in a process of its own."""
    return subprocess.run(  # noqa: S603 # our own programs
        words,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
        env={**os.environ, **told},  # noqa: TID251 # a child's
    )


def signed_in(server: Served, name: str) -> Client:
    """Somebody of the demo."""
    said = {"name": name, "password": PASSWORD}
    opened = httpx2.post(f"{server.address}/v1/session", json=said)
    assert opened.status_code == 201, opened.text
    return Client(server.address, opened.json()["token"])


@dataclass
class House:
    """A partner with a folder of its own: as it is, or changed in some lines."""

    server: Served
    folder: Path
    seal: Sequence[str] = ()
    changes: Sequence[tuple[str, str]] = field(default=())

    def __post_init__(self) -> None:
        shutil.copytree(PROGRAMS, self.folder / "partner")
        program = self.folder / "partner/partner.py"
        text = program.read_text("utf-8")
        for old, new in self.changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        program.write_text(text, "utf-8")
        settings = (PROGRAMS / "partner.toml").read_text("utf-8")
        settings = settings.replace("var/partner", str(self.kept))
        seal = f"seal = {json.dumps(self.seal)}\n" if self.seal else ""
        self.settings.write_text(seal + settings, "utf-8")

    @property
    def settings(self) -> Path:
        """Its settings."""
        return self.folder / "settings.toml"

    @property
    def kept(self) -> Path:
        """Where it keeps what it keeps."""
        return self.folder / "kept"

    @property
    def program(self) -> list[str]:
        """What does one round."""
        return [sys.executable, f"{self.folder}/partner/partner.py", str(self.settings)]

    @property
    def told(self) -> dict[str, str]:
        """Where the server is, and its key."""
        key_file = str(self.server.key_file)
        return {"PARTNER_ADDRESS": self.server.address, "PARTNER_KEY_FILE": key_file}

    def say(self, *lines: str) -> None:
        """What people of the house say."""
        self.kept.mkdir(exist_ok=True)
        (self.kept / "said.txt").write_text("\n\n".join(lines), "utf-8")

    def sealed(self, made: "Made") -> list[Path]:
        """What it keeps of one offer; the server may have others for it."""
        copies = json.loads((self.kept / "memory.json").read_text())["copies"]
        mine = [copy for copy, of in copies.items() if made.offer.endswith(of)]
        return [one for one in self.kept.glob("*.sealed") if one.stem in mine]

    def rounds(self, number: int) -> str:
        """So many rounds, and what they printed."""
        ended = [run(self.program, **self.told) for _ in range(number)]
        assert [one.stderr for one in ended] == [""] * number
        return "".join(one.stdout for one in ended)

    def looked_at(self, *parts: str) -> tuple[int, list[str]]:
        """What the contract suite says of it: the code, and what is wrong."""
        words = [sys.executable, f"{self.folder}/partner/contract.py"]
        words += ["--demo", self.server.address, "--only", *parts]
        words += ["--key-file", str(self.server.key_file)]
        words += ["--program", " ".join(self.program), "--keeps", str(self.kept)]
        done = run(words)
        assert done.stderr == "", done.stderr
        lines = done.stdout.splitlines()
        return done.returncode, [line for line in lines if line.startswith("WRONG")]


@dataclass(frozen=True)
class Made:
    """An offer, the case it is of, and its short code."""

    offer: str
    case: str
    code: str


@dataclass
class Lena:
    """Who makes offers to the house, by the API."""

    server: Served

    def __post_init__(self) -> None:
        self.me = signed_in(self.server, "lena")

    def offers(self) -> Made:
        """Somebody new is offered to House Swift."""
        facts = {"age_class": "adult", "language": "sqi", "risk_level": "low"}
        content = {"identity": {"first_name": "Kestrel"}}
        case = self.me.post("/v1/cases", {"facts": facts, "content": content}).json()
        path = f"/v1/cases/{case['id']}"
        said = {
            "purpose": "referral",
            "answer": "yes",
            "given_at": "2026-03-02T21:30:00Z",
            "compartments": ["identity"],
            "recipient_class": "any_service",
            "interpreter": True,
        }
        agreed = self.me.post(f"{path}/consents", said, case["version"]).json()
        services = self.me.get("/v1/services", type="safe_accommodation").json()
        (swift,) = [x["id"] for x in services["items"] if x["label"] == "House Swift"]
        asked = {"service_id": swift}
        made = self.me.post(f"{path}/referrals", asked, agreed["version"]).json()
        return Made(f"/v1/referrals/{made['id']}", path, made["details"]["code"])

    def stage(self, made: Made) -> str:
        """Where an offer stands."""
        return str(self.me.get(made.offer).json()["stage"])

    def take_back(self, made: Made) -> None:
        """The person no longer agrees."""
        (consent,) = self.me.get(f"{made.case}/consents").json()["items"]
        ended = f"{made.case}/consents/{consent['id']}/withdrawal"
        self.me.post(ended, version=self.me.get(made.case).json()["version"])
