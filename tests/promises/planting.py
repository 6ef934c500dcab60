"""A walk that puts a token into every place where free text comes in."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx2
from PIL import ExifTags, Image

from referral.actions.administer import NewActor
from referral.actions.holds import NewHold
from referral.exchange.tabular import Row, Table
from tests.exchange.pictures import drawn, saved
from tests.pages.conftest import Desk
from tests.promises.planting_access import of_access
from tests.promises.planting_handover import of_a_handover
from tests.promises.planting_notices import told_outside
from tests.promises.planting_own import of_the_person
from tests.promises.planting_packages import of_packages
from tests.promises.planting_plan import of_plans
from tests.promises.planting_services import of_services
from tests.promises.planting_webhooks import of_webhooks, on_its_way
from tests.promises.tokens import drawers, token
from tests.spec.handing_on import KEY
from workflows.loader import load_shipped
from workflows.vocabulary import (
    Compartment,
    ConsentAnswer,
    ConsentPurpose,
    ErasureReason,
    HoldGround,
    LegalGround,
    Purpose,
    ReferralKind,
    Role,
)

PLACE = f"{token('NewAddress.street')} Gate 88417"


def planted(desk: Desk) -> Mapping[str, Sequence[UUID]]:
    """Everything that can be said, said once; answers what there is to ask for."""
    calendars, case, webhook = told_outside(desk), _case(desk), of_webhooks(desk.world)
    _attachments(desk, case)
    offers = _handed_over(desk, case)
    way, handover = of_a_handover(desk, case)
    joint, question = _decided_together(desk, case), _asked(desk, case)
    _told_the_place(desk)
    for each in (_searched, _signed_in_wrongly, _of_the_operator, _imported):
        each(desk)
    refused = of_the_person(desk, case)
    planned = of_plans(desk, case)
    hold = _kept_and_erased(desk, case)
    breach, restriction = _breached(desk), _restricted(desk, case)
    of_them, world = of_access(desk, case), desk.world
    outside, key = of_packages(desk, case)
    placed = world.mechanism.read_case(world["host"], case).placement
    consent = world.consent(case, "host", interpreter=True)
    document = _attached(desk, case, b"plain words", "later", who="host")
    return {
        "case_id": [case, refused],
        "referral_id": [*offers, way, outside],
        "key_id": [key],
        "handover_id": [handover],
        "service_id": [world.services["shelter"], world.services["haven"]],
        "token": [placed] if placed else [],
        "consent_id": [consent.id],
        "joint_id": [joint],
        "attachment_id": [document],
        "grant_id": [case],
        "question_id": [question],
        "hold_id": [hold],
        "breach_id": [breach],
        "restriction_id": [restriction],
        **of_them,
        **of_services(world),
        **planned,
        **calendars,
        **on_its_way(world, webhook),
    }


def _well(answer: httpx2.Response) -> Any:  # JSON
    assert answer.status_code < 300, answer.text  # done
    return answer.json()


def _post(desk: Desk, who: str, path: str, body: object, **words: Any) -> Any:  # JSON
    return _well(desk.door.ask(who, "POST", path, json=body, **words))


def _case(desk: Desk) -> UUID:
    """A case with every sealed field, recorded by the API and corrected on a page."""
    facts = {"age_class": "adult", "language": "sqi", "region": token("region")}
    done = _post(desk, "outreach", "/v1/cases", {"facts": facts, "content": drawers()})
    case = UUID(done["id"])
    fields: dict[str, Any] = {
        f"{drawer}__{name}": value
        for drawer, words in drawers().items()
        for name, value in words.items()
    }
    page = f"/desk/cases/{case}/content"
    assert desk.fill("outreach", page, "/content", **fields).status_code == 303  # done
    version = desk.door.version("outreach", case)
    more = {"region": token("region") + "b"}
    _post(desk, "outreach", f"/v1/cases/{case}/facts", more, version=version)
    return case


def _attached(
    desk: Desk, case: UUID, raw: bytes, name: str, who: str = "outreach"
) -> UUID:
    done = desk.door.ask(
        who,
        "POST",
        f"/v1/cases/{case}/attachments",
        params={"drawer": "identity"},
        content=raw,
        headers={"Attachment-Name": quote(name)},
    )
    return UUID(_well(done)["id"])


def picture() -> bytes:
    """A picture that tells by whom, of what and where."""
    told = Image.Exif()
    told[ExifTags.Base.Artist] = token("picture artist")
    place = told.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSAreaInformation] = token("picture place").encode()
    comment = token("picture comment").encode()
    return saved(drawn(), "JPEG", exif=told, comment=comment)


def _attachments(desk: Desk, case: UUID) -> None:
    """A text too large for memory, kept; a picture, fetched and deleted again."""
    words = token("attachment text").encode() + b" "
    _attached(desk, case, words * 60_000, f"{token('attachment name')}.txt")
    shown = _attached(desk, case, picture(), token("attachment name"))
    path = f"/v1/cases/{case}/attachments/{shown}"
    given = desk.door.ask("outreach", "GET", path, params={"purpose": "care"})
    assert given.content.startswith(b"\xff\xd8")
    _well(desk.door.ask("outreach", "DELETE", path))


def _handed_over(desk: Desk, case: UUID) -> list[UUID]:
    """The shelter writes down where it is, grants it, and the person arrives."""
    world, shelter = desk.world, desk.world.services["shelter"]
    address = {
        "street": f"{token('NewAddress.street')} Gate",
        "number": f"88417 {token('NewAddress.number')}",
        "directions": token("NewAddress.directions"),
    }
    _post(desk, "host", f"/v1/services/{shelter}/address", address)
    world.consent(case)
    named, purpose = world.bodies["authority"], ConsentPurpose.IDENTIFICATION
    world.consent(case, purpose=purpose, recipient_id=named)
    world.step(case, "notify_authority", recipient_id=named)
    offer = world.offer(case, kind=ReferralKind.RESPONSIBILITY).id
    path, said = f"/v1/referrals/{offer}", {"text": token("OfferText.text")}
    _post(desk, "host", f"{path}/question", said, version=1)
    _post(desk, "outreach", f"{path}/reply", said, version=2)
    spoken = {"said_by": token("TelephoneYes.said_by")}
    _post(desk, "coordinator", f"{path}/telephone-yes", spoken, version=3)
    world.mechanism.answer_offer(world["host"], offer, "confirm")
    until = world.clock() + timedelta(hours=2)
    grant = world.mechanism.grant_address(world["host"], offer, shelter, until).id
    world.mechanism.read_address(world["outreach"], shelter, Purpose.PROTECTION)
    world.mechanism.end_grant(world["host"], grant)
    world.mechanism.open_package(world["host"], offer, Purpose.CARE)
    world.mechanism.answer_offer(world["host"], offer, "arrived")
    return [offer]


def _kept_and_erased(desk: Desk, case: UUID) -> UUID:
    """A legal hold on the case, and another case that two people erase."""
    world = desk.world
    gone = _case(desk)
    asked = world.mechanism.ask_erasure(
        world["outreach"], gone, ErasureReason.PERSON_ASKED
    )
    world.agree(asked.id, "coordinator")
    world.mechanism.answer_joint(world["coordinator"], asked.id, "execute")
    hold = NewHold(HoldGround.COURT_ORDER, "law_requires")
    return world.mechanism.set_hold(world["host"], case, hold).id


def _decided_together(desk: Desk, case: UUID) -> UUID:
    """A ground to be confirmed by somebody else, and a procedure by two."""
    world = desk.world
    done = world.consent(
        case,
        "host",
        purpose=ConsentPurpose.LEGAL_PROCEEDINGS,
        answer=ConsentAnswer.CANNOT,
        ground=LegalGround.COURT_ORDER,
    )
    what = {"profile": "full", "reason": token("NewExport.reason"), "recipients": [KEY]}
    _post(desk, "host", f"/v1/cases/{case}/timeline/exports", what)
    text = load_shipped("convention")[1].replace('"2026.1"', '"2026.2"', 1)
    world.mechanism.ask_publication(world["coordinator"], text)
    return UUID(done.details["joint_act"])


def _asked(desk: Desk, case: UUID) -> UUID:
    """A question of the coordinator about an entry, and the holder's answer."""
    holder = str(desk.world.bodies["shelter"])
    asked = {"seq": 1, "addressee_id": holder, "text": token("NewAsking.text")}
    path = f"/v1/cases/{case}/questions"
    question = _post(desk, "coordinator", path, asked)["id"]
    said = {"text": token("NewAnswer.text")}
    _post(desk, "host", f"/v1/questions/{question}/answer", said)
    return UUID(question)


def _breached(desk: Desk) -> UUID:
    """A breach, opened, added to and told too late; a second one stays open."""
    texts = ("what_happened", "contact", "consequences", "measures")
    since = {"aware_at": (desk.world.clock() - timedelta(days=4)).isoformat()}
    ids = []
    for _ in range(2):
        first = {name: token(f"NewBreach.{name}") for name in texts}
        body = {**since, "nature": ["confidentiality"], **first}
        ids.append(_post(desk, "coordinator", "/v1/breaches", body)["id"])
    path = f"/v1/breaches/{ids[0]}"
    more = {name: token(f"BreachDetails.{name}") for name in texts}
    _post(desk, "coordinator", f"{path}/additions", more, version=1)
    late = {"delay": token("AuthorityTold.delay")}
    _post(desk, "coordinator", f"{path}/authority", late, version=2)
    assert desk.world.mechanism.fire_due() > 0
    return UUID(ids[1])


def _restricted(desk: Desk, case: UUID) -> UUID:
    """Everything for the person, then one drawer that is only kept, and used again."""
    asked = {"identity": "document_seen"}
    path = f"/v1/cases/{case}"
    _well(desk.door.ask("host", "GET", f"{path}/person-data", params=asked))
    body = {"reason": "objection_pending", "drawer": "family"}
    version = desk.door.version("host", case)
    done = _post(desk, "host", f"{path}/restrictions", body, version=version)
    end, lifting = (
        {"reason": "person_asked"},
        f"{path}/restrictions/{done['id']}/lifting",
    )
    _post(desk, "host", lifting, end, version=version + 1)
    return UUID(done["id"])


def _told_the_place(desk: Desk) -> None:
    """An offer to others that is refused: its text would tell where she sleeps."""
    world = desk.world
    told = f"{token('Health.health_needs')} {PLACE}"
    content = {Compartment.HEALTH: {"health_needs": told}}
    done = world.case("outreach", content=content)
    world.consent(done.id)
    offer = {"service_id": str(world.services["haven"]), "kind": "service"}
    path = f"/v1/cases/{done.id}/referrals"
    version = desk.door.version("outreach", done.id)
    answer = desk.door.ask("outreach", "POST", path, json=offer, version=version)
    assert answer.json()["code"] == "safe-address-found"


def _searched(desk: Desk) -> None:
    """What is looked for is a name, too."""
    for path, shape in (("/v1/search", "NewSearch"), ("/v1/matches", "NewMatch")):
        body = {f: token(f"{shape}.{f}") for f in ("name", "document", "phone")}
        more = {"purpose": "care"} if shape == "NewSearch" else {}
        answer = desk.door.ask("outreach", "POST", path, json={**body, **more})
        assert answer.status_code == 200
    name = token("NewSearch.name")
    desk.fill("outreach", "/desk/search", "/search", name=name, purpose="care")


def _signed_in_wrongly(desk: Desk) -> None:
    """A password in the box for the name, and a wrong one."""
    typed = {word: token(f"SignIn.{word}") for word in ("name", "password", "code")}
    assert desk.client.post("/v1/session", json=typed).status_code >= 400  # refused
    opened = {"_next": f"/desk/cases/{token('in an address')}"}
    refused = desk.post(None, "/desk/sign-in", {**typed, **opened})
    assert refused.status_code >= 400


def _of_the_operator(desk: Desk) -> None:
    """A password that somebody chose, and calls that put a token anywhere else."""
    world, odd = desk.world, token("unknown field")
    new = NewActor(world.bodies["ngo"], "newcomer", frozenset({Role.CASE_MANAGER}))
    password = f"{token('password')} and more"
    world.admit(new, password)
    desk.door.ask("outreach", "POST", "/v1/cases", json={odd: token("unknown value")})
    desk.door.ask("outreach", "GET", f"/v1/cases/{token('in an address')}")


def _imported(desk: Desk) -> None:
    """A caseload of one line."""
    name = token("import line")
    line = Table(["prs_FirstName"], [Row(2, {"prs_FirstName": name})])
    report = desk.world.mechanism.import_cases(desk.world["outreach"], line)
    assert report.lines
