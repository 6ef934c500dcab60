"""Running every command of the operator on a store, and keeping what it prints."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from uuid import UUID

import typer
from pyrage import x25519
from typer.testing import CliRunner

from api.commands.main import app
from tests.world import World
from workflows.loader import load_shipped

COMMANDS: Mapping[str, tuple[str, ...]] = {
    "doctor": ("--json",),
    "pathways check": ("no-such-pathway",),
    "pathways list": ("--json",),
    "pathways show": ("convention",),
    "pathways draw": ("convention", "--to", "{folder}"),
    "pathways replay": ("{folder}/replayed.toml", "--json"),
    "backup": (
        *("--to", "{folder}/copies", "--keys-to", "{folder}/copies-keys"),
        *("--recipient", "{one}", "--recipient", "{other}", "--json"),
    ),
    "restore": ("{folder}/no-such-backup", "--json"),
    "timeline verify": ("--json",),
    "timeline checkpoint": (),
    "timeline acknowledge": (),
    "timeline export": (
        *("{case}", "--name", "auditor", "--reason", "A court asks for it."),
        *("--into", "{folder}/exported", "--profile", "anonymous"),
    ),
    "timeline draw": ("{case}", "--name", "auditor", "--into", "{folder}/drawn"),
    "timeline open": ("{folder}/replayed.toml", "--into", "{folder}/opened"),
    "package open": ("{folder}/replayed.toml", "--into", "{folder}/opened"),
    "package inspect": ("{folder}/replayed.toml", "--json"),
    "package signers": ("--json",),
    "package renew": (),
    "keys init": ("--json",),
    "keys status": ("--json",),
    "keys rotate": ("--json",),
    "keys retire": ("no-such-key",),
    "admin init": ("office", "--label", "Office"),
    "admin organisation": ("desk", "--label", "Desk", "--kind", "ngo"),
    "admin actor": (
        *("machine", "--organisation", "{body}", "--machine"),
        *("--role", "service_provider"),
    ),
    "admin service": ("medical", "--label", "Nurse", "--organisation", "{body}"),
    "admin migrate": (),
    "admin permissions": ("--json",),
    "admin canary": ("K7TM-2Q4R",),
    "admin unlock": ("{body}",),
    "admin role": ("{body}", "case_manager"),
    "admin let-in-again": ("{body}",),
    "admin publish-conduct": ("--name", "auditor"),
    "admin conduct": ("--json",),
    "admin mail-bounced": (),
    "admin first-password": ("{body}",),
    "admin link-openid": ("{body}",),
    "admin unlink-openid": ("{body}",),
    "machine give": ("{body}", "--act", "read_case", "--partner"),
    "machine follow": ("{body}",),
    "machine fetch": ("{body}",),
    "machine take-back": ("{body}",),
    "machine keys": ("{body}", "--json"),
    "machine register": ("{body}", "{folder}/no-such-key"),
    "machine revoke": ("{body}",),
    "webhook ask": ("{body}", "https://partner.example.org/hook"),
    "webhook fetch": ("{body}",),
    "webhook rotate": ("{body}",),
    "webhook close": ("{body}",),
    "webhook list": (),
    "deliveries list": ("--standing", "dead"),
    "deliveries send-again": ("{body}",),
    "directory list": ("--json",),
    "directory rename": ("{body}", "renamed"),
    "directory name": ("{body}", "--label", "Otherwise"),
    "directory take": ("{body}", "case_manager"),
    "directory leaving": ("{body}",),
    "directory leave": ("{body}", "--seen", "none"),
    "directory closing": ("{body}", "--json"),
    "directory close": ("{body}", "--seen", "none"),
    "services list": ("--json",),
    "services terms": ("{body}", "no-such-file"),
    "services suspensions": ("--name", "auditor"),
    "services suspend": (
        *("--organisation", "{body}", "--reason", "safety"),
        *("--extent", "everybody", "--name", "auditor"),
    ),
    "services lift": ("{body}", "--name", "auditor"),
    "services close": ("{body}", "--reason", "licence", "--name", "auditor"),
    "cases conflicts": ("{case}", "--name", "auditor"),
    "cases keep-away": (
        *("{case}", "--organisation", "{body}", "--reason", "related"),
        *("--name", "auditor"),
    ),
    "cases ask-lifting": ("{case}", "{body}", "--name", "auditor"),
    "data-protection record": ("--json",),
}
"""What each command is asked here."""

ELSEWHERE: Mapping[str, str] = {
    "timeline witness": "opens no store; it is sent sizes and hashes (test_witnesses)",
    "openapi": "opens no store; the same text is served to everybody",
    "serve": "test_the_whole_run runs it and reads all it says and leaves",
    "worker": "test_planted_processes runs it on PostgreSQL",
    "demo": "makes invented people of its own, and serves as `serve` does",
    "cases import": "test_planted_processes gives it a caseload",
}
"""Commands that are watched in a test of their own."""


def all_commands() -> set[str]:
    """Every command there is, with the group it belongs to."""

    def below(command: object, name: str) -> Iterator[str]:
        inner: Mapping[str, object] = getattr(command, "commands", {})
        if not inner:
            yield name
        for word, one in inner.items():
            yield from below(one, f"{name} {word}".strip())

    return set(below(typer.main.get_command(app), ""))


def run_all(world: World, folder: Path) -> Iterator[str]:
    """Run each command on a world's store; what it prints, and how it ends."""
    (folder / "replayed.toml").write_text(load_shipped("convention")[1])
    filled = {
        "folder": str(folder),
        "body": str(world.bodies["ngo"]),
        "case": str(UUID(int=0)),
        "one": str(x25519.Identity.generate().to_public()),
        "other": str(x25519.Identity.generate().to_public()),
    }
    environment = {"REFERRAL_KEY_BESIDE_DATA": "true", **os.environ}  # noqa: TID251 # a command's
    place = ["--store", world.location, "--key-file", str(world.key_file)]
    for name, words in COMMANDS.items():
        asked = [word.format(**filled) for word in words]
        done = CliRunner().invoke(
            app, [*place, *name.split(), *asked], env=environment, color=False
        )
        yield f"{name} {asked} {done.exit_code} {done.output} {done.exception!r}"
