"""Every page, as a walk: who looks, at which address, and what they press there."""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain
from uuid import UUID

from playwright.sync_api import Page, Response, expect

from referral.actions.administer import NewActor
from referral.actions.holds import NewHold
from referral.actions.own_view import Shown
from referral.actions.questions import NewQuestion
from tests.browser.conftest import Site
from tests.browser.tour_access import access, account
from tests.browser.tour_contact import contacts
from tests.browser.tour_desk import overseeing
from tests.browser.tour_device import device
from tests.browser.tour_first import first
from tests.browser.tour_handover import handovers
from tests.browser.tour_leaving import leaving
from tests.browser.tour_levers import levers
from tests.browser.tour_notices import notices, outside
from tests.browser.tour_offers import life
from tests.browser.tour_packages import letters
from tests.browser.tour_plan import planning
from tests.browser.tour_services import services
from tests.browser.tour_webhooks import partners
from tests.properties.acts_data_rights import breached, restricted
from tests.properties.acts_directory import newcomer
from tests.spec.test_leaving import keeper
from workflows.loader import load_shipped
from workflows.vocabulary import (
    ActorKind,
    ConsentAnswer,
    ConsentPurpose,
    ErasureReason,
    HoldGround,
    LegalGround,
    Purpose,
    ReferralKind,
    Role,
)

Stop = tuple[str | None, str, str]
"""Who looks, an address, and a button to press on it, if any."""


def is_posted(answer: Response) -> bool:
    return answer.request.method == "POST"


def tour(site: Site) -> Iterator[Stop]:
    """Every page, with something on it."""
    world = site.world
    quiet = world.case()
    world.clock.advance(days=11)
    case, waiting = world.offered(kind=ReferralKind.RESPONSIBILITY)
    base, service = f"/desk/cases/{case.id}", world.services["haven"]
    bare = world.case()
    held, accepted = world.accepted()
    _, declined = world.offered()
    world.mechanism.answer_offer(world["host"], declined.id, "decline", reason="full")
    for came, press in (("", ""), ("", "Sign in"), ("?out=1", ""), ("?lost=yes", "")):
        yield None, f"/desk/sign-in{came}", press
    for who in ("outreach", "host", "coordinator", "assessor", "auditor", "officer"):
        yield who, "/desk", ""
    for place in (
        *("cases", "offers", "cases/new", "search"),
        *(f"cases/{one.id}" for one in (case, bare)),
    ):
        yield "outreach", f"/desk/{place}", ""
    yield from drawers(base)
    yield "outreach", f"{base}/offers/new/{service}", ""
    yield "outreach", f"/desk/cases/{bare.id}/offers/new/{service}", ""
    yield "outreach", f"{base}/consents/new", "Record"
    yield "outreach", f"{base}/content", "Seal and record"
    yield from offers(waiting.id, declined.id, accepted.id)
    yield "coordinator", base, ""
    for button in ("", "Check that nobody changed it"):
        yield "coordinator", f"{base}/timeline", button
    yield "coordinator", f"{base}/timeline/handing-on", "Hand on"
    yield "coordinator", "/desk/nowhere", ""
    yield "auditor", f"/desk/cases/{held.id}/timeline", ""
    yield "coordinator", f"/desk/cases/{held.id}/ledger", ""
    yield "outreach", f"/desk/cases/{quiet.id}/timeline", ""
    yield from asking(site, quiet.id)
    yield from chain(addresses(site), services(site, quiet.id))
    yield from chain(of_the_person(site, quiet.id), contacts(site), device(site))
    yield from chain(notices(site), outside(site), together(site, case.id))


def asking(site: Site, case: UUID) -> Iterator[Stop]:
    """A question about an entry, from either side, and a correction."""
    world, base = site.world, f"/desk/cases/{case}"
    yield "coordinator", f"{base}/questions", "Ask"
    new = NewQuestion(1, world.bodies["ngo"], "Why was nothing done?")
    question = world.mechanism.ask_question(world["coordinator"], case, new).id
    yield "outreach", "/desk", ""
    yield "outreach", f"{base}/questions", "Answer"
    world.mechanism.answer_question(world["outreach"], question, "Nobody was there.")
    yield "coordinator", f"{base}/questions", ""
    yield "outreach", f"{base}/timeline/2/correction", "Seal and record"


def administration(site: Site) -> Iterator[Stop]:
    """Who takes part: the list, forms sent empty, somebody leaves, a body ends."""
    world, root = site.world, "/desk/directory"
    world.people["registrar"] = keeper(world, "registrar")
    asked = world.mechanism.give_role(
        world["registrar"], world["warden"].id, Role.CASE_MANAGER
    )
    yield "coordinator", f"/desk/together#{asked.id}", ""
    mira = newcomer(world, "mira").id
    actor, body = world["outreach"].id, world.bodies["ngo"]
    for place in ("", f"/actors/{actor}", f"/organisations/{body}"):
        yield "registrar", f"{root}{place}", ""
    yield "registrar", f"{root}/actors/{mira}", "Make a first password"
    roles, body = frozenset({Role.CASE_MANAGER}), world.bodies["ngo"]
    machine = world.admit(NewActor(body, "partner", roles, ActorKind.MACHINE)).id
    yield "registrar", f"{root}/actors/{machine}", ""
    month = timedelta(days=30)
    key = world.mechanism.issue_key(world["registrar"], machine, month).id
    world.agree(key, "coordinator")
    yield "registrar", f"{root}/actors/{machine}", "Fetch the key"
    yield "registrar", f"{root}/actors/new", "Admit them"
    yield "registrar", f"{root}/organisations/new", "Admit it"
    yield "registrar", f"{root}/actors/{world['warden'].id}", "Take it away"
    yield "registrar", f"{root}/actors/{actor}/departure", "End their access now"
    for each in ("ngo", "court"):
        yield "registrar", f"{root}/organisations/{world.bodies[each]}/closing", ""


def of_the_person(site: Site, case: UUID) -> Iterator[Stop]:
    """A refusal, the person's number and page, a message, how to reach them."""
    mechanism, base = site.world.mechanism, f"/desk/cases/{case}"
    yield "outreach", "/desk/refusals/new", ""
    yield "outreach", "/desk/refusals/new", "Record"
    for button in ("", "Open", "Record"):
        yield "outreach", f"{base}/safe-contact", button
    yield None, "/my", ""
    yield None, "/my", "Go on"
    yield "outreach", f"{base}/number", ""
    yield "outreach", f"{base}/number", "Give a number"
    number = mechanism.issue_own_code(site.world["outreach"], case).details["number"]
    mechanism.own_message(Shown(number=number), "Please ring in the morning.")
    yield "outreach", "/desk", ""
    yield "outreach", f"{base}/number", "Read them"


def rights(site: Site) -> Iterator[Stop]:
    """The sheet, what the person may ask, what recipients are told, and a breach."""
    world, mechanism = site.world, site.world.mechanism
    case, offer = world.accepted()
    base = f"/desk/cases/{case.id}"
    for place in ("/desk/sheet", f"{base}/sheet"):
        yield "outreach", place, ""
    mechanism.open_package(world["host"], offer.id, Purpose.CARE)
    yield "outreach", f"{base}/data-rights", "Put it together"
    yield "outreach", f"{base}/data-rights", "Keep it and do not use it"
    restricted(world, case.id)
    for who, place in (("outreach", f"{base}/data-rights"), ("host", "/desk")):
        yield who, place, ""
    yield "host", "/desk", "We do not use it"
    other, offer = world.accepted()
    mechanism.open_package(world["host"], offer.id, Purpose.CARE)
    first, *_ = mechanism.consents(world["outreach"], other.id)
    mechanism.withdraw_consent(world["outreach"], other.id, first.id)
    yield "host", "/desk", "We have kept nothing"
    world.consent(case.id, expires_at=world.clock() + timedelta(days=1))
    yield "outreach", "/desk", ""
    for button in ("", "Open the breach"):
        yield "coordinator", "/desk/breaches", button
    breach = breached(world).id
    yield "coordinator", f"/desk/breaches/{breach}", ""


def erasing(site: Site) -> Iterator[Stop]:
    """How long a case is kept: open, held, asked for, erased, and the list of all."""
    world = site.world
    case = world.case().id
    kept = f"/desk/cases/{case}/retention"
    yield "outreach", kept, ""
    yield "outreach", kept, "Ask somebody to agree"
    hold = NewHold(HoldGround.COURT_ORDER, "law_requires")
    world.mechanism.set_hold(world["outreach"], case, hold)
    yield "outreach", kept, ""
    gone = world.case().id
    reason = ErasureReason.PERSON_ASKED
    joint = world.mechanism.ask_erasure(world["outreach"], gone, reason).id
    yield "coordinator", "/desk/together", ""
    world.agree(joint, "coordinator")
    world.mechanism.answer_joint(world["coordinator"], joint, "execute")
    yield "outreach", f"/desk/cases/{gone}", ""
    yield "outreach", f"/desk/cases/{gone}/retention", ""
    yield "coordinator", "/desk/retention", ""


def offers(waiting: UUID, declined: UUID, accepted: UUID) -> Iterator[Stop]:
    """Offers, from either side."""
    for offer in (waiting, declined):
        yield "outreach", f"/desk/offers/{offer}", ""
    yield "host", f"/desk/offers/{waiting}", ""
    yield "host", f"/desk/offers/{waiting}", "Decline"
    yield "host", f"/desk/offers/{accepted}", ""
    yield "host", "/desk/offers", ""


def drawers(base: str) -> Iterator[Stop]:
    """What a case holds, page by page, and its forms sent empty."""
    for button in ("Show the documents", "Seal and attach"):
        yield "outreach", f"{base}/attachments", button
    for place in (
        *("facts", "content", "attachments", "consents/new", "offers/new", "timeline"),
    ):
        yield "outreach", f"{base}/{place}", ""


def addresses(site: Site) -> Iterator[Stop]:
    """Where services are: none, written down, granted, opened by either side."""
    world, shelter = site.world, site.world.services["shelter"]
    yield "host", "/desk/addresses", "Seal the address"
    world.mechanism.set_address(
        world["host"], shelter, "Lapwing Lane", "17", "Ring twice"
    )
    _, offer = world.accepted(kind=ReferralKind.RESPONSIBILITY)
    until = world.clock() + timedelta(hours=6)
    page = f"/desk/offers/{offer.id}"
    yield "host", page, "Grant the address"
    world.mechanism.grant_address(world["host"], offer.id, shelter, until)
    yield "host", page, ""
    yield "host", "/desk/addresses", ""
    yield "outreach", page, "Open the address"
    case, arrived = world.accepted()
    world.mechanism.answer_offer(world["host"], arrived.id, "arrived")
    for who in ("host", "outreach"):
        yield who, f"/desk/cases/{case.id}", ""
    yield from handovers(site)


def together(site: Site, case: UUID) -> Iterator[Stop]:
    """What several people decide: nothing, what waits, and what went past its time."""
    world = site.world
    parts = (life, rights, access, account, planning, levers, leaving, overseeing)
    for part in parts:
        yield from part(site)
    yield from erasing(site)
    yield from chain(administration(site), letters(site), partners(site))
    yield "coordinator", "/desk/together", ""
    for ground in (LegalGround.DANGER_TO_LIFE, LegalGround.COURT_ORDER):
        world.consent(
            case,
            purpose=ConsentPurpose.IDENTIFICATION,
            answer=ConsentAnswer.CANNOT,
            ground=ground,
            recipient_id=world.bodies["authority"],
        )
    for who in ("outreach", "coordinator"):
        yield who, "/desk/together", ""
    yield "outreach", f"/desk/cases/{case}", ""
    text = load_shipped("convention")[1].replace('"2026.1"', '"2026.2"', 1)
    world.mechanism.ask_publication(world["coordinator"], text)
    yield "coordinator", "/desk/together", ""
    world.clock.advance(hours=73)
    site.door.tokens.clear()
    yield "coordinator", "/desk", ""
    yield "coordinator", "/desk/together", ""
    yield "coordinator", "/desk/together", "I have reviewed it"
    yield from first(site)


def visit(site: Site, page: Page, who: str | None, path: str, press: str) -> None:
    """Open a page of the tour as somebody."""
    page.context.clear_cookies(name="__Host-desk")
    if who is not None:
        site.admit(page.context, who)
    page.goto(path)
    if press:
        page.evaluate(
            "document.querySelectorAll('main details').forEach(d => d.open = true)"
        )
        button = page.get_by_role("button", name=re.compile(rf"^{press}( ?:|$)")).first
        in_place = button.evaluate("b => b.form?.hasAttribute('hx-post') ?? false")
        with page.expect_response(is_posted) if in_place else page.expect_navigation():
            button.click()
        expect(page.locator(".htmx-request")).to_have_count(0)
