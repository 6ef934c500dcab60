"""Knocking at every door as somebody. Routes and pages are found, not listed."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

import httpx2
from fastapi.routing import APIRoute

from api.app import describe
from api.pages.router import PARTS
from workflows.vocabulary import Compartment

if TYPE_CHECKING:
    from tests.promises.scene import Scene

Address = tuple[str, str]
"""Method and path as it is declared."""
NOT_KNOCKED: Mapping[Address, str] = {
    ("POST", "/v1/session"): "takes no session; see the planted sign-ins",
    ("DELETE", "/v1/session"): "ends the session that the others need",
    ("POST", "/desk/sign-in"): "takes no session; see the planted sign-ins",
    ("POST", "/desk/sign-out"): "ends the session that the others need",
    ("POST", "/desk/lock"): "locks the session that the others need",
    ("GET", "/desk/leave"): "ends the session that the others need",
    ("POST", "/v1/session/passkey"): "takes no session, and no word",
    ("POST", "/v1/session/passkey-options"): "takes no session, and no word",
    ("POST", "/desk/sign-in/passkey"): "takes no session, and no word",
    ("DELETE", "/v1/me/sessions"): "ends the sessions that the others need",
    ("POST", "/desk/account/sessions/end"): "ends the sessions that the others need",
    ("GET", "/static/{name}"): "files of the package, the same for everybody",
}
"""Doors that no channel asks at, with the reason."""
_ASKED = ("GET", "POST", "DELETE")


@cache
def routes() -> set[Address]:
    """Every route of the API."""
    return {
        (method.upper(), path)
        for path, operations in describe()["paths"].items()
        for method in operations
        if method in ("get", "post", "put", "patch", "delete")
    }


@cache
def pages() -> set[Address]:
    """Every page."""
    return {
        (method, route.path)
        for part in PARTS
        for route in part.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }


def knocked() -> set[Address]:
    """Every door at which the channels below ask."""
    known = {address for address in routes() | pages() if address[0] in _ASKED}
    return known - set(NOT_KNOCKED)


def _sorted(addresses: set[Address], method: str) -> list[str]:
    return sorted(path for known, path in addresses & knocked() if known == method)


def _api(scene: "Scene", who: str) -> Iterator[httpx2.Response]:
    for path in _sorted(routes(), "GET"):
        for there in scene.addresses(path):
            query = {"purpose": "protection", **_asked_with(scene, path)}
            yield scene.ask(who, "GET", there, path, params=query)


def _asked_with(scene: "Scene", path: str) -> dict[str, str]:
    """What else an address wants to know of who asks."""
    wanted = {
        "attachments": {"drawer": "identity"},
        "person-data": {"identity": "document_seen"},
        "consistency": {"old": "1"},
        "reassignment": {"organisation_id": str(scene.world.bodies["ngo"])},
        "responsibility-offers": {"service_id": str(scene.world.services["shelter"])},
    }
    return wanted.get(path.rpartition("/")[2], {})


def _wrong(scene: "Scene", who: str) -> Iterator[httpx2.Response]:
    """Writes that cannot be read, or that are refused."""
    word = scene.words[0]
    for path in _sorted(routes(), "POST"):
        there = next(iter(scene.addresses(path)))
        body = {"name": word, word: word}
        yield scene.ask(who, "POST", there, path, json=body, version=999)
    for path in _sorted(routes(), "DELETE"):
        there = next(iter(scene.addresses(path))).rpartition("/")[0] + "/no-such"
        yield scene.ask(who, "DELETE", there, path)


def _searched(scene: "Scene", who: str) -> Iterator[httpx2.Response]:
    for word in scene.words:
        body: dict[str, str] = {"name": word, "document": word, "phone": word}
        search = {**body, "purpose": "protection"}
        yield scene.ask(who, "POST", "/v1/search", json=search)
        yield scene.ask(who, "POST", "/v1/matches", json=body)


def _pages(scene: "Scene", who: str) -> Iterator[httpx2.Response]:
    for path in _sorted(pages(), "GET"):
        for there in scene.addresses(path):
            yield scene.get(who, there, path)


def _forms(scene: "Scene", who: str) -> Iterator[httpx2.Response]:
    """Forms that open something."""
    opening = {"purpose": "protection"}
    for case in scene.ids["case_id"]:
        base = f"/desk/cases/{case}"
        for drawer in (Compartment.LOCATION, Compartment.HEALTH):
            yield scene.post(who, f"{base}/drawers/{drawer.value}", opening)
            looked = {**opening, "drawer": drawer.value}
            yield scene.post(who, f"{base}/attachments/list", looked)
        yield scene.post(who, f"{base}/copies", opening)
        yield scene.post(who, f"{base}/print", {**opening, "include[]": "location"})
        yield scene.post(who, f"{base}/placement", opening)
        known = {"identity": "document_seen"}
        yield scene.post(who, f"{base}/data-rights/data", known)
        yield scene.post(who, f"{base}/messages", opening)
        yield scene.post(who, f"{base}/safe-contact/opening", opening)
    for service in scene.ids["service_id"]:
        yield scene.post(who, f"/desk/addresses/{service}/opening", opening)
    for offer in scene.ids["referral_id"]:
        yield scene.post(who, f"/desk/offers/{offer}/package", opening)
        yield scene.post(who, f"/desk/offers/{offer}/address", opening)
        for arranged in scene.ids.get("handover_id", ()):
            there = f"/desk/offers/{offer}/handovers/{arranged}/opening"
            yield scene.post(who, there, opening)


FORM_AGAIN = 422
"""Shows its own reader what they typed, and is kept by nobody."""


def _written(scene: "Scene", who: str) -> Iterator[httpx2.Response]:
    """Forms of pages that cannot be read: whatever is in them goes nowhere."""
    word = scene.words[0]
    for path in _sorted(pages(), "POST"):
        there = next(iter(scene.addresses(path)))
        typed = {"_version": "999", "name": word, word: word}
        answer = scene.post(who, there, typed, path)
        if answer.status_code != FORM_AGAIN:
            yield answer


DOORS: Mapping[str, Callable[["Scene", str], Iterator[httpx2.Response]]] = {
    "api": _api,
    "wrong": _wrong,
    "searched": _searched,
    "pages": _pages,
    "forms": _forms,
    "written": _written,
}
