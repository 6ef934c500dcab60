"""Tokens of one case, written through pages, are in nothing the run leaves behind.

A server and its worker in their own process, a real browser, people who make every
mistake there is. The same search, on a build of the same libraries with their default
settings, finds tokens in many places: `test_a_control_build_shows_them`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
from playwright.sync_api import Browser, Page, Response, expect
from sqlalchemy import inspect

from referral.actions.administer import NewActor
from referral.mechanism import Mechanism
from referral.rules.undoing import UNDO_FOR
from tests.api.server import free_port, wait_until_up
from tests.browser.conftest import NEWCOMERS, PASSWORD
from tests.browser.test_journeys import accept, ask, consent, record, verify
from tests.faults.processes import command, kill, process
from tests.promises.surfaces import TOKENS, Surfaces
from tests.records.raw import engines, rewrite
from tests.world import World

FORM_AGAIN = 422
"""Shows its own reader what they typed, and is kept by nobody."""
CALLS = (
    ("GET", "/v1/cases/{token}", None),
    ("GET", "/v1/cases?stage={token}", None),
    ("POST", "/v1/cases", {"facts": {"language": "{token}"}, "{token}": "{token}"}),
    ("POST", "/v1/cases/{token}/consents", {"purpose": "{token}"}),
    ("DELETE", "/{token}", None),
)


@dataclass
class Watched:
    """Browsers whose every address, title and error is kept."""

    address: str
    browser: Browser
    surfaces: Surfaces = field(default_factory=Surfaces)

    @contextmanager
    def person(self, name: str) -> Iterator[Page]:
        """Somebody signed in, by typing."""
        context = self.browser.new_context(
            viewport={"width": 1200, "height": 800}, base_url=self.address
        )
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("response", self._keep)
        page.on("console", lambda line: self.surfaces.add("console", [line.text]))
        page.on("load", lambda shown: self.surfaces.add("titles", [shown.title()]))
        page.goto("/desk")
        page.get_by_label("Your name here").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.get_by_role("heading", name="My work").wait_for()
        yield page
        self.surfaces.add("cookies", (dict(one) for one in context.cookies()))
        context.close()

    def _keep(self, response: Response) -> None:
        self.surfaces.add("addresses", [response.url])
        self.surfaces.add("headers", [response.headers])
        if response.status >= 400 and response.status != FORM_AGAIN:  # errors
            self.surfaces.add("error pages", [response.text()])


def every_field(page: Page, case: str) -> None:
    """A token in every sealed field; the first try has a fault in it."""
    page.goto(f"{case}/content")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.evaluate("document.querySelector('[type=date]').type = 'text'")
    boxes = page.locator("main input[type=text], main textarea").all()
    assert len(boxes) == len(TOKENS)
    for box, token in zip(boxes, TOKENS, strict=True):
        box.fill(token)
    page.get_by_role("button", name="Seal and record").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    page.locator("#content-identity-birth_date, [name$=birth_date]").first.fill(
        "1990-01-02"
    )
    page.get_by_role("button", name="Seal and record").click()
    expect(page.get_by_text("recorded and sealed")).to_be_visible()


def lost(page: Page) -> None:
    """Addresses that somebody typed a name into."""
    for place in ("/desk/cases/{}", "/desk/{}", "/desk/offers?after={}", "/{}"):
        page.goto(place.format("nowhere"))
    page.goto("/desk")


def mistakes_of_a_machine(watched: Watched) -> None:
    """Calls that put a token where none belongs: the answers are looked through."""
    token = TOKENS[0]
    with httpx2.Client(base_url=watched.address, timeout=60) as client:
        for method, path, body in CALLS:
            filled = None if body is None else _with(body, token)
            answer = client.request(method, path.format(token=token), json=filled)
            assert answer.status_code >= 400  # an error
            watched.surfaces.add("error pages", [answer.text])
            watched.surfaces.add("headers", [answer.headers])


def _with(body: object, token: str) -> object:
    if isinstance(body, dict):
        return {key.format(token=token): _with(v, token) for key, v in body.items()}
    return str(body).format(token=token)


def walked(watched: Watched) -> str:
    """From first contact to a proven timeline, with every field filled in."""
    with watched.person("ana") as worker:
        case = record(worker)
        every_field(worker, case)
        consent(worker_on(worker, case), "Asking other services")
        ask(worker)
        lost(worker)
        worker.wait_for_timeout(UNDO_FOR.total_seconds() * 1_000)  # it leaves
    with watched.person("hil") as shelter:
        accept(shelter, TOKENS[0], TOKENS[12])
    with watched.person("cleo") as coordinator:
        verify(coordinator, case)
    mistakes_of_a_machine(watched)
    return case


def worker_on(page: Page, case: str) -> Page:
    """The page of the case."""
    page.goto(case)
    return page


def broken(world: World, case: str, watched: Watched) -> None:
    """A sealed value is damaged: opening it is a fault, told by a number alone."""
    rewrite(world, "UPDATE sealed_value SET box = zeroblob(length(box))")
    with watched.person("ana") as worker:
        for place in ("/desk/offers", case):
            worker.goto(place)
        worker.get_by_role("heading", name="Something broke on our side").wait_for()


def jobs(world: World) -> list[str]:
    """Every row of the job engine's tables."""
    engine = engines(world.location, world.key_file)[0][0]
    known = {"entry", "sealed_value", "referral", "organisation"}
    tables = [name for name in inspect(engine).get_table_names() if name not in known]
    assert "workflow_status" in tables
    with engine.connect() as connection:
        rows = [
            repr(tuple(row))
            for name in tables
            for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"')  # noqa: S608 # a table's own name
        ]
    assert any("offer:" in row for row in rows)
    return rows


def test_no_token_is_in_anything_the_run_leaves(
    embedded_world: World, chromium: Browser, tmp_path: Path
) -> None:
    world, log, port = embedded_world, tmp_path / "server.log", free_port()
    for name, body, roles in NEWCOMERS:
        new = NewActor(world.bodies[body], name, roles)
        world.mechanism.admit_actor(world.system, new, PASSWORD)
    world.mechanism.close()
    with process(command(world, "serve"), log, REFERRAL_PORT=str(port)) as running:
        wait_until_up(f"http://127.0.0.1:{port}", running, log)
        watched = Watched(f"http://localhost:{port}", chromium)
        case = walked(watched)
        with Mechanism.open(world.location, world.key_file) as world.mechanism:
            broken(world, case, watched)
            watched.surfaces.add("jobs", jobs(world))
        kill(running)
    said = log.read_text()
    assert said.count('"answered"') > 20
    assert '"fault"' in said
    watched.surfaces.add("log", [said])
    watched.surfaces.add_files(tmp_path)
    assert {"addresses", "headers", "titles", "cookies", "error pages"} <= set(
        watched.surfaces.seen
    )
    assert watched.surfaces.showing() == {}
    watched.surfaces.add("titles", [TOKENS[3]])
    assert watched.surfaces.showing() == {"titles": {TOKENS[3]}}
