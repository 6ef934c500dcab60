"""Every channel by which anything leaves, in one list. Later work adds its own here.

A channel takes a scene and the name of somebody, does what that person can do there,
and gives back everything they are shown, as text.
"""

import io
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
from fastapi.routing import APIRoute

from api.app import describe
from api.pages.router import PARTS
from referral.errors import Refusal
from referral.records.fences import JOB_TABLES
from referral.vault.recipients import Identity
from tests.backed_up import Shelf
from tests.pages.conftest import Desk
from tests.world import World
from workflows.vocabulary import Compartment, Purpose


@dataclass
class Scene:
    """A mechanism at work, its doors, and what there is to be asked for."""

    world: World
    desk: Desk
    folder: Path
    ids: Mapping[str, list[UUID]]
    words: tuple[str, ...]
    """What somebody types who looks for the secret."""
    said: Callable[[], str]
    """What was printed since it was called last."""
    logged: list[str] = field(default_factory=list)
    at_rest: list[str] = field(default_factory=list)
    seen: dict[tuple[str, str], list[httpx2.Response]] = field(default_factory=dict)

    def addresses(self, path: str) -> Iterator[str]:
        """A path with each of the identifiers it has a place for."""
        found = [path]
        for name, values in self.ids.items():
            place = "{" + name + "}"
            found = [
                one.replace(place, str(value))
                for one in found
                for value in (values if place in one else values[:1])
            ]
        fixed = {"{drawer}": "location", "{clock}": "reflection", "{name}": "x"}
        for one in dict.fromkeys(found):
            for place, value in fixed.items():
                one = one.replace(place, value)  # noqa: PLW2901 # filled in turn
            yield one.replace("{step}", "accept").replace("{word}", "approve")

    def asked(self, who: str, kind: str) -> list[httpx2.Response]:
        """What one person is answered behind one kind of door, asked once."""
        if (who, kind) not in self.seen:
            self.seen[who, kind] = list(_DOORS[kind](self, who))
        return self.seen[who, kind]


def _api(scene: Scene, who: str) -> Iterator[httpx2.Response]:
    for path, operations in describe()["paths"].items():
        if "get" in operations:
            for there in scene.addresses(path):
                query = {"purpose": "protection"}
                yield scene.desk.door.ask(who, "GET", there, params=query)


def _wrong(scene: Scene, who: str) -> Iterator[httpx2.Response]:
    """Writes that cannot be read, or that are refused."""
    for path, operations in describe()["paths"].items():
        if "post" in operations and "/session" not in path:
            there = next(iter(scene.addresses(path)))
            body = {"name": scene.words[0], scene.words[0]: scene.words[0]}
            yield scene.desk.door.ask(who, "POST", there, json=body, version=1)


def _searched(scene: Scene, who: str) -> Iterator[httpx2.Response]:
    for word in scene.words:
        body: dict[str, str] = {"name": word, "document": word, "phone": word}
        ask = scene.desk.door.ask
        yield ask(who, "POST", "/v1/search", json={**body, "purpose": "protection"})
        yield ask(who, "POST", "/v1/matches", json=body)


def _pages(scene: Scene, who: str) -> Iterator[httpx2.Response]:
    for part in PARTS:
        for route in part.routes:
            if isinstance(route, APIRoute) and _looks(route):
                for there in scene.addresses(route.path):
                    yield scene.desk.get(who, there)


def _looks(route: APIRoute) -> bool:
    """True for a page that is drawn: no file, and not the way out."""
    drawn = "/static/" not in route.path and "/leave" not in route.path
    return drawn and "GET" in (route.methods or ())


def _forms(scene: Scene, who: str) -> Iterator[httpx2.Response]:
    """Forms that open something, and one that is sent back."""
    opening = {"purpose": "protection"}
    for case in scene.ids["case_id"]:
        for drawer in (Compartment.LOCATION, Compartment.HEALTH):
            path = f"/desk/cases/{case}/drawers/{drawer.value}"
            yield scene.desk.post(who, path, opening)
        yield scene.desk.post(who, f"/desk/cases/{case}/copies", opening)
    for offer in scene.ids["referral_id"]:
        yield scene.desk.post(who, f"/desk/offers/{offer}/package", opening)


_DOORS: Mapping[str, Callable[[Scene, str], Iterator[httpx2.Response]]] = {
    "api": _api,
    "wrong": _wrong,
    "searched": _searched,
    "pages": _pages,
    "forms": _forms,
}
_WELL = 400
"""Statuses below this are answers, the rest are problems."""


def _bodies(kind: str, *, well: bool) -> "Channel":
    def told(scene: Scene, who: str) -> Iterable[object]:
        answers = scene.asked(who, kind)
        return (a.text for a in answers if (a.status_code < _WELL) == well)

    return told


def _headers(scene: Scene, who: str) -> Iterable[object]:
    answers = chain.from_iterable(scene.asked(who, kind) for kind in _DOORS)
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


def _logs(scene: Scene, who: str) -> Iterable[object]:
    _ = who
    scene.logged.append(scene.said())
    return scene.logged


def _files(scene: Scene, who: str) -> Iterable[object]:
    """Every byte at rest, read once for everybody."""
    _ = who
    if not scene.at_rest:
        for path in sorted(scene.folder.rglob("*")):
            raw = path.read_bytes() if path.is_file() else b""
            scene.at_rest.append(path.name)
            scene.at_rest.append(raw.decode("latin-1").lower())
            scene.at_rest.append(raw.decode("utf-16-le", "replace"))
    return scene.at_rest


def _backups(scene: Scene, who: str) -> Iterable[object]:
    """A backup as it lies in both folders, and opened again."""
    _ = who
    shelf = Shelf(scene.folder.parent / f"{scene.folder.name}-shelf")
    if scene.world.mechanism.store_name == "postgresql":
        return
    yield shelf.take(scene.world.mechanism)
    for path in sorted(shelf.folder.rglob("*")):
        yield path.name
        if path.suffix == ".age":
            opened = io.BytesIO()
            Identity(shelf.identity()).open(path, opened, path.name)
            yield opened.getvalue().decode("latin-1")
        if path.is_file():
            yield path.read_bytes().decode("latin-1")


def _jobs(scene: Scene, who: str) -> Iterable[object]:
    _ = who
    engine = scene.world.mechanism._house.jobs.engine()
    with engine.connect() as connection:
        for name in sorted(n for n in JOB_TABLES if n.startswith("workflow")):
            yield from connection.exec_driver_sql(f"SELECT * FROM {name}")  # noqa: S608 # a table's own name


def _memory(scene: Scene, who: str) -> Iterable[object]:
    """What printing the parts of a mechanism shows."""
    _ = who
    house = scene.world.mechanism._house
    yield from map(repr, (house, house.names, house.names.index, house.names.places))


Channel = Callable[[Scene, str], Iterable[object]]
CHANNELS: Mapping[str, Channel] = {
    "answers of the API": _bodies("api", well=True),
    "problems of the API": _bodies("api", well=False),
    "refused writes": _bodies("wrong", well=False),
    "searches and matches": _bodies("searched", well=True),
    "refused searches": _bodies("searched", well=False),
    "pages": _bodies("pages", well=True),
    "error pages": _bodies("pages", well=False),
    "opened on pages": _bodies("forms", well=True),
    "refused on pages": _bodies("forms", well=False),
    "addresses and headers": _headers,
    "lists of the library": _lists,
    "cases and timelines": _of_cases,
    "sealed copies": _copies,
    "log": _logs,
    "files and their names": _files,
    "backups": _backups,
    "jobs": _jobs,
    "what prints": _memory,
}


class Kept(logging.Handler):
    """Keeps every line of every log."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(logging.DEBUG)
        self._scene = scene

    def emit(self, record: logging.LogRecord) -> None:
        told: Any = record.getMessage()
        self._scene.logged.append(f"{told} {record.exc_info}")
