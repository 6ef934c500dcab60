"""A real browser in front of a real server, on this machine alone."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page

from api.app import make_app
from api.pages import static
from api.pages.entrance import COOKIE
from referral.actions.administer import NewActor
from tests.api.conftest import Door
from tests.world import World
from workflows.vocabulary import ActorKind, Role

PASSWORD = "invented-people-only"
PHONE = {"width": 360, "height": 640}
DESKTOP = {"width": 1200, "height": 800}
NEWCOMERS = (
    ("ana", "ngo", frozenset({Role.FIRST_RESPONDER, Role.CASE_MANAGER})),
    ("hil", "shelter", frozenset({Role.SERVICE_PROVIDER, Role.CASE_MANAGER})),
    ("cleo", "office", frozenset({Role.COORDINATOR})),
)


@dataclass
class Site:
    """A served world, and a browser to look at it with."""

    address: str
    world: World
    browser: Browser
    door: Door
    said: list[str] = field(default_factory=list)
    """What pages wrote to the console, and what broke in them."""
    asked: set[str] = field(default_factory=set)
    """Which hosts anything was asked of."""

    @contextmanager
    def person(
        self, who: str | None = None, *, size: Any = PHONE, script: bool = True
    ) -> Iterator[Page]:
        """Somebody's browser, signed in where a name is given."""
        context = self.browser.new_context(
            viewport=size, java_script_enabled=script, base_url=self.address
        )
        if who is not None:
            self.admit(context, who)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda line: self.said.append(line.text))
        page.on("request", lambda one: self.asked.add(urlsplit(one.url).netloc))
        page.on("pageerror", lambda fault: self.said.append(str(fault)))
        try:
            yield page
        finally:
            context.close()

    def admit(self, context: BrowserContext, who: str) -> None:
        """Give a browser somebody's session."""
        context.add_cookies(
            [
                {
                    "name": COOKIE,
                    "value": self.door.token(who),
                    "url": "https://localhost",
                    "secure": True,
                    "httpOnly": True,
                    "sameSite": "Strict",
                }
            ]
        )

    def sign_in(self, page: Page, who: str) -> None:
        """Sign in as a person does."""
        page.goto("/desk")
        page.get_by_label("Your name here").fill(who)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.get_by_role("heading", name="My work").wait_for()


@contextmanager
def served(world: World) -> Iterator[str]:
    """The pages of a world on a free port of this machine."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    away = f"http://127.0.0.1:{port}{static.address('desk.svg')}"
    app = make_app(world.mechanism, exit_url=away)
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield f"http://localhost:{port}"
    finally:
        server.should_exit = True
        thread.join(20)
        listener.close()


@pytest.fixture
def site(embedded_world: World, chromium: Browser) -> Iterator[Site]:
    """An invented mechanism behind a real address."""
    world = embedded_world
    for name, body, roles in NEWCOMERS:
        new = NewActor(world.bodies[body], name, roles, ActorKind.PERSON)
        world.admit(new, PASSWORD)
    with served(world) as address:
        yield Site(address, world, chromium, Door(world, None))  # type: ignore[arg-type] # only its tokens
