"""One token for every place where free text comes in, and finding them in any bytes.

The places are found by themselves: every text of every shape that the API takes. A new
one is planted by writing it down here, or is said not to be free, with the reason.
"""

import base64
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from api.app import describe

STEM = "qzplantedqz"
"""What all tokens begin with. No word of ours, no base64 and no number holds it."""

_SHAPES = ("Identity", "Contact", "Location", "Narrative", "Health", "Legal", "Family")
_FREE = (
    *("NewMatch.name", "NewMatch.document", "NewMatch.phone"),
    *("NewSearch.name", "NewSearch.document", "NewSearch.phone"),
    *("NewExport.reason", "NewAsking.text", "NewAnswer.text"),
    *("NewAddress.street", "NewAddress.number", "NewAddress.directions"),
    *("SignIn.name", "SignIn.password", "SignIn.code", "StepUp.code", "AppCode.code"),
    *("NewPassword.old", "NewPassword.new", "NewBrokenGlass.text"),
    *("NewBreach.what_happened", "NewBreach.contact"),
    *("NewBreach.consequences", "NewBreach.measures"),
    *("BreachDetails.what_happened", "BreachDetails.contact"),
    *("BreachDetails.consequences", "BreachDetails.measures"),
    "AuthorityTold.delay",
    *("OwnMessage.text", "NewSafeContact.code_word"),
    *("OfferText.text", "TelephoneYes.said_by"),
    *("NewHandover.meeting_point", "NewHandover.note"),
    *("NewPlan.goals", "NewPlan.wishes", "FollowUpEnded.note"),
    *("NewOutcomes.note", "CaseClosing.note"),
    "NewNoticeAddress.address",
)
BESIDE = (
    *("attachment name", "attachment text", "picture artist", "picture comment"),
    *("picture place", "text on its way through", "passphrase", "password"),
    *("region", "import line", "unknown field", "unknown value", "in an address"),
    *("draft safety", "draft signs", "filter name"),
    *("letter code", "letter password", "letter ticket", "letter reason"),
)
"""Where text comes in that no shape of the API describes."""

CODED: Mapping[str, str] = {
    "ActorNaming.sign_in_name": "what a colleague signs in as, known to all",
    "BodyNaming.label": "what an organisation is called, known to all",
    "BodyNaming.region": "a code",
    "ClosingBody.seen": "a digest",
    "OpeningHours.closes": "a time of day",
    "OpeningHours.opens": "a time of day",
    "PlacesWanted.access_needs": "codes, which are kept nowhere",
    "PlacesWanted.language": "three letters of a list",
    "PlacesWanted.region": "a word that is known already; any other is refused",
    "PlacesWanted.service_type": "a word of the catalogue, refused if it is none",
    "ServiceTerms.access_needs": "codes, known to all",
    "ServiceTerms.languages": "three letters of a list",
    "LeavingActor.coordinator": "what a coordinator signs in as, refused if none does",
    "LeavingActor.seen": "a digest",
    "NewConfirmation.reason": "a code of the pathway",
    "NewConfirmation.step": "a step of the pathway, refused if it is none",
    "NewNoticeAddress.way": "a name the operator gave, refused if it is none",
    "NewWishes.daily_at": "an hour",
    "NewWishes.language": "a language of the pages, refused if it is none",
    "NewWishes.quiet_from": "an hour",
    "NewWishes.quiet_until": "an hour",
    "NewWishes.zone": "a name of a list, refused if it is none",
    "NoticeCode.code": "our own, refused if it is none",
    "OutsideKey.token": "our own, refused if it is none",
    "OutsideSaid.token": "the same",
    "NewBody.code": "a short name, known to all",
    "NewBody.label": "what an organisation is called, known to all",
    "NewBody.region": "a code",
    "NewColleague.sign_in_name": "what a colleague signs in as, known to all",
    "CodedReason.reason": "a code of the catalogue, refused if it is none",
    "Completion.outcome": "a code of the catalogue, refused if it is none",
    "CaseClosing.reason": "a code of the pathway",
    "CaseClosing.step": "a step of the pathway, refused if it is none",
    "Decline.reason": "a code of the catalogue, refused if it is none",
    "Facts.access_needs": "codes",
    "Facts.citizenship": "two letters of a list",
    "Facts.language": "three letters of a list",
    "Facts.needs": "codes",
    "Facts.region": "a code; planted beside the shapes, as it is sealed",
    "Identity.birth_date": "a day, which has a mark of its own",
    "JointAnswer.content_sha256": "a digest",
    "JointAnswer.seat": "a name of the pathway, refused if it is none",
    "NewHandover.interpreter": "three letters",
    "WhoMeets.first_name": "one word of letters; the stem is planted in it",
    "NewCase.indicators": "codes of the published lists",
    "NewRecipientKey.public": "a public key, refused if it is none",
    "NewRefusal.region": "a word that is known already; any other is refused",
    "NewSafeContact.since": "an hour",
    "NewSafeContact.until": "an hour",
    "OwnKey.code": "a number, refused if it is none; planted apart",
    "OwnKey.ticket": "our own, refused if it is none",
    "OwnMessage.code": "a number",
    "OwnMessage.ticket": "our own",
    "OwnWithdrawal.code": "a number",
    "OwnWithdrawal.ticket": "our own",
    "NewBrokenGlass.code": "the short code of a case, refused if it is none",
    "NewCaseConflict.actor": "a name that is known already; any other is refused",
    "NewPasskey.label": "what staff call a device of their own; their own words",
    "PasskeyLabel.label": "the same",
    "OpenidAnswer.code": "a provider's own, refused if it is none",
    "OpenidAnswer.iss": "the same",
    "OpenidAnswer.request": "our own, refused if it is none",
    "OpenidAnswer.state": "our own, refused if it is none",
    "PasskeyAnswer.id": "base64 of a passkey, refused if it is none",
    "PasskeyAnswer.rawId": "the same",
    "PasskeyResponse.attestationObject": "base64 of what a device answers",
    "PasskeyResponse.authenticatorData": "the same",
    "PasskeyResponse.clientDataJSON": "the same",
    "PasskeyResponse.signature": "the same",
    "WebhookToAsk.address": "where a partner's system listens; two people agree to it",
    "NewMachineKey.public_key": "the open half of a key, in base64",
    "PasskeyResponse.userHandle": "the same",
    "NewConduct.sentences": "a code of conduct, public inside the mechanism",
    "NewConsent.items": "codes",
    "NewConsent.language": "three letters of a list",
    "MinimalConsent.language": "three letters of a list",
    "NewConsent.recipient_class": "a type of service",
    "NewExport.recipients": "public keys, refused if they are none",
    "NewJointStep.reason": "a code of the pathway",
    "NewJointStep.step": "a step of the pathway, refused if it is none",
    "NewLegalHold.reason": "a code",
    "NewLifting.reason": "a code",
    "NewMatch.birth_date": "a day",
    "NewPlan.needs": "service types, refused if they are none",
    "NewPlannedService.service": "the same",
    "NewPlan.review_on": "a day",
    "NewPlannedService.begins_on": "a day",
    "NewPlannedService.until_on": "a day",
    "NewPathway.text": "a procedure, which is public inside the mechanism",
    "NewSearch.birth_date": "a day",
    "NewOffersInBulk.leave_out": "codes of cases, refused if they are none",
    "NewOffersInBulk.seen": "a digest",
    "NewReassignment.leave_out": "codes of cases, refused if they are none",
    "NewReassignment.seen": "a digest",
    "NewStep.reason": "a code of the pathway",
    "NewUpgrade.reason": "a code",
    "NewUpgrade.stages": "stages of the pathway",
    "ShownFields.fields": "names of fields, refused if the entry has none such",
}
"""Texts that are no free text. They may stand in entries, and so in rows."""


@cache
def texts_taken() -> set[str]:
    """Every text that a body of the API may hold, as `Shape.field`."""
    described = describe()
    shapes: Mapping[str, Any] = described["components"]["schemas"]
    return {
        f"{name}.{field}"
        for name in _sent(described, shapes)
        for field, schema in shapes[name].get("properties", {}).items()
        if any(map(_is_text, _parts(schema)))
    }


def _sent(described: Mapping[str, Any], shapes: Mapping[str, Any]) -> set[str]:
    """The names of the shapes that bodies are made of."""
    bodies = [
        operation.get("requestBody", {})
        for operations in described["paths"].values()
        for operation in operations.values()
    ]
    waiting, found = list(_named(bodies)), set[str]()
    while waiting:
        if (name := waiting.pop()) not in found:
            found.add(name)
            waiting += _named(shapes[name])
    return found


def _named(schema: object) -> Iterator[str]:
    if isinstance(schema, Mapping):
        if "$ref" in schema:
            yield str(schema["$ref"]).rpartition("/")[2]
        for inner in schema.values():
            yield from _named(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _named(inner)


def _parts(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A schema and what it may be instead."""
    yield schema
    for inner in schema.get("anyOf", ()):
        yield from _parts(inner)
    for name in ("items", "additionalProperties"):
        if isinstance(schema.get(name), Mapping):
            yield from _parts(schema[name])
    for inner in schema.get("patternProperties", {}).values():
        yield from _parts(inner)


def _is_text(schema: Mapping[str, Any]) -> bool:
    listed = {"enum", "const"} & set(schema)
    exact = schema.get("format") in ("uuid", "date-time")
    return schema.get("type") == "string" and not listed and not exact


SEALED = tuple(
    sorted(
        place
        for place in texts_taken() - set(CODED)
        if place.partition(".")[0] in _SHAPES
    )
)
PLACES = (*SEALED, *_FREE, *BESIDE)
TOKENS: Mapping[str, str] = {
    place: f"{STEM}{number:02}" for number, place in enumerate(PLACES)
}
"""The token of each place."""
BORN = "1917-03-29"
"""A day on which nobody else was born: the mark of the one field that takes no text."""

_OFFSETS = (0, 1, 2)


def needles_of(stem: str) -> Mapping[str, bytes]:
    """How a word is written in bytes, all in small letters, by the way of writing."""
    plain = stem.encode()
    found = {
        "as it is": plain,
        "UTF-16": stem.encode("utf-16-le"),
        "hexadecimal": plain.hex().encode(),
    }
    for offset in _OFFSETS:
        raw = base64.b64encode(bytes(offset) + plain)
        whole = raw[-(-offset * 4 // 3) + (1 if offset else 0) :].rstrip(b"=")
        found[f"base64 {offset}"] = whole[:-2].lower()
    return found


NEEDLES: Mapping[str, bytes] = {**needles_of(STEM), "a day": BORN.encode()}
"""What is looked for."""
CONTROL = "qzcontrolqz"
"""Where a leak is planted that stays in files which later tests look through."""


def found_in(raw: bytes | str, needles: Mapping[str, bytes] = NEEDLES) -> set[str]:
    """How a token is written in some bytes, with what follows; empty if none is."""
    held = (raw.encode("utf-8", "replace") if isinstance(raw, str) else raw).lower()
    found = set[str]()
    for name, needle in needles.items():
        at = held.find(needle)
        if at >= 0:
            found.add(f"{name}: {held[at : at + len(needle) + 4]!r}")
    return found


def token(place: str) -> str:
    """The token of a place."""
    return TOKENS[place]


def drawers() -> dict[str, dict[str, str]]:
    """Every sealed field with its token, as the API takes it."""
    content: dict[str, dict[str, str]] = {}
    for place in SEALED:
        shape, _, field = place.partition(".")
        content.setdefault(shape.lower(), {})[field] = TOKENS[place]
    content["identity"]["birth_date"] = BORN
    return content
