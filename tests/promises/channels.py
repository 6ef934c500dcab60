"""Every channel by which anything leaves, in one list. Later work adds its own here.

A channel takes a scene and the name of somebody, does what that person can do there,
and gives back everything they are shown, as text or as bytes. `test_every_channel`
finds the routes, pages, commands, tables and log streams that no channel covers.
"""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

from sqlalchemy import text

from api.pages.paper import sheets
from referral.actions.export import Wanted
from referral.delivery.mailing import written
from referral.errors import Refusal
from referral.exchange.calendar_feed import written as feed
from referral.records.fences import JOB_TABLES
from referral.rules.exporting import Profile
from referral.vault.recipients import Identity
from tests.backed_up import Shelf
from tests.exchange.packaged import found_in_package
from tests.pages.test_paper import pages
from tests.promises.commands import run_all
from tests.promises.doors import DOORS
from tests.promises.scene import Scene
from tests.promises.sent import to_partners
from tests.promises.written import (
    files_under,
    open_files,
    rows_by_table,
    server_files,
)
from tests.properties.acts_notices import Kept
from workflows.vocabulary import Purpose

STREAMS: Mapping[str, str] = {
    "alembic": "makes and changes tables",
    "asyncio": "the event loop",
    "authlib": "reads what an identity provider says",
    "concurrent": "threads",
    "dbos": "the job engine",
    "dotenv": "comes with the settings; reads no file here",
    "fastapi": "the framework",
    "http_message_signatures": "reads signed requests; says nothing here",
    "opentelemetry": "comes with the job engine; traces go nowhere",
    "psycopg": "the PostgreSQL driver",
    "pyasn1": "reads what a passkey was attested with",
    "pydantic_settings": "reads the settings",
    "sqlalchemy": "statements; parameters are hidden",
    "transitions": "takes steps",
    "uvicorn": "serves",
}
"""Loggers by what they belong to. All of them reach the channel `log`."""

_WELL = 400
"""Statuses below this are answers, the rest are problems."""
_STALE = 412
"""Over a form that was out of date, a page is shown as when it is opened."""

Channel = Callable[[Scene, str], Iterable[object]]


def _bodies(kind: str, *, well: bool) -> Channel:
    def told(scene: Scene, who: str) -> Iterable[object]:
        answers = scene.asked(who, kind)
        return (a.content for a in answers if (a.status_code < _WELL) == well)

    return told


def _stale(scene: Scene, who: str) -> Iterable[object]:
    return (a.content for a in scene.asked(who, "written") if a.status_code == _STALE)


def _unread(scene: Scene, who: str) -> Iterable[object]:
    refused = (a for a in scene.asked(who, "written") if a.status_code >= _WELL)
    return (a.content for a in refused if a.status_code != _STALE)


def _headers(scene: Scene, who: str) -> Iterable[object]:
    """Of everything that was asked so far: it stands last of the doors."""
    asked = (scene.seen.get((who, kind), ()) for kind in DOORS)
    answers = chain.from_iterable(asked)
    return (f"{answer.url} {dict(answer.headers)}" for answer in answers)


def _tried(*calls: Callable[[], object]) -> Iterator[object]:
    """What a library's caller gets: the repr of an answer, or of a refusal."""
    for call in calls:
        try:
            yield repr(call())
        except Refusal as refusal:
            yield f"{refusal!r} {refusal.missing}"


def _lists(scene: Scene, who: str) -> Iterable[object]:
    mechanism, actor = scene.world.mechanism, scene.world[who]
    return _tried(
        lambda: mechanism.services(actor),
        lambda: mechanism.organisations(actor),
        lambda: mechanism.notices(actor),
        lambda: mechanism.exceptions(actor),
        lambda: mechanism.work_list(actor),
        lambda: mechanism.offers(actor),
        lambda: mechanism.cases(actor),
        lambda: mechanism.joint_acts(actor),
    )


def _of_cases(scene: Scene, who: str) -> Iterable[object]:
    mechanism, actor = scene.world.mechanism, scene.world[who]
    for case in scene.ids["case_id"]:
        yield from _tried(
            lambda case=case: mechanism.read_case(actor, case),  # type: ignore[misc] # bound now
            lambda case=case: mechanism.timeline(actor, case),  # type: ignore[misc]
            lambda case=case: mechanism.verify_case(actor, case),  # type: ignore[misc]
            lambda case=case: mechanism.steps(actor, case),  # type: ignore[misc]
        )


def _copies(scene: Scene, who: str) -> Iterable[object]:
    mechanism, actor = scene.world.mechanism, scene.world[who]
    for case in scene.ids["case_id"]:
        yield from _tried(
            lambda case=case: mechanism.disclosures(actor, case, Purpose.LEGAL)  # type: ignore[misc]
        )
    for offer in scene.ids["referral_id"]:
        yield from _tried(
            lambda offer=offer: mechanism.open_package(actor, offer, Purpose.CARE)  # type: ignore[misc]
        )


def handed_on(scene: Scene, who: str, profile: Profile) -> Iterator[object]:
    """What somebody can hand on alone, unpacked, with the words of its sheets."""
    mechanism, actor = scene.world.mechanism, scene.world[who]
    wanted = Wanted(profile, "asked for by an invented court")
    for case in scene.ids["case_id"]:
        try:
            done = mechanism.export_timeline(actor, case, wanted, sheets("en"))
        except Refusal as refusal:
            yield f"{refusal!r} {refusal.missing}"
            continue
        files = found_in_package(done.package.file()).files
        yield from (done.package.file(), *files.values(), *pages(files["timeline.pdf"]))


def _handed_on(scene: Scene, who: str) -> Iterable[object]:
    for profile in (Profile.ANONYMOUS, Profile.REDACTED):
        yield from handed_on(scene, who, profile)


def _logs(scene: Scene, who: str) -> Iterable[object]:
    _ = who
    scene.logged.append(scene.said())
    return scene.logged


def _files(scene: Scene, who: str) -> Iterable[object]:
    """Every byte at rest, named or not, read once for everybody."""
    _ = who
    if not scene.at_rest:
        scene.at_rest.extend(raw for _, raw in files_under(scene.folder))
        scene.at_rest.extend(raw for _, raw in open_files())
        if scene.world.location.startswith("postgresql"):
            scene.at_rest.extend(raw for _, raw in server_files(scene.world.location))
    return scene.at_rest


def _backups(scene: Scene, who: str) -> Iterable[object]:
    """A backup as it lies in both folders, and opened again, once for everybody."""
    _ = who
    if not scene.backed_up and scene.world.mechanism.store_name != "postgresql":
        scene.backed_up.extend(_backed_up(scene))
    return scene.backed_up


def _backed_up(scene: Scene) -> Iterator[object]:
    shelf = Shelf(scene.folder.parent / f"{scene.folder.name}-shelf")
    yield shelf.take(scene.world.mechanism)
    for path in sorted(shelf.folder.rglob("*")):
        yield path.name
        if path.suffix == ".age":
            opened = io.BytesIO()
            Identity(shelf.identity()).open(path, opened, path.name)
            yield opened.getvalue()
        if path.is_file():
            yield path.read_bytes()


def _rows(scene: Scene, who: str) -> Iterable[object]:
    """Every row, opened with the store's key, as the database gives it."""
    _ = who
    return rows_of(scene).values()


def rows_of(scene: Scene) -> dict[str, str]:
    """All rows of the job engine, and on PostgreSQL of every table, as text."""
    if scene.world.location.startswith("postgresql"):
        return rows_by_table(scene.world.location)
    engine = scene.world.mechanism._house.jobs.engine()
    with engine.connect() as connection:
        return {
            name: repr(connection.execute(text(f'SELECT * FROM "{name}"')).all())  # noqa: S608 # a table's own name
            for name in sorted(JOB_TABLES)
        }


def _commands(scene: Scene, who: str) -> Iterable[object]:
    """What the operator's commands print, run once for everybody."""
    _ = who
    if not scene.ran:
        scene.ran.extend(run_all(scene.world, scene.folder))
    return scene.ran


def _memory(scene: Scene, who: str) -> Iterable[object]:
    """What printing the parts of a mechanism shows."""
    _ = who
    house = scene.world.mechanism._house
    yield from map(repr, (house, house.names, house.names.index, house.names.places))


def _webhooks(scene: Scene, who: str) -> Iterable[object]:
    """What partners' systems are told, whoever looks."""
    _ = who
    return to_partners(scene.world)


def _told_outside(scene: Scene, who: str) -> Iterable[object]:
    """Every mail that went out, but to whom; and somebody's calendar, whoever looks."""
    _ = who
    mechanism, post = scene.world.mechanism, scene.world.mechanism._house.post
    mechanism.post_due()
    for carrier in post.rules.carriers.values():
        assert isinstance(carrier, Kept)
        for message in carrier.messages:
            mail = written(message, "desk@post.example", "Desk")
            del mail["To"]  # goes to whose it is, and holds what they typed there
            yield mail.as_bytes()
    if scene.ids["secret"]:  # the walk ends calendars, so that one is opened anew
        opened = scene.desk.door.ask("host", "POST", "/v1/me/calendar")
        assert opened.status_code == 201, opened.text  # made
        shown = mechanism.calendar(opened.json()["path"].rpartition("/")[2])
        yield feed(shown.at, ((each.uid, each.code, each.at) for each in shown.moments))


TO_PEOPLE: Mapping[str, Channel] = {
    "answers of the API": _bodies("api", well=True),
    "searches and matches": _bodies("searched", well=True),
    "pages": _bodies("pages", well=True),
    "opened on pages": _bodies("forms", well=True),
    "pages shown anew": _stale,
    "lists of the library": _lists,
    "cases and timelines": _of_cases,
    "sealed copies": _copies,
}
"""What shows content to whoever may open it, and to nobody else."""

ALIKE = frozenset({"refused writes", "forms that cannot be read", "pages shown anew"})
"""Doors that mostly answer before they look who asks: a few ask here, all by night."""

TO_NOBODY: Mapping[str, Channel] = {
    "problems of the API": _bodies("api", well=False),
    "refused writes": _bodies("wrong", well=False),
    "refused searches": _bodies("searched", well=False),
    "error pages": _bodies("pages", well=False),
    "refused on pages": _bodies("forms", well=False),
    "forms that cannot be read": _unread,
    "addresses and headers": _headers,
    "log": _logs,
    "files and their names": _files,
    "backups": _backups,
    "rows and jobs": _rows,
    "commands": _commands,
    "timelines handed on": _handed_on,
    "webhooks": _webhooks,
    "what prints": _memory,
    "mails and calendars": _told_outside,
}
"""What never holds content, whoever looks."""

CHANNELS: Mapping[str, Channel] = {**TO_PEOPLE, **TO_NOBODY}
