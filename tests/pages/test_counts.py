"""A count at the desk is the length of the list that it opens, however long that is."""

import re
from collections.abc import Iterator
from datetime import timedelta

from referral.mechanism import Mechanism
from referral.rules.safe_contact import SafeContact
from tests.pages.conftest import Desk
from tests.spec.test_plans import PLAN
from tests.world import World
from workflows.vocabulary import ContactChannel

MANY = 203
"""More lines than any page ever held at once."""
LATE = 3


def walked(desk: Desk, who: str, path: str) -> Iterator[str]:
    """Every page of a list, from its first to its last."""
    while path:
        page = desk.get(who, path)
        assert page.status_code == 200
        yield page.text
        more = re.search(r'href="([^"]*after=[^"]*)" rel="next"', page.text)
        path = more[1].replace("&amp;", "&") if more else ""


def cards(pages: Iterator[str]) -> list[str]:
    """The card of every line on some pages, by what it leads to and says."""
    whole = "".join(pages)
    return re.findall(
        r'<li class="desk-card[ "].*?</li>\s*(?=<li|</ul>)', whole, re.DOTALL
    )


def much_waits(world: World) -> None:
    """Cases without a plan, and some whose follow-up is past its time."""
    me = world["outreach"]
    mechanism: Mechanism = world.mechanism
    for n in range(MANY):
        case = world.case().id
        if n < LATE:
            mechanism.write_plan(me, case, PLAN)
            rule = SafeContact(frozenset({ContactChannel.CALL}))
            mechanism.set_safe_contact(me, case, rule, expects=None)
            at = world.clock() + timedelta(days=1)
            mechanism.set_follow_up(me, case, at, ContactChannel.CALL)
    world.clock.advance(days=12)


def test_more_than_two_hundred_lines_are_counted_as_they_are_listed(
    desk: Desk,
) -> None:
    much_waits(desk.world)
    work = desk.get("outreach", "/desk").text
    assert f"What waits in your cases ({MANY})" in work
    assert f'"/desk/tasks">See all that waits ({MANY})' in work
    tasks = cards(walked(desk, "outreach", "/desk/tasks"))
    assert (len(tasks), len(set(tasks))) == (MANY, MANY)
    assert f'"/desk/tasks?only=overdue">Past their time: {LATE}' in work
    assert len(cards(walked(desk, "outreach", "/desk/tasks?only=overdue"))) == LATE

    office = desk.get("coordinator", "/desk").text
    counts = dict(re.findall(r'exceptions\?kind=(\w+)"[^>]*>[^<]*: (\d+)<', office))
    assert counts == {"gap": str(MANY), "follow_up_due": str(LATE)}
    assert f'"/desk/exceptions">See all of them ({MANY + LATE})' in office
    assert len(cards(walked(desk, "coordinator", "/desk/exceptions"))) == MANY + LATE
    for kind, count in counts.items():
        of_kind = cards(walked(desk, "coordinator", f"/desk/exceptions?kind={kind}"))
        assert len(of_kind) == int(count), kind
