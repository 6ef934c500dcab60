"""`referral doctor`: what is well, what is not, and what to do about it."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands import (
    checks_conduct,
    checks_deliveries,
    checks_keeping,
    checks_openid,
)
from api.commands.common import REFUSED, policy, say, settings, tell
from api.commands.findings import Finding

if TYPE_CHECKING:
    from api.settings import Settings
    from referral.mechanism import Mechanism
    from referral.mechanism.erasing import ErasuresNow


def doctor(
    *, as_json: Annotated[bool, typer.Option("--json", help="One document")] = False
) -> None:
    """Look at settings, keys, store, clock, backups and pathways.

    Exit code 1 if something is wrong.
    """
    chosen = settings()
    findings = [finding for look in _LOOKS for finding in look(chosen)]
    if as_json:
        tell({"findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            say(f"{finding.state:8} {finding.name}: {finding.told}")
    if any(finding.state == "wrong" for finding in findings):
        raise typer.Exit(REFUSED)


def _settings(chosen: "Settings") -> Iterator[Finding]:
    for name, field in type(chosen).model_fields.items():
        value = chosen.shown(name)
        source = "set" if name in chosen.model_fields_set else "default"
        told = f"{value} ({source}): {field.description}"
        yield Finding(f"REFERRAL_{name.upper()}", "well", told)
    if not chosen.on_loopback:
        told = f"{chosen.host} is open to other machines: TLS must stand before it"
        yield Finding("address", "warning", told)
    file = chosen.settings
    if file is not None and chosen.secret and file.stat().st_mode & 0o077:
        told = f"it holds a password and is open to others: chmod 0600 {file}"
        yield Finding("settings file", "wrong", told)


def _driver(chosen: "Settings") -> Iterator[Finding]:
    from referral.errors import StoreUnavailable  # noqa: PLC0415 # lazy
    from referral.mechanism.opening import embedded_driver  # noqa: PLC0415 # lazy

    if chosen.store.startswith("postgresql"):
        return
    try:
        name, version = embedded_driver()
    except StoreUnavailable as missing:
        yield Finding("embedded store", "wrong", str(missing))
        return
    if name == "sqlcipher":
        yield Finding("embedded store", "well", f"SQLite {version}, file encrypted")
    else:
        told = f"SQLite {version}; the file itself is not encrypted"
        yield Finding("embedded store", "warning", told)


def _key(chosen: "Settings") -> Iterator[Finding]:
    from api.commands import keys_at  # noqa: PLC0415 # lazy
    from api.settings import one_volume  # noqa: PLC0415 # lazy
    from referral.errors import ReferralError  # noqa: PLC0415 # lazy

    name = "key file" if chosen.key_provider == "file" else "keys"
    try:
        epoch = keys_at.ring(chosen).newest().epoch
        yield Finding(name, "well", f"newest: {epoch}")
    except ReferralError as broken:
        yield Finding(name, "wrong", f"{broken} (a first one: referral keys init)")
        return
    if one_volume(chosen):
        told = "it lies on the volume of the data: who steals one has both"
        accepted = " (accepted by the operator)" if chosen.key_beside_data else ""
        yield Finding("key's place", "warning", told + accepted)


def _store(chosen: "Settings") -> Iterator[Finding]:
    from api.commands import keys_at  # noqa: PLC0415 # lazy
    from referral.errors import ReferralError  # noqa: PLC0415 # lazy
    from referral.mechanism import Mechanism  # noqa: PLC0415 # lazy

    try:
        with Mechanism.open(chosen.store, keys_at.ring(chosen)) as mechanism:
            found = [
                *_protected(mechanism),
                *_witnesses(chosen, mechanism),
                _erased(mechanism.erasures()),
                *checks_keeping.kept(chosen, mechanism),
                *checks_openid.provided(chosen, mechanism),
                *checks_conduct.in_force(mechanism),
                *checks_deliveries.undelivered(chosen, mechanism),
                *_at_work(chosen, mechanism),
            ]
    except ReferralError as broken:
        yield Finding("store", "wrong", str(broken))
        return
    yield from found


def _protected(mechanism: "Mechanism") -> Iterator[Finding]:
    told = f"{mechanism.store_name}, pathway {mechanism.pathway.name}"
    told += f" {mechanism.pathway.version}: {mechanism.pathway.notice}"
    yield Finding("store", "well" if mechanism.ready() else "wrong", told)
    for each in mechanism.protections():
        state = "wrong" if each.wrong else "well"
        yield Finding(each.name, state, "; ".join(each.wrong) or each.told)


def _at_work(chosen: "Settings", mechanism: "Mechanism") -> Iterator[Finding]:
    from api.settings import unsafe  # noqa: PLC0415 # lazy

    if chosen.store_migrator:
        told = "a server has no need of it: set it for `admin init` and `admin migrate`"
        yield Finding("REFERRAL_STORE_MIGRATOR", "warning", told)
    if mechanism.behind():
        # On the embedded store the server does it, and may just not be running.
        state = "wrong" if mechanism.store_name == "postgresql" else "warning"
        told = "what is due lies undone for minutes: no worker runs, or it is stuck"
        yield Finding("worker", state, told)
    if danger := unsafe(chosen, invented=mechanism.invented):
        told = f"`referral serve` would refuse: {danger}"
        yield Finding("serving", "warning", told)


def _erased(now: "ErasuresNow") -> Finding:
    """Whether what was erased is out of reach of old backups, too."""
    if not now.open:
        return Finding("erasures", "well", "every one is complete")
    first = min(each.due_by for each in now.open)
    keys = ", ".join(now.waits_for) or "the store's own logs"
    told = f"{len(now.open)} not complete; due by {first.date()}; waits for the end of "
    told += f"{keys}: see docs/how-to/erase-a-person.md"
    if now.uncleared:
        told += f"; of {now.uncleared} the store's own logs are not cleared yet"
    if now.overdue:
        return Finding("erasures", "wrong", f"{now.overdue} overdue: {told}")
    return Finding("erasures", "warning", told)


def _witnesses(chosen: "Settings", mechanism: "Mechanism") -> Iterator[Finding]:
    """Whoever cosigns the log, visited now."""
    if not chosen.witnesses:
        told = "nobody outside cosigns the log: an older database could be put back"
        yield Finding("witnesses", "warning", told)
        return
    ended = mechanism.watched_by(policy(chosen))
    for each in mechanism.witnesses():
        how = ended[each.name].value
        state = "well" if how == "cosigned" else "wrong" if each.late else "warning"
        yield Finding(f"witness {each.name}", state, f"{how}, at {each.size} entries")
    asked = mechanism.witness_quorum()
    if asked.enough:
        told = f"{asked.cosigned} of {asked.enough} that have to cosigned the newest "
        told += f"checkpoint; enough saw {asked.size} entries"
        state = {"met": "well", "behind": "warning"}.get(asked.state.value, "wrong")
        yield Finding("witnesses_enough", state, told)
    if mechanism.fork is not None:
        told = "a witness saw another log: `referral timeline acknowledge`"
        yield Finding("log", "wrong", told)


def _pathways(_: "Settings") -> Iterator[Finding]:
    from workflows.loader import (  # noqa: PLC0415 # lazy
        PathwayInvalid,
        load_shipped,
        shipped_names,
    )

    for name in shipped_names():
        try:
            pathway, _text = load_shipped(name)
            yield Finding(f"pathway {name}", "well", f"version {pathway.version}")
        except PathwayInvalid as invalid:
            yield Finding(f"pathway {name}", "wrong", invalid.faults[0])


_LOOKS: tuple[Callable[["Settings"], Iterator[Finding]], ...] = (
    _settings,
    _driver,
    _key,
    checks_keeping.closed,
    _store,
    _pathways,
)
