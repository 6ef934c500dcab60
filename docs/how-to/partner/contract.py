r"""A contract suite: does a partner's program keep its side, and the server its own?

    python contract.py --demo http://localhost:8000 --key-file var/demo/partner-key \
        --program "python my_partner.py" --keeps my_folder

It plays the sender with the invented people of a demo on this machine, makes offers of
each kind, and lets the program do its round after each: it is started with
PARTNER_ADDRESS, PARTNER_KEY_FILE and PARTNER_SAID (a file in which people say who
arrived), does what there is to do, and ends. One line a check; 1 where one fails.
Without a program the small partner beside this file is looked at.

Python 3.11 or newer, and nothing else.
"""

import argparse
import contextlib
import shlex
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import contract_partner as partner
import contract_server as server
from contract_between import Between
from contract_sender import HERE, Caller, Sender, signed_in
from contract_stage import Check, Stage

BESIDE = Path(__file__).parent
SERVER = (
    *(server.strangers, server.foreign, server.scope, server.repeats),
    *(server.order, server.ended, server.problems),
)
PROGRAM = (
    *(partner.fits, partner.does_not_fit, partner.information_missing),
    *(partner.withdrawn, partner.colleague, partner.expired, partner.taken_back),
    *(partner.answer_lost, partner.killed, partner.busy, partner.manners),
)
PARTS: dict[str, Callable[[Stage], Iterator[Check]]] = {
    each.__name__: each for each in (*SERVER, *PROGRAM)
}


def arguments() -> argparse.Namespace:
    """What was asked on the command line."""
    told = argparse.ArgumentParser(prog="contract.py")
    told.add_argument("--demo", default="http://localhost:8000", help="its address")
    told.add_argument("--key-file", type=Path, default=Path("var/demo/partner-key"))
    told.add_argument("--program", default="", help="what does one round")
    told.add_argument("--keeps", type=Path, help="the folder the program writes to")
    told.add_argument("--sender", default="lena", help="who makes the offers")
    told.add_argument("--colleague", default="sven", help="who else answers them")
    told.add_argument("--only", nargs="*", choices=PARTS, help="these parts alone")
    return told.parse_args()


def reference(folder: Path) -> list[str]:
    """The small partner, with settings of its own."""
    text = (BESIDE / "partner.toml").read_text()
    settings = folder / "partner.toml"
    settings.write_text(text.replace("var/partner", str(folder / "kept")))
    return [sys.executable, str(BESIDE / "partner.py"), str(settings)]


def sender_for(me: Caller, key: Caller) -> Sender:
    """The sender, and two services: of the house whose key it is, and of another."""
    house = key.done("GET", "/v1/me")["organisation_id"]
    services = me.done("GET", "/v1/services?type=safe_accommodation")["items"]
    ours = [one["id"] for one in services if one["organisation_id"] == house]
    others = [one["id"] for one in services if one["organisation_id"] != house]
    if not (ours and others):
        sys.exit("The key is of no house that gives safe accommodation in a demo.")
    return Sender(me, ours[0], others[0])


@contextlib.contextmanager
def staged(asked: argparse.Namespace, folder: Path) -> Iterator[Stage]:
    """Everybody in place, and out again."""
    if urlsplit(asked.demo).hostname not in HERE:
        sys.exit("The suite is for a demo on this machine: it invents people.")
    me, other = (signed_in(asked.demo, x) for x in (asked.sender, asked.colleague))
    key = Caller(asked.demo, asked.key_file.read_text().strip())
    said = folder / "said.txt"
    said.touch()
    with contextlib.ExitStack() as stack:
        for each in (me, other):
            stack.callback(each.ask, "DELETE", "/v1/session")
        between = stack.enter_context(Between(asked.demo).open())
        yield Stage(
            shlex.split(asked.program) or reference(folder),
            between,
            sender_for(me, key),
            key,
            other,
            asked.key_file,
            said,
            asked.keeps or folder / "kept",
        )


def main() -> int:
    """Run every part, and print one line for each check."""
    asked, wrong = arguments(), 0
    with tempfile.TemporaryDirectory() as name, staged(asked, Path(name)) as stage:
        for part in asked.only or PARTS:
            for sentence, holds, seen in PARTS[part](stage):
                wrong += not holds
                line = f"{part}: {sentence}"
                told = f"ok     {line}" if holds else f"WRONG  {line} (seen: {seen})"
                print(told, flush=True)
    print(f"{wrong} wrong" if wrong else "everything holds")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
