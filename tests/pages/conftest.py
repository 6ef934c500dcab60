"""A desk without a browser: forms are read from pages and sent as a browser would."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest
from starlette.testclient import TestClient

from api.app import make_app
from api.pages.entrance import COOKIE, SIGN_IN
from referral.actions.administer import NewActor
from tests.api.conftest import Door
from tests.world import World
from workflows.vocabulary import ActorKind, Role

OURS = {"Sec-Fetch-Site": "same-origin"}
FORM = "application/x-www-form-urlencoded"
PASSWORD = "invented-people-only"
Pairs = Sequence[tuple[str, str]]


@dataclass
class Form:
    """A form of a page: where it goes, and what it holds as it is."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)

    def value(self, name: str) -> str:
        return next((value for known, value in self.fields if known == name), "")


class _Forms(HTMLParser):
    """Reads the forms of a page: hidden fields, texts, what is ticked or chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._select = ""
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(had.get("action", "")))
        elif tag == "input" and self.forms and had.get("name"):
            kind = had.get("type", "text")
            if kind not in ("radio", "checkbox") or "checked" in had:
                self._add(had["name"], had.get("value", ""))
        elif tag == "select":
            self._select = had.get("name", "")
        elif tag == "option" and "selected" in had and self._select:
            self._add(self._select, had.get("value", ""))
        elif tag == "textarea":
            self._area = had.get("name", "")
            self._add(self._area, "")

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            name, value = self.forms[-1].fields[-1]
            self.forms[-1].fields[-1] = (name, value + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None
        if tag == "select":
            self._select = ""

    def _add(self, name: str, value: str) -> None:
        self.forms[-1].fields.append((name, value))


def forms(page: str) -> list[Form]:
    """Every form of a page."""
    reader = _Forms()
    reader.feed(page)
    return reader.forms


def form(page: str, ends: str) -> Form:
    """The form whose address ends so."""
    return next(found for found in forms(page) if found.action.endswith(ends))


@dataclass
class Desk:
    """The pages of a world."""

    world: World
    client: TestClient
    door: Door

    def get(self, who: str | None, path: str, **headers: str) -> httpx2.Response:
        return self._go_on(
            who, self.client.get(path, headers=self._headers(who, headers))
        )

    def post(
        self,
        who: str | None,
        path: str,
        fields: Mapping[str, str] | Pairs = (),
        **headers: str,
    ) -> httpx2.Response:
        """Send fields as a form of our own pages would."""
        known = {"Content-Type": FORM, **OURS, **headers}
        pairs = fields.items() if isinstance(fields, Mapping) else fields
        sent = {name: value for name, value in known.items() if value}
        return self._go_on(
            who,
            self.client.post(
                path, content=urlencode(list(pairs)), headers=self._headers(who, sent)
            ),
        )

    def _go_on(self, who: str | None, answered: httpx2.Response) -> httpx2.Response:
        """Keep the cookie with which a session goes on, as a browser does."""
        for laid in answered.headers.get_list("set-cookie"):
            name, _, value = laid.partition(";")[0].partition("=")
            if who is not None and name == COOKIE and value.strip('"'):
                self.door.tokens[who] = value
        return answered

    def fill(
        self, who: str, page: str, ends: str, *, times: int = 1, **typed: Any
    ) -> httpx2.Response:
        """Open a page, fill one of its forms, send it so many times."""
        shown = self.get(who, page)
        assert shown.status_code == 200, shown.text
        found = form(shown.text, ends)
        answers = [
            self.post(who, found.action, filled(found, typed)) for _ in range(times)
        ]
        assert len({(a.status_code, a.headers.get("location")) for a in answers}) == 1
        return answers[-1]

    def _headers(self, who: str | None, more: Mapping[str, str]) -> dict[str, str]:
        known = {name.replace("_", "-"): value for name, value in more.items()}
        if who is not None:
            known.setdefault("Cookie", f"{COOKIE}={self.door.token(who)}")
        return known


def filled(found: Form, typed: Mapping[str, Any]) -> Pairs:
    """What a browser sends: typed over what was there; `__` in a name is a dot."""
    names = {name.replace("__", "."): value for name, value in typed.items()}
    lists = {f"{name}[]": v for name, v in names.items() if isinstance(v, list)}
    plain = {n: str(v) for n, v in names.items() if not isinstance(v, list)}
    kept = [
        pair for pair in found.fields if pair[0] not in plain and pair[0] not in lists
    ]
    return [*kept, *plain.items(), *((n, one) for n, v in lists.items() for one in v)]


@pytest.fixture
def desk(embedded_world: World) -> Iterator[Desk]:
    """The pages over an invented mechanism."""
    app = make_app(embedded_world.mechanism, exit_url="https://example.org/")
    with TestClient(
        app,
        base_url="https://desk.test",
        raise_server_exceptions=False,
        follow_redirects=False,
    ) as client:
        yield Desk(embedded_world, client, Door(embedded_world, client))


def admitted(desk: Desk, name: str) -> str:
    """Somebody with a real password."""
    world = desk.world
    roles = frozenset({Role.FIRST_RESPONDER, Role.CASE_MANAGER})
    new = NewActor(world.bodies["ngo"], name, roles, ActorKind.PERSON)
    world.admit(new, PASSWORD)
    return name


@pytest.fixture
def ana(desk: Desk) -> str:
    """Ana, with her password."""
    return admitted(desk, "ana")


def signed_in(desk: Desk, **fields: str) -> str:
    typed = {"name": "ana", "password": PASSWORD, **fields}
    answered = desk.post(None, SIGN_IN, typed)
    assert answered.status_code in (200, 303)
    return str(answered.headers["set-cookie"])
