"""`referral keys`: make, look at, exchange and end the keys that wrap all others."""

from typing import TYPE_CHECKING, Annotated

import typer

from api.commands import checks_keeping, keys_at
from api.commands.common import opened, progress, refuse, say, settings, tell

if TYPE_CHECKING:
    from referral.mechanism.keeping import KeysNow

app = typer.Typer(help="The keys that wrap all others.", no_args_is_help=True)
JsonOption = Annotated[bool, typer.Option("--json", help="One document")]


@app.command()
def init(*, as_json: JsonOption = False) -> None:
    """Make a key: the first one, or the next one to rotate to."""
    chosen = settings()
    ring = keys_at.ring(chosen)
    if not ring.has_any():
        _told_new(ring.prepare().epoch, as_json=as_json)
        return
    with opened() as mechanism:
        if prepared := mechanism.keys().prepared:
            refuse(f"{prepared} was made and not begun yet: referral keys rotate")
        _told_new(mechanism.prepare_key(), as_json=as_json)


def _told_new(epoch: str, *, as_json: bool) -> None:
    if as_json:
        tell({"prepared": epoch})
        return
    say(f"made {epoch}")
    say("Nothing is wrapped with it yet. Give every server the key, keep a copy of it")
    say("elsewhere, then: referral keys rotate")


@app.command()
def status(*, as_json: JsonOption = False) -> None:
    """Which keys there are, and what rests on each."""
    from api.settings import ON_ONE_VOLUME, one_volume  # noqa: PLC0415 # lazy

    chosen = settings()
    with opened() as mechanism:
        now = mechanism.keys()
    beside = one_volume(chosen)
    if as_json:
        tell(_words(now) | {"one_volume": beside, "accepted": chosen.key_beside_data})
        return
    for epoch in now.epochs:
        standing = "present" if epoch.current else "old"
        standing = "retired" if epoch.retired_at else standing
        files = ", the store's files" if now.file_key == epoch.name else ""
        say(f"{standing:8} {epoch.name}: {epoch.wraps} data keys{files}")
    if now.prepared:
        say(f"prepared {now.prepared}: referral keys rotate")
    if now.unfinished:
        say("A rotation is unfinished: referral keys rotate")
    if beside:
        accepted = "accepted by the operator" if chosen.key_beside_data else None
        say(f"one volume: {accepted or ON_ONE_VOLUME}")


def _words(now: "KeysNow") -> dict[str, object]:
    return {
        "epochs": [
            {
                "epoch": each.name,
                "provider": each.kind,
                "began_at": each.began_at.isoformat(),
                "retired_at": each.retired_at.isoformat() if each.retired_at else None,
                "present": each.current,
                "wraps": each.wraps,
            }
            for each in now.epochs
        ],
        "file_key": now.file_key,
        "prepared": now.prepared,
        "unfinished": now.unfinished,
    }


@app.command()
def rotate(*, as_json: JsonOption = False) -> None:
    """Bring every data key to the newest key. Run it again to finish what was ended.

    Servers go on meanwhile: they read both keys.
    """
    with opened() as mechanism, progress("Wrapping data keys anew") as move:
        done = mechanism.rotate_keys(mechanism.system(), move)
    words = {"epoch": done.epoch, "exchanged": done.exchanged, "left": done.left}
    if as_json:
        tell(words)
    else:
        say(f"present {done.epoch}: {done.exchanged} data keys wrapped anew")
    if done.left:
        told = f"{done.left} data keys no longer open under their old key"
        refuse(f"{told}: it cannot be retired. See docs/how-to/keep-the-keys.md")


@app.command()
def retire(
    epoch: Annotated[str, typer.Argument(help="An old key, as `keys status` names it")],
    *,
    as_json: JsonOption = False,
) -> None:
    """End an old key for good, with a coordinator: ask, let them agree, run it again.

    Refused while anything rests on it. What was erased since cannot come back then.
    """
    with opened() as mechanism:
        system = mechanism.system()
        asked = mechanism.ask_retirement(system, epoch)
        standing = str(asked.details["standing"])
        if standing == "retired":
            mechanism.destroy_key(system, epoch)
            standing = "destroyed"
            if folder := checks_keeping.keys_folder_of(settings()):
                mechanism.end_old_key_backups(folder)
    if as_json:
        tell({"epoch": epoch, "standing": standing})
    elif standing == "destroyed":
        say(f"destroyed {epoch}. Destroy every copy of it too, or it still opens")
        say("what old backups hold")
    else:
        say(f"{standing} {epoch}: a coordinator agrees and does it, under Together.")
        say("Then run this again")
