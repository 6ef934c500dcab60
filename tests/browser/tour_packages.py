"""Letters for somebody outside, and keys that packages are sealed to, as a walk."""

from collections.abc import Iterator

from tests.browser.conftest import Site
from tests.properties.acts_packages import by_two
from tests.spec.outside import PAGE, new_identity, newly_abroad
from workflows.vocabulary import PackageForm

Stop = tuple[str | None, str, str]


def letters(site: Site) -> Iterator[Stop]:
    """None yet, made, looked at, stopped; the page it leads to; the keys."""
    world = site.world
    there = newly_abroad(world, by_two)
    case = world.case().id
    world.consent(case)
    offer = world.offer(case, "abroad").id
    page = f"/desk/offers/{offer}"
    yield "outreach", page, ""
    yield "outreach", f"{page}/link", ""
    yield "outreach", f"{page}/link", "Make a letter"
    sent = world.mechanism.send_link(world["outreach"], offer, PAGE)
    world.mechanism.link_yes(there.shown(sent))
    yield "coordinator", f"{page}/link", ""
    yield None, PAGE, ""
    yield None, PAGE, "Go on"
    keys = f"/desk/directory/organisations/{there.body}/keys"
    yield "registrar", keys, ""
    yield "registrar", keys, "Ask a coordinator to agree to the key"
    public = str(new_identity().to_public())
    me = world["registrar"]
    world.mechanism.list_recipient_key(me, there.body, PackageForm.AGE, public)
    yield "coordinator", "/desk/together", ""
    world.mechanism.end_recipient_key(me, there.key)
    yield "coordinator", f"{page}/link", ""
    yield "registrar", keys, ""
