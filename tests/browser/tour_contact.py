"""A first contact in a browser: its steps, a bed in haste, and what is left of it."""

from collections.abc import Iterator

from referral.actions.first_contact import FirstContact
from referral.actions.identify import Identification
from referral.actions.refer import Offer
from referral.rules.consent_answer import Spoken
from tests.browser.conftest import Site
from tests.world import CONTENT, WOMAN
from workflows.vocabulary import DraftStep, ReferralKind

Stop = tuple[str | None, str, str]
SAFETY = {"facts.age_class": ["adult"], "content.contact.phone": ["+000 11"]}
SIGNS = {"indicators[]": ["CD01", "EX01", "EX02"], "facts.exploitation[]": ["begging"]}


def contacts(site: Site) -> Iterator[Stop]:
    """Every step, empty and with something kept, and each button of them."""
    world, mechanism, me = site.world, site.world.mechanism, site.world["outreach"]
    for place, press in (
        *(("new/now", ""), ("new/now", "Look for a bed")),
        *(("new", "Ask whether they are known"), ("new", "Keep and go on")),
    ):
        yield "outreach", f"/desk/cases/{place}", press
    draft = mechanism.save_draft(me, None, DraftStep.SAFETY, SAFETY).id
    base = f"/desk/drafts/{draft}"
    yield "outreach", base, ""
    yield "outreach", f"{base}/safety", ""
    yield "outreach", f"{base}/safety", "Ask whether they are known"
    mechanism.save_draft(me, draft, DraftStep.SIGNS, SIGNS)
    for step in ("signs", "wishes"):
        yield "outreach", f"{base}/{step}", ""
    yield "outreach", f"/desk/refusals/new?draft={draft}", ""
    yield "outreach", "/desk", ""
    yield from in_haste(site)
    yield "outreach", f"{base}/wishes", "Open the case and go on"
    mechanism.save_draft(me, None, DraftStep.SAFETY, SAFETY)
    world.clock.advance(hours=60)
    site.door.tokens.clear()
    yield "outreach", "/desk", ""
    yield "outreach", "/desk", "Throw away"


def in_haste(site: Site) -> Iterator[Stop]:
    """A bed: with a yes and without one; the receipt, and what is asked later."""
    world, mechanism, me = site.world, site.world.mechanism, site.world["outreach"]
    told = Identification(WOMAN, CONTENT, minimal_consent=Spoken(interpreter=True))
    case = mechanism.open_first_contact(me, FirstContact(told, in_haste=True)).id
    silent = FirstContact(Identification(WOMAN), in_haste=True)
    untold = mechanism.open_first_contact(me, silent).id
    for place in (f"{case}/bed", f"{case}/send", f"{untold}/bed", f"{case}/signs"):
        yield "outreach", f"/desk/cases/{place}", ""
    yield "outreach", f"/desk/cases/{case}/signs", "Record"
    yield "outreach", "/desk/tasks", ""
    first, then = world.services["shelter"], world.services["haven"]
    wanted = Offer(first, ReferralKind.RESPONSIBILITY, then=(then,))
    offer = mechanism.make_offer(me, case, wanted).id
    yield "outreach", f"/desk/offers/{offer}/receipt", ""
    yield "outreach", f"/desk/cases/{case}/bed", ""
