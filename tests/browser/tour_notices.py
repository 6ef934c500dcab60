"""Being told outside the desk, and confirming from outside, as a walk."""

from collections.abc import Iterator

from tests.browser.conftest import Site
from tests.properties.acts_notices import ALL, code_in, told_by
from tests.spec.test_confirmed_outside import STEP, asked, returning
from workflows.vocabulary import OutsideAnswer

Stop = tuple[str | None, str, str]
PAGE = "/desk/account/notices"


def notices(site: Site) -> Iterator[Stop]:
    """Nothing yet, a code on its way, an address that counts, one that is refused."""
    world, me = site.world, site.world["outreach"]
    yield "outreach", PAGE, ""
    kept = told_by(world)
    for button in ("", "Send a code there", "Keep this", "Get an address"):
        yield "outreach", PAGE, button
    world.mechanism.state_mail_wishes(me, ALL)
    world.mechanism.ask_mail_address(me, "outreach@mail.example")
    world.mechanism.post_due()
    for button in ("", "Confirm the address"):
        yield "outreach", PAGE, button
    world.mechanism.confirm_mail_address(me, code_in(kept.messages))
    yield "outreach", PAGE, "End the calendar"
    yield "outreach", PAGE, "Be told nowhere any more"


def outside(site: Site) -> Iterator[Stop]:
    """A body outside is asked, says nothing, says no; and what it sees."""
    world = site.world
    case = returning(world)
    yield "outreach", f"/desk/cases/{case.id}", ""
    world.mechanism.ask_outside(world["outreach"], case.id, STEP)
    for button in ("", "Make another code"):
        yield "outreach", "/desk/together", button
    _, _, token = asked(world)
    world.mechanism.answer_outside(token, OutsideAnswer.REFUSE)
    for path in ("/desk/together", "/desk/tasks"):
        yield "outreach", path, ""
    yield "coordinator", "/desk/exceptions", ""
    yield None, "/confirm", ""
    yield None, "/confirm", "Go on"
