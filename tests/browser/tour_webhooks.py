"""Partners' systems in a browser: asked for, fetched, rotated, ended; sent again."""

from collections.abc import Iterator

from tests.browser.conftest import Site
from tests.delivery.partners import until_given_up
from tests.properties.acts_webhooks import made, wanted

Stop = tuple[str | None, str, str]


def partners(site: Site) -> Iterator[Stop]:
    """Every list and form, empty and filled."""
    world, mechanism = site.world, site.world.mechanism
    yield "registrar", "/desk/partners", ""
    yield "registrar", "/desk/partners", "Ask a coordinator to agree to the address"
    registrar = world["registrar"]
    for _ in range(2):
        mechanism.ask_webhook(registrar, wanted(world))
    yield "coordinator", "/desk/together", ""
    waiting, ready = mechanism.asked(registrar)[-2:]
    world.agree(ready.id, "coordinator")
    yield "registrar", "/desk/partners", "Take it back"
    yield "registrar", "/desk/partners", "Fetch the keys"
    _ = waiting
    made(world, "shelter")
    yield "registrar", "/desk/partners", "Make the next keys"
    world.offered()
    until_given_up(world)
    site.door.tokens.clear()  # their sessions ended days ago
    yield "registrar", "/desk/deliveries", ""
    yield "auditor", "/desk/deliveries?standing=waiting", ""
    yield "coordinator", "/desk/exceptions?kind=delivery_given_up", ""
    yield "coordinator", "/desk/deliveries?standing=dead", "Send it again"
    yield "registrar", "/desk/partners", "Tell it nothing any more"
